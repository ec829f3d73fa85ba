package fakeamazon

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// devicePair has the two codes that a device gets.
type devicePair struct{ deviceCode, userCode string }

func pairValues(changes ...string) url.Values {
	return change(url.Values{"response_type": {"device_code"}, "client_id": {testClient}, "scope": {"profile"}}, changes)
}

func (b *bench) askPair(changes ...string) reply {
	b.t.Helper()
	return b.post("/auth/o2/create/codepair", pairValues(changes...))
}

func (b *bench) pair(changes ...string) devicePair {
	b.t.Helper()
	res := b.askPair(changes...)
	return devicePair{res.member(b.t, "device_code"), res.member(b.t, "user_code")}
}

// allowedPair returns a pair that has been allowed.
func (b *bench) allowedPair() devicePair {
	b.t.Helper()
	p := b.pair()
	require.NoError(b.t, b.Approve(p.userCode, b.people[0].UserID))
	return p
}

func (p devicePair) pollValues(changes ...string) url.Values {
	return change(url.Values{"grant_type": {"device_code"}, "device_code": {p.deviceCode}, "user_code": {p.userCode}}, changes)
}

func (b *bench) poll(p devicePair, changes ...string) reply {
	b.t.Helper()
	return b.post("/auth/o2/token", p.pollValues(changes...))
}

func TestCodePair(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/auth/o2/create/codepair", "/auth/O2/create/codepair"} {
		got := b.post(path, pairValues("scope_data", `{"profile":{"essential":false},"alexa:all":{"productID":"x"}}`)).json(t)
		require.Len(t, got, 5, "no verification_uri_complete, as Amazon")
		require.Regexp(t, `^[A-HJ-NP-Z2-9]{6}$`, got["user_code"])
		require.Regexp(t, `^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`, got["device_code"], "AS-29 128 bits")
		require.Equal(t, testIssuer+"/us/code", got["verification_uri"])
		require.Equal(t, 600.0, got["expires_in"])
		require.Equal(t, 5.0, got["interval"])
		require.Contains(t, b.Secrets(), got["device_code"])
		require.NotContains(t, b.Secrets(), got["user_code"], "it is shown")
	}
	counts := b.Counts()
	require.Equal(t, []int{2, 2, 0}, []int{counts.CodePairRequests, counts.CodePairsIssued, counts.TokenRequests})
}

func TestCodePairRefusals(t *testing.T) {
	cases := []struct {
		name    string
		changes []string
		code    string
	}{
		{"no response_type", []string{"response_type", "-"}, "invalid_request"},
		{"response_type code", []string{"response_type", "code"}, "unsupported_response_type"},
		{"no client", []string{"client_id", "-"}, "invalid_request"},
		{"unknown client", []string{"client_id", "nobody"}, "unauthorized_client"},
		{"client of the web only", []string{"client_id", otherClient}, "unauthorized_client"},
		{"no scope", []string{"scope", "-"}, "invalid_request"},
		{"unknown scope", []string{"scope", "profile openid"}, "invalid_scope"},
		{"broken scope_data", []string{"scope_data", "{"}, "invalid_request"},
		{"secret", []string{"client_secret", "s3cret"}, "invalid_client"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.askPair(c.changes...).requireError(t, http.StatusBadRequest, c.code)
			require.Equal(t, 1, b.Counts().CodePairRequests)
			require.Zero(t, b.Counts().CodePairsIssued)
			require.Empty(t, b.store.pairs)
		})
	}
	for _, name := range []string{"response_type", "client_id", "scope", "scope_data"} {
		t.Run("AS-05 repeated "+name, func(t *testing.T) {
			form := pairValues("scope_data", "{}")
			newBench(t).postRaw("/auth/o2/create/codepair", formType, form.Encode()+"&"+name+"="+url.QueryEscape(form.Get(name))).requireError(t, 400, "invalid_request")
		})
	}
	t.Run("AS-17 GET", func(t *testing.T) {
		newBench(t).get("/auth/o2/create/codepair?"+pairValues().Encode()).requireError(t, http.StatusMethodNotAllowed, "invalid_request")
	})
	t.Run("AS-17 JSON", func(t *testing.T) {
		newBench(t).postRaw("/auth/o2/create/codepair", "application/json", "{}").requireError(t, 400, "invalid_request")
	})
	t.Run("AS-17 parameters in the query", func(t *testing.T) {
		newBench(t).post("/auth/o2/create/codepair?"+pairValues().Encode(), nil).requireError(t, 400, "invalid_request")
	})
}

