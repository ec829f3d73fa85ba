package fakeamazon

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAuthorizeFaults(t *testing.T) {
	forced, empty := "forced-state", ""
	person := DefaultPeople()[1].UserID
	cases := []struct {
		name   string
		faults Faults
		check  func(t *testing.T, got url.Values)
	}{
		{"AutoApprove", Faults{}, func(t *testing.T, got url.Values) { require.NotEmpty(t, got.Get("code")) }},
		{"OmitIssuer", Faults{OmitIssuer: true}, func(t *testing.T, got url.Values) { require.NotContains(t, got, "iss") }},
		{"ForceIssuer", Faults{ForceIssuer: "https://evil.example"}, func(t *testing.T, got url.Values) { require.Equal(t, "https://evil.example", got.Get("iss")) }},
		{"OmitState", Faults{OmitState: true}, func(t *testing.T, got url.Values) { require.NotContains(t, got, "state") }},
		{"ForceState", Faults{ForceState: &forced}, func(t *testing.T, got url.Values) { require.Equal(t, []string{forced}, got["state"]) }},
		{"ForceState empty", Faults{ForceState: &empty}, func(t *testing.T, got url.Values) { require.Equal(t, []string{""}, got["state"]) }},
		{"ExtraParams", Faults{ExtraParams: "code=second&x=%zz"[:14]}, func(t *testing.T, got url.Values) { require.Len(t, got["code"], 2); require.Contains(t, got, "x") }},
		{"NarrowScope", Faults{NarrowScope: "profile:user_id"}, func(t *testing.T, got url.Values) { require.Equal(t, "profile:user_id", got.Get("scope")) }},
		{"FrontChannelToken", Faults{FrontChannelToken: true}, func(t *testing.T, got url.Values) {
			require.True(t, strings.HasPrefix(got.Get("access_token"), "Atza|"))
			require.NotEmpty(t, got.Get("code"))
		}},
		{"AuthorizeError", Faults{AuthorizeError: AuthorizeError{"server_error", "try <later>"}}, func(t *testing.T, got url.Values) {
			require.Equal(t, "server_error", got.Get("error"))
			require.Equal(t, "try <later>", got.Get("error_description"))
			require.Equal(t, testState, got.Get("state"))
			require.NotContains(t, got, "code")
		}},
		{"AuthorizeError without words", Faults{AuthorizeError: AuthorizeError{Error: "x"}}, func(t *testing.T, got url.Values) { require.NotContains(t, got, "error_description") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			c.faults.AutoApprove = person
			b.SetFaults(c.faults)
			c.check(t, b.authorize().location(t))
		})
	}
	t.Run("AuthorizeError does not reach unregistered places", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AuthorizeError: AuthorizeError{Error: "server_error"}})
		b.authorize("redirect_uri", "https://evil.example").requirePage(t)
	})
	t.Run("AutoApprove of nobody", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: "nobody"})
		b.authorize().requirePage(t)
	})
	t.Run("CodeInFragment", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: person, CodeInFragment: true, FrontChannelToken: true})
		target := b.authorize().Header.Get("Location")
		require.True(t, strings.HasPrefix(target, testCallback+"#code="), target)
		require.NotContains(t, target, "?")
		require.Contains(t, target, "&access_token=Atza%7C")
	})
	t.Run("FrontChannelToken is live and a secret", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: person, FrontChannelToken: true})
		access := b.authorize().location(t).Get("access_token")
		require.Equal(t, http.StatusOK, b.profile(access).Status)
		require.Contains(t, b.Secrets(), access)
	})
}

func TestCOOP(t *testing.T) {
	const header = "Cross-Origin-Opener-Policy"
	visit := func(b *bench) map[string]string {
		signin := b.authorize()
		consent := b.signIn(signin, b.people[0].UserID)
		redirect := b.post("/ap/consent", with(consent.hidden(b.t), "decision", "allow"))
		return map[string]string{
			"signin": signin.Header.Get(header), "consent": consent.Header.Get(header), "redirect": redirect.Header.Get(header),
			"continue": b.authorize().Header.Get(header), "error": b.get("/ap/oa").Header.Get(header),
			"token": b.token("x").Header.Get(header),
		}
	}
	b := newBench(t)
	require.Equal(t, map[string]string{"signin": "", "consent": "", "redirect": "", "continue": "", "error": "", "token": ""}, visit(b))
	b.Forget()
	b.SetFaults(Faults{COOP: "same-origin"})
	require.Equal(t, map[string]string{"signin": "same-origin", "consent": "same-origin", "redirect": "same-origin", "continue": "same-origin", "error": "same-origin", "token": ""}, visit(b))
	b.Forget()
	b.SetFaults(Faults{COOP: "noopener-allow-popups", COOPOn: []string{"consent"}})
	require.Equal(t, map[string]string{"signin": "", "consent": "noopener-allow-popups", "redirect": "", "continue": "", "error": "", "token": ""}, visit(b))
}

