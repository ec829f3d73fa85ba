package fakeamazon

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// step is an event in the life of a pair, such as a poll.
type step struct {
	what string
	want string // the answer to a poll: an error code, or "tokens"
}

// TestPairLife checks what can happen to a pair. Each poll comes one interval after the previous
// one, unless the step says "at once".
func TestPairLife(t *testing.T) {
	const pending, gone = "authorization_pending", "invalid_code_pair"
	cases := []struct {
		name  string
		steps []step
	}{
		{"allowed", []step{{"poll", pending}, {"poll", pending}, {"allow", ""}, {"poll", "tokens"}}},
		{"allowed before the first poll", []step{{"allow", ""}, {"poll", "tokens"}}},
		{"AS-31 used once", []step{{"allow", ""}, {"poll", "tokens"}, {"poll", gone}, {"poll at once", gone}}},
		{"AS-31 denied", []step{{"poll", pending}, {"deny", ""}, {"poll", "access_denied"}, {"poll", "access_denied"}}},
		{"AS-31 expired while waiting", []step{{"poll", pending}, {"expire", ""}, {"poll", gone}, {"allow", "refused"}, {"deny", "refused"}, {"poll", gone}}},
		{"AS-31 expired though allowed", []step{{"allow", ""}, {"expire", ""}, {"poll", gone}}},
		{"AS-31 expired though denied", []step{{"deny", ""}, {"expire", ""}, {"poll", gone}}},
		{"first decision counts: allowed", []step{{"allow", ""}, {"deny", "refused"}, {"allow", "refused"}, {"poll", "tokens"}}},
		{"first decision counts: denied", []step{{"deny", ""}, {"allow", "refused"}, {"poll", "access_denied"}}},
		{"no decision after use", []step{{"allow", ""}, {"poll", "tokens"}, {"deny", "refused"}, {"allow", "refused"}, {"poll", gone}}},
		{"AS-31 too fast", []step{{"poll", pending}, {"poll at once", "slow_down"}, {"poll", "slow_down"}}}, // slow_down has made the interval longer than 5 s
		{"AS-31 too fast uses nothing up", []step{{"poll", pending}, {"allow", ""}, {"poll at once", "slow_down"}, {"wait", ""}, {"poll", "tokens"}}},
		{"AS-31 too fast after a refusal", []step{{"deny", ""}, {"poll", "access_denied"}, {"poll at once", "slow_down"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			p := b.pair()
			for i, s := range c.steps {
				require.Equal(t, s.want, b.happen(p, s.what), "step %d: %s", i+1, s.what)
			}
		})
	}
}

func (b *bench) happen(p devicePair, what string) string {
	b.t.Helper()
	refused := func(err error) string {
		if err != nil {
			require.ErrorIs(b.t, err, errNoPair)
			return "refused"
		}
		return ""
	}
	switch what {
	case "allow":
		return refused(b.Approve(p.userCode, b.people[0].UserID))
	case "deny":
		return refused(b.Deny(p.userCode))
	case "wait":
		b.clock.Advance(30 * time.Second)
		return ""
	case "expire":
		b.clock.Advance(10 * time.Minute)
		return ""
	case "poll":
		b.clock.Advance(5 * time.Second)
	}
	res := b.poll(p)
	if res.Status == http.StatusOK {
		return "tokens"
	}
	require.Equal(b.t, http.StatusBadRequest, res.Status)
	return res.json(b.t)["error"].(string)
}

func TestPollTokens(t *testing.T) {
	b := newBench(t)
	p := b.pair("scope", "profile postal_code")
	require.NoError(t, b.Approve(" "+strings.ToLower(p.userCode[:3])+"-"+p.userCode[3:], b.people[0].UserID))
	got := b.poll(p).json(t)
	require.Len(t, got, 4)
	require.Equal(t, "bearer", got["token_type"])
	require.Equal(t, 3600.0, got["expires_in"])
	require.True(t, strings.HasPrefix(got["access_token"].(string), "Atza|"))
	require.True(t, strings.HasPrefix(got["refresh_token"].(string), "Atzr|"), "without Faults.Refresh")
	require.Subset(t, b.Secrets(), []any{got["access_token"], got["refresh_token"]})

	profile := b.profile(got["access_token"].(string)).json(t)
	require.Equal(t, b.people[0].Email, profile["email"])
	require.Equal(t, "98109-5210", profile["postal_code"])
	renewed := b.refresh(got["refresh_token"].(string))
	require.Equal(t, http.StatusOK, b.profile(renewed.member(t, "access_token")).Status)
	b.refresh(got["refresh_token"].(string), "client_id", otherClient).requireError(t, 400, "invalid_grant")

	counts := b.Counts()
	require.Equal(t, []int{1, 1, 1, 1}, []int{counts.CodePairsIssued, counts.Polls, counts.CodePairsRedeemed, counts.Refreshes})
	require.Equal(t, 3, counts.TokenRequests)
}

func TestPollRefusals(t *testing.T) {
	cases := []struct {
		name    string
		changes []string
		code    string
	}{
		{"no device code", []string{"device_code", "-"}, "invalid_request"},
		{"no user code", []string{"user_code", "-"}, "invalid_request"},
		{"AS-31 unknown device code", []string{"device_code", "B66fd882-7405-4e9a-bfb9"}, "invalid_code_pair"},
		{"AS-31 user code of another pair", []string{"user_code", "AAYJHL"}, "invalid_code_pair"},
		{"AS-31 other client", []string{"client_id", otherClient}, "invalid_grant"},
		{"AS-31 other client, unknown code", []string{"client_id", otherClient, "device_code", "x"}, "invalid_code_pair"},
		{"secret", []string{"client_secret", "s3cret"}, "invalid_client"},
		{"RFC 8628's name of the grant", []string{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			p := b.allowedPair()
			b.poll(p, c.changes...).requireError(t, http.StatusBadRequest, c.code)
			require.Zero(t, b.Counts().CodePairsRedeemed)
			require.Equal(t, http.StatusOK, b.poll(p, "client_id", testClient).Status, "unharmed, and the right client_id may be sent")
		})
	}
}

func TestPollPace(t *testing.T) {
	b := newBench(t)
	p := b.pair()
	pace := []struct {
		after time.Duration
		want  string
	}{
		{0, "authorization_pending"}, // the first may come at once
		{5 * time.Second, "authorization_pending"},
		{4950 * time.Millisecond, "authorization_pending"}, // the leeway
		{4800 * time.Millisecond, "slow_down"},             // 10 s from now on
		{9800 * time.Millisecond, "slow_down"},             // 15 s
		{15 * time.Second, "authorization_pending"},
		{15 * time.Second, "authorization_pending"},
		{14 * time.Second, "slow_down"},
	}
	for i, s := range pace {
		b.clock.Advance(s.after)
		b.poll(p).requireError(t, http.StatusBadRequest, s.want)
		require.Equal(t, i+1, b.Counts().Polls)
	}
	other := b.pair()
	b.poll(other)
	b.clock.Advance(5 * time.Second)
	b.poll(other).requireError(t, http.StatusBadRequest, "authorization_pending") // each pair has its own interval
}

func TestPollIsAnsweredOnce(t *testing.T) {
	b := newBench(t)
	form := b.allowedPair().pollValues().Encode()
	replies := make(chan int, 50)
	var wait sync.WaitGroup
	for range cap(replies) {
		wait.Go(func() {
			r, _ := http.NewRequest("POST", "/auth/o2/token", strings.NewReader(form))
			r.Header.Set("Content-Type", formType)
			replies <- b.serve(r).Status
		})
	}
	wait.Wait()
	close(replies)
	answered := 0
	for status := range replies {
		if status == http.StatusOK {
			answered++
		}
	}
	require.Equal(t, 1, answered)
	require.Equal(t, 1, b.Counts().CodePairsRedeemed)
}

func TestPollsAreIsolated(t *testing.T) {
	b := newBench(t)
	one, two := b.pair(), b.pair()
	require.NoError(t, b.Approve(two.userCode, b.people[2].UserID))
	b.poll(devicePair{one.deviceCode, two.userCode}).requireError(t, 400, "invalid_code_pair")
	b.poll(devicePair{two.deviceCode, one.userCode}).requireError(t, 400, "invalid_code_pair")
	b.poll(one).requireError(t, 400, "authorization_pending")
	require.Equal(t, b.people[2].UserID, b.profile(b.poll(two).member(t, "access_token")).json(t)["user_id"])
}

func TestApproveNobody(t *testing.T) {
	b := newBench(t)
	p := b.pair()
	require.ErrorContains(t, b.Approve(p.userCode, "nobody"), `nobody has the user id "nobody"`)
	require.ErrorIs(t, b.Approve("AAYJHL", b.people[0].UserID), errNoPair)
	require.ErrorIs(t, b.Deny(""), errNoPair)
	b.poll(p).requireError(t, 400, "authorization_pending")
}

func TestLostPoll(t *testing.T) {
	b := newBench(t)
	p := b.allowedPair()
	b.SetFaults(Faults{Poll: Fault{LoseAnswer: true}})
	requests := b.Watch()
	_, err := b.http.PostForm(b.url+"/auth/o2/token", p.pollValues())
	require.Error(t, err)
	<-receive(t, requests, "/auth/o2/token").Done
	require.Equal(t, 1, b.Counts().CodePairsRedeemed)
	b.SetFaults(Faults{})
	b.poll(p).requireError(t, 400, "invalid_code_pair")
	require.Contains(t, strings.Join(*b.logs, "\n"), "code pair redeemed, answer lost")
}