func TestCodePairFaults(t *testing.T) {
	cases := []struct {
		name   string
		faults Faults
		want   string // contained
	}{
		{"interval and life", Faults{PollInterval: 30 * time.Second, PairLife: 2 * time.Minute}, `"expires_in":120,"interval":30,`},
		{"user code", Faults{UserCode: "WDJB-MJHT"}, `"user_code":"WDJB-MJHT"`},
		{"interval as it is", Faults{CodePairJSON: map[string]string{"interval": `"5"`}}, `"interval":"5",`},
		{"life as it is", Faults{CodePairJSON: map[string]string{"expires_in": `1e400`}}, `"expires_in":1e400,`},
		{"no interval", Faults{CodePairJSON: map[string]string{"interval": ""}}, `"expires_in":600,"user_code"`},
		{"address", Faults{CodePairJSON: map[string]string{"verification_uri": `"javascript:alert(1)"`}}, `"verification_uri":"javascript:alert(1)"}`},
		{"markup", Faults{CodePairJSON: map[string]string{"user_code": `"<b>"`}}, `"user_code":"<b>",`},
		{"another member", Faults{CodePairJSON: map[string]string{"verification_uri_complete": `"https://evil.example"`}}, `"verification_uri_complete":"https://evil.example"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(c.faults)
			require.Contains(t, b.askPair().Body, c.want)
		})
	}
	t.Run("the switches are copied", func(t *testing.T) {
		b := newBench(t)
		members := map[string]string{"interval": "1"}
		b.SetFaults(Faults{CodePairJSON: members})
		members["interval"] = "2"
		require.Equal(t, 1.0, b.askPair().json(t)["interval"])
	})
	t.Run("a user code is never given out twice", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{UserCode: "ABC234"})
		first, second := b.pair(), b.pair()
		require.Equal(t, "ABC234", first.userCode)
		require.NotEqual(t, "ABC234", second.userCode)
		b.clock.Advance(10 * time.Minute)
		require.Equal(t, "ABC234", b.pair().userCode, "free again")
	})
	t.Run("AutoApprove", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: b.people[1].UserID, NarrowScope: "profile:user_id"})
		profile := b.profile(b.poll(b.pair()).member(t, "access_token")).json(t)
		require.Equal(t, map[string]any{"user_id": b.people[1].UserID}, profile)
	})
	t.Run("AutoApprove of nobody", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: "nobody"})
		b.askPair().requireError(t, http.StatusInternalServerError, "ServerError")
	})
}

func TestUserCodes(t *testing.T) {
	seen := map[byte]int{}
	for range 10_000 {
		for _, letter := range []byte(newUserCode()) {
			seen[letter]++
		}
	}
	require.Len(t, seen, 32, "every letter comes up, and no other")
	for letter, n := range seen {
		require.InDelta(t, 60_000/32, n, 300, "AS-29 %c", letter) // 7 standard deviations
	}
	for typed, want := range map[string]string{
		"ABC234": "ABC234", "abc234": "ABC234", " abc 234\t": "ABC234", "ABC-234": "ABC234", "a–b—c‑2 3 4": "ABC234", "abc.234": "ABC.234", "-": "", "": "",
	} {
		require.Equal(t, want, plainUserCode(typed), typed)
	}
}

func TestDeviceClient(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.AddClient(Client{ID: "device", Device: true}), "it needs no redirect URI")
	require.Error(t, b.AddClient(Client{ID: "web"}))
	b.authorize("client_id", "device").requirePage(t)
	require.NotEmpty(t, b.pair("client_id", "device").userCode)
}

func TestCodePairRequestIsSeen(t *testing.T) {
	b := newBench(t)
	watched := b.Watch()
	req, err := http.NewRequest("POST", b.url+"/auth/o2/create/codepair", strings.NewReader(pairValues().Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", formType)
	req.Header.Set("Accept-Language", "de-DE")
	require.Equal(t, http.StatusOK, b.do(req).Status)
	seen := <-watched
	require.Equal(t, "/auth/o2/create/codepair", seen.URL)
	require.Equal(t, "de-DE", seen.Header.Get("Accept-Language"))
}