func TestTokenFaults(t *testing.T) {
	raw := func(text string) *string { return &text }
	cases := []struct {
		name   string
		faults Faults
		want   string
	}{
		{"ExpiresIn string", Faults{ExpiresIn: raw(`"3600"`)}, `"expires_in":"3600"}`},
		{"ExpiresIn huge", Faults{ExpiresIn: raw(`1e400`)}, `"expires_in":1e400}`},
		{"OmitExpiresIn", Faults{OmitExpiresIn: true}, `"token_type":"bearer"}`},
		{"TokenType", Faults{TokenType: "mac"}, `"token_type":"mac"`},
		{"Refresh", Faults{Refresh: true}, `"refresh_token":"Atzr|`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(c.faults)
			require.Contains(t, b.token(b.code()).Body, c.want)
		})
	}
}

func TestIdentityFaults(t *testing.T) {
	b := newBench(t)
	access := b.access()
	b.SetFaults(Faults{Audience: "someone-else", TokenInfoUser: "amzn1.account.X", ProfileUser: "amzn1.account.Y"})
	info := b.get("/auth/o2/tokeninfo?access_token=" + url.QueryEscape(access)).json(t)
	require.Equal(t, "someone-else", info["aud"])
	require.Equal(t, "amzn1.account.X", info["user_id"])
	require.Equal(t, "amzn1.account.Y", b.profile(access).json(t)["user_id"])
}

// endpoints has, for each endpoint, how to set its fault, and a request that succeeds without a
// fault.
var endpoints = []struct {
	name string
	set  func(Fault) Faults
	call func(b *bench, code, access string) (*http.Request, error)
}{
	{"token", func(f Fault) Faults { return Faults{Token: f} }, func(b *bench, code, _ string) (*http.Request, error) {
		return http.NewRequest("POST", b.url+"/auth/o2/token", strings.NewReader(tokenValues(code).Encode()))
	}},
	{"refresh", func(f Fault) Faults { return Faults{RefreshGrant: f, Token: Fault{NoCORS: f.NoCORS}} }, func(b *bench, _, _ string) (*http.Request, error) {
		return http.NewRequest("POST", b.url+"/auth/o2/token", strings.NewReader(b.refreshValues().Encode()))
	}},
	{"code pair", func(f Fault) Faults { return Faults{CodePair: f} }, func(b *bench, _, _ string) (*http.Request, error) {
		return http.NewRequest("POST", b.url+"/auth/o2/create/codepair", strings.NewReader(pairValues().Encode()))
	}},
	{"poll", func(f Fault) Faults { return Faults{Poll: f, Token: Fault{NoCORS: f.NoCORS}} }, func(b *bench, _, _ string) (*http.Request, error) {
		return http.NewRequest("POST", b.url+"/auth/o2/token", strings.NewReader(b.allowedPair().pollValues().Encode()))
	}},
	{"profile", func(f Fault) Faults { return Faults{Profile: f} }, func(b *bench, _, access string) (*http.Request, error) {
		return http.NewRequest("GET", b.url+"/user/profile?access_token="+url.QueryEscape(access), nil)
	}},
	{"tokeninfo", func(f Fault) Faults { return Faults{TokenInfo: f} }, func(b *bench, _, access string) (*http.Request, error) {
		return http.NewRequest("GET", b.url+"/auth/o2/tokeninfo?access_token="+url.QueryEscape(access), nil)
	}},
}

