package fakeamazon

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// asked sets a plan that records the endpoints it is called with, and returns the fault for one
// endpoint.
func asked(b *bench, fails string, fault Fault) *[]string {
	var names []string
	b.SetPlan(func(endpoint string, preflight bool) *Fault {
		if preflight {
			endpoint += " preflight"
		}
		names = append(names, endpoint)
		if endpoint == fails {
			return &fault
		}
		return nil
	})
	return &names
}

// The server calls the plan once for each request, with the name that the journal has for the
// endpoint.
func TestPlanNames(t *testing.T) {
	b := newBench(t)
	names := asked(b, "", Fault{})
	b.SetFaults(Faults{Refresh: true})
	refresh := b.refreshToken()
	access := b.refresh(refresh).member(t, "access_token")
	b.profile(access)
	b.get("/auth/o2/tokeninfo?access_token=" + access)
	b.poll(b.pair())
	b.get("/us/code")
	b.get("/nowhere")
	b.from(testOrigin, http.MethodOptions, "/auth/o2/token")
	require.Contains(t, *names, "page")
	*names = slices.DeleteFunc(*names, func(name string) bool { return name == "page" })
	require.Equal(t, []string{"authorize", "token", "refresh", "profile", "tokeninfo", "codepair", "poll", "token preflight"}, *names)
	var journal []string
	for _, r := range b.Requests() {
		require.True(t, r.Answered())
		if r.Endpoint != "page" {
			journal = append(journal, r.Endpoint)
		}
	}
	require.Equal(t, []string{"authorize", "token", "refresh", "profile", "tokeninfo", "codepair", "poll", "other", "preflight"}, journal)
}

func TestPlanComesFirst(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{Profile: Fault{Status: 500}})
	access := b.access()
	asked(b, "profile", Fault{Error: "insufficient_scope", Status: 403})
	require.Equal(t, 403, b.profile(access).Status)
	b.SetPlan(nil)
	require.Equal(t, 500, b.profile(access).Status)
	last := b.Requests()[len(b.Requests())-1]
	require.Equal(t, 500, last.Status)
	require.Equal(t, "ServerError", last.Note)
	require.Equal(t, b.clock.Now(), last.Time)
}

// At the authorization endpoint, an error of the plan goes back to the client if the request is
// valid. Other faults replace the page.
func TestPlanAuthorize(t *testing.T) {
	b := newBench(t)
	asked(b, "authorize", Fault{Error: "access_denied"})
	require.Contains(t, b.authorize().Header.Get("Location"), testCallback+"?error=access_denied")
	require.Contains(t, b.authorize("response_type", "token").Header.Get("Location"), "error=unsupported_response_type", "its own mistake comes first")
	require.Equal(t, http.StatusBadRequest, b.authorize("redirect_uri", "https://evil.example/").Status, "a stranger hears of nothing")

	asked(b, "page", Fault{Status: 502})
	require.Equal(t, 502, b.get("/us/code").Status)

	asked(b, "authorize", Fault{Status: 503})
	require.Equal(t, 503, b.authorize().Status)
	require.Zero(t, b.Counts().CodesIssued)
}

// The channel of Ended is closed when a request ends, answered or not.
func TestEnded(t *testing.T) {
	b := newBench(t)
	gate := make(chan struct{})
	asked(b, "profile", Fault{Gate: gate})
	ended, watched := b.Ended(), b.Watch()
	answers := make(chan reply)
	go func() { answers <- b.profile("nobody's") }()
	require.False(t, (<-watched).Answered())
	select {
	case <-ended:
		t.Fatal("it waits")
	default:
	}
	close(gate)
	<-answers
	<-ended
	require.Equal(t, http.StatusBadRequest, b.Requests()[0].Status)
}