// eachEndpoint runs test for each endpoint with a request to which the fault applies. Then it
// checks that the request succeeds without the fault.
func eachEndpoint(t *testing.T, name string, fault Fault, test func(t *testing.T, b *bench, req *http.Request)) {
	for _, e := range endpoints {
		t.Run(name+" "+e.name, func(t *testing.T) {
			b := newBench(t)
			access, code := b.access(), b.code()
			made, err := e.call(b, code, access)
			require.NoError(t, err)
			request := func() *http.Request {
				req := made.Clone(context.Background())
				if made.GetBody != nil {
					body, err := made.GetBody()
					require.NoError(t, err)
					req.Body = body
				}
				req.Header.Set("Content-Type", formType)
				req.Header.Set("Origin", testOrigin)
				return req
			}
			b.SetFaults(e.set(fault))
			test(t, b, request())
			b.SetFaults(Faults{})
			require.Equal(t, http.StatusOK, b.do(request()).Status, "the fault used nothing up")
		})
	}
}

func TestEndpointFaults(t *testing.T) {
	plain := []struct {
		name   string
		fault  Fault
		status int
		body   string // contained
		typ    string
	}{
		{"Status 500", Fault{Status: 500}, 500, `"error":"ServerError"`, jsonType},
		{"Status 503", Fault{Status: 503}, 503, `"error":"temporarily_unavailable"`, jsonType},
		{"Status 429", Fault{Status: 429}, 429, `"error":"temporarily_unavailable"`, jsonType},
		{"Status 401", Fault{Status: 401}, 401, `"error":"invalid_token"`, jsonType},
		{"Status 403", Fault{Status: 403}, 403, `"error":"insufficient_scope"`, jsonType},
		{"Status 400", Fault{Status: 400}, 400, `"error":"invalid_request"`, jsonType},
		{"Status 200", Fault{Status: 200}, 200, ``, jsonType},
		{"Error", Fault{Error: "invalid_grant", Description: "no \"such\" thing"}, 400, `{"error":"invalid_grant","error_description":"no \"such\" thing"`, jsonType},
		{"Error with status", Fault{Error: "invalid_token", Status: 401}, 401, `{"error":"invalid_token","request_id"`, jsonType},
		{"Body", Fault{Body: "<html>", ContentType: "text/html"}, 200, "<html>", "text/html"},
		{"Body with status", Fault{Body: `{"error":"x"}`, Status: 502}, 502, `{"error":"x"}`, jsonType},
		{"Redirect", Fault{Redirect: "https://evil.example/"}, 307, "", ""},
		{"Redirect 303", Fault{Redirect: "https://evil.example/", RedirectStatus: 303}, 303, "", ""},
	}
	for _, c := range plain {
		eachEndpoint(t, c.name, c.fault, func(t *testing.T, b *bench, req *http.Request) {
			res := b.do(req)
			require.Equal(t, c.status, res.Status)
			require.Contains(t, res.Body, c.body)
			require.NotContains(t, res.Body, "user_id")
			require.Equal(t, c.fault.Redirect, res.Header.Get("Location"))
			require.Equal(t, testOrigin, res.Header.Get("Access-Control-Allow-Origin"))
			if c.typ != "" {
				require.Equal(t, c.typ, res.Header.Get("Content-Type"))
			}
		})
	}
	eachEndpoint(t, "HugeBody", Fault{HugeBody: 3 << 20}, func(t *testing.T, b *bench, req *http.Request) {
		require.Len(t, b.do(req).Body, 3<<20)
	})
	eachEndpoint(t, "HugeBody small", Fault{HugeBody: 3}, func(t *testing.T, b *bench, req *http.Request) {
		require.Len(t, b.do(req).Body, 3)
	})
	eachEndpoint(t, "Reset", Fault{Reset: true}, func(t *testing.T, b *bench, req *http.Request) {
		_, err := b.http.Do(req)
		require.Error(t, err)
	})
	eachEndpoint(t, "NoCORS of preflights", Fault{NoCORS: true}, func(t *testing.T, b *bench, req *http.Request) {
		req.Method, req.Body, req.ContentLength = "OPTIONS", http.NoBody, 0
		res := b.do(req)
		require.Equal(t, http.StatusForbidden, res.Status)
		require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
	})
}

func TestFaultNoCORS(t *testing.T) {
	b := newBench(t)
	access := b.access()
	b.SetFaults(Faults{Profile: Fault{NoCORS: true}})
	res := b.getWith("/user/profile", "Origin", testOrigin, "x-amz-access-token", access)
	require.Equal(t, http.StatusOK, res.Status, "answered all the same")
	require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
	require.Contains(t, res.Header.Values("Vary"), "Origin")
}

func TestFaultResetWithoutConnection(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{Profile: Fault{Reset: true}})
	r, err := http.NewRequest("GET", "/user/profile", nil)
	require.NoError(t, err)
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { b.serve(r) }, "net/http closes the connection then")
}

// receive waits for the next request at a path.
func receive(t *testing.T, requests <-chan Request, path string) Request {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case r := <-requests:
			if strings.HasPrefix(r.URL, path) {
				return r
			}
		case <-deadline:
			require.FailNow(t, "no request for "+path)
		}
	}
}

func TestFaultHang(t *testing.T) {
	eachEndpoint(t, "Hang", Fault{Hang: true}, func(t *testing.T, b *bench, req *http.Request) {
		ctx, cancel := context.WithCancel(t.Context())
		requests := b.Watch()
		failed := make(chan error, 1)
		go func() {
			_, err := b.http.Do(req.WithContext(ctx))
			failed <- err
		}()
		got := receive(t, requests, req.URL.Path)
		cancel()
		require.ErrorIs(t, <-failed, context.Canceled)
		<-got.Done // the handler ends when its client disconnects
	})
	eachEndpoint(t, "HangBody", Fault{HangBody: true}, func(t *testing.T, b *bench, req *http.Request) {
		ctx, cancel := context.WithCancel(t.Context())
		requests := b.Watch()
		res, err := b.http.Do(req.WithContext(ctx))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, res.StatusCode)
		body := bufio.NewReader(res.Body)
		head, err := body.Peek(len(`{"access_token":`))
		require.NoError(t, err)
		require.Equal(t, `{"access_token":`, string(head))
		cancel()
		_, err = io.ReadAll(body)
		require.ErrorIs(t, err, context.Canceled)
		<-receive(t, requests, req.URL.Path).Done
	})
}

func TestFaultGates(t *testing.T) {
	gate := make(chan struct{})
	for name, fault := range map[string]Fault{
		"Gate": {Gate: gate}, "Delay": {Delay: func() <-chan struct{} { return gate }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			access := b.access()
			b.SetFaults(Faults{Profile: fault})
			requests, answered := b.Watch(), make(chan reply, 1)
			go func() { answered <- b.profile(access) }()
			got := receive(t, requests, "/user/profile")
			select {
			case <-got.Done:
				require.Fail(t, "answered before the gate opened")
			default:
			}
			gate <- struct{}{}
			require.Equal(t, http.StatusOK, (<-answered).Status)
			<-got.Done
		})
	}
	t.Run("client leaves", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{Profile: Fault{Gate: gate}})
		ctx, cancel := context.WithCancel(t.Context())
		requests := b.Watch()
		req, err := http.NewRequestWithContext(ctx, "GET", b.url+"/user/profile", nil)
		require.NoError(t, err)
		failed := make(chan error, 1)
		go func() { _, err := b.http.Do(req); failed <- err }()
		got := receive(t, requests, "/user/profile")
		cancel()
		<-got.Done
		require.ErrorIs(t, <-failed, context.Canceled)
	})
}

func TestFaultLoseAnswer(t *testing.T) {
	for _, e := range endpoints {
		t.Run(e.name, func(t *testing.T) {
			b := newBench(t)
			req, err := e.call(b, b.code(), b.access())
			require.NoError(t, err)
			req.Header.Set("Content-Type", formType)
			b.SetFaults(e.set(Fault{LoseAnswer: true}))
			b.http.CloseIdleConnections() // net/http repeats a GET whose reused connection breaks
			requests := b.Watch()
			_, err = b.http.Do(req)
			require.Error(t, err)
			<-receive(t, requests, req.URL.Path).Done
			require.Contains(t, strings.Join(*b.logs, "\n"), "answer lost")
		})
	}
	t.Run("the code is used up", func(t *testing.T) {
		b := newBench(t)
		code := b.code()
		b.SetFaults(Faults{Token: Fault{LoseAnswer: true}})
		_, err := b.http.PostForm(b.url+"/auth/o2/token", tokenValues(code))
		require.Error(t, err)
		require.Equal(t, 1, b.Counts().CodesRedeemed)
		b.SetFaults(Faults{})
		b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
}
