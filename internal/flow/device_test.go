package flow

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func TestDevice(t *testing.T) {
	v := codeless(t, settings{"persist": "session", "scope": "profile postal_code", "scopeData": `{"postal_code":{}}`, "redirectUri": ""})
	request := v.one(Fetch)
	assert.Equal(t, "https://api.amazon.com/auth/o2/create/codepair", request.URL)
	asked := form(t, request.Text)
	assert.Equal(t, "device_code", asked.Get("response_type"))
	assert.Equal(t, client, asked.Get("client_id"))
	assert.Equal(t, "profile postal_code", asked.Get("scope"))
	assert.Equal(t, `{"postal_code":{}}`, asked.Get("scope_data"))
	assert.Equal(t, Idle, v.m.Phase(), "the page's own login is free")

	v.pass(2000)
	v.http(request.Request, 200, codePairBody("device-1", "A1B2C3", 600, 30))
	shown := v.one(Emit)
	assert.Equal(t, []any{v.call, "pair"}, []any{shown.Call, shown.Key})
	assert.JSONEq(t, fmt.Sprintf(`{"userCode":"A1B2C3","verificationUri":"https://amazon.com/us/code",
		"verificationUriWithCode":"https://amazon.com/us/code?cbl-code=A1B2C3","expiresAt":%d}`, wallZero+600_000), shown.Text)
	v.none(Settle)

	v.poll(400, errorBody("authorization_pending"))
	assert.Equal(t, []string{"pending"}, v.told())
	v.due(30_000)
	poll := v.one(Fetch)
	assert.Equal(t, "https://api.amazon.com/auth/o2/token", poll.URL)
	assert.Equal(t, "grant_type=device_code&device_code=device-1&user_code=A1B2C3", poll.Text)
	v.pass(500)
	v.http(poll.Request, 200, tokenBody(token, 3600))
	assert.Len(t, v.all(Fetch), 2, "whose token is it?")
	v.none(Publish)
	v.none(StartTimer)

	v.prove("A")
	assert.Contains(t, v.resolved(v.call), token)
	assert.Contains(t, v.resolved(v.call), fmt.Sprintf(`"expiresAt":%d`, wallZero+62_000+3_600_000))
	assert.Equal(t, []string{"login"}, v.emitted())
	assert.Equal(t, Session, v.one(Save).Area)
	assert.Contains(t, v.session(), `"scope":"profile postal_code"`)
	v.dead()
	assert.True(t, v.live())
	v.alive(nil)
}

func TestDeviceFailures(t *testing.T) {
	t.Run("options", func(t *testing.T) {
		p := configured(t, nil)
		for option, over := range map[string]settings{"clientId": {"clientId": ""}, "region": {"region": "MOON"}} {
			err := p.rejected(p.call(Event{Kind: DeviceAsked, Text: with(over)}), lwa.CodeInvalidConfiguration)
			assert.Contains(t, err.Message, option)
			p.none(Fetch)
		}
	})
	t.Run("no codes", func(t *testing.T) {
		v := codeless(t, nil)
		v.http(v.request(asksCodes), 400, errorBody("unauthorized_client"))
		v.overWith(lwa.CodeUnauthorizedClient)
	})
	t.Run("no answer to the request for codes", func(t *testing.T) {
		v := codeless(t, nil)
		v.step(Event{Kind: RequestFailed, Request: v.request(asksCodes), Failure: Offline})
		v.overWith(lwa.CodeNoNetworkConnectivity)
	})
	t.Run("PR-01 another client's token", func(t *testing.T) {
		v := showing(t, 600, 5)
		v.poll(200, tokenBody(token, 3600))
		v.http(v.request(asksInfo), 200, infoBody(other, "A"))
		v.overWith(lwa.CodeTokenSubstitution)
		assert.False(t, v.live())
	})
	t.Run("PR-04 another person's profile", func(t *testing.T) {
		v := showing(t, 600, 5)
		v.poll(200, tokenBody(token, 3600))
		v.http(v.request(asksInfo), 200, infoBody(client, "A"))
		v.http(v.request(asksProfile), 200, profileBody("B"))
		v.overWith(lwa.CodeTokenSubstitution)
		assert.False(t, v.live())
	})
	t.Run("no answer to the request for the proof", func(t *testing.T) {
		v := showing(t, 600, 5)
		v.poll(200, tokenBody(token, 3600))
		v.step(Event{Kind: RequestFailed, Request: v.request(asksProfile)})
		v.overWith(lwa.CodeNetworkError)
	})
	for name, kind := range map[string]EventKind{"here": LogoutAsked, "in another tab": LogoutHeard} {
		t.Run("a logout "+name+" ends it", func(t *testing.T) {
			v := showing(t, 600, 5)
			v.page.call(Event{Kind: kind})
			v.overWith(lwa.CodeAborted)
		})
	}
	t.Run("another person than before", func(t *testing.T) {
		v := &tv{page: loggedIn(t, nil)}
		v.call = v.page.call(Event{Kind: DeviceAsked, Text: with(nil)})
		v.http(v.request(asksCodes), 200, codePairBody("device-1", "A1B2C3", 600, 5))
		v.poll(200, tokenBody("Atza|another", 3600))
		v.prove("B")
		assert.Equal(t, []string{"accountchanged", "login"}, v.emitted())
	})
}

func TestDeviceDV01_WaitsFirst(t *testing.T) {
	for interval, want := range map[int]lwa.Millis{0: 5000, 1: 1000, 5: 5000, 30: 30_000} {
		v := showing(t, 600, interval)
		v.none(Fetch)
		assert.Equal(t, want, v.wait())
		v.poll(400, errorBody("authorization_pending"))
		v.none(Fetch)
		assert.Equal(t, want, v.wait())
	}
}

func TestDeviceDV02_SlowDown(t *testing.T) {
	v := showing(t, 600, 5)
	v.poll(400, errorBody("slow_down"))
	assert.Equal(t, []string{"slowdown"}, v.told())
	assert.Equal(t, lwa.Millis(10_000), v.wait())
	v.poll(400, errorBody("authorization_pending"))
	assert.Equal(t, lwa.Millis(10_000), v.wait(), "and from now on")
	v.poll(400, errorBody("slow_down"))
	assert.Equal(t, lwa.Millis(15_000), v.wait())
}

func TestDeviceDV03_NetworkFailures(t *testing.T) {
	v := showing(t, 600, 5)
	failures := []func(){
		func() { v.step(Event{Kind: RequestFailed, Request: v.request(polls), Failure: Late}) },
		func() { v.http(v.request(polls), 503, "<html>") },
		func() {
			v.step(Event{Kind: ResponseArrived, Request: v.request(polls), Status: 200, ContentType: "text/html", Text: "<html>"})
		},
		func() { v.step(Event{Kind: RequestFailed, Request: v.request(polls), Failure: Offline}) },
		func() { v.step(Event{Kind: RequestFailed, Request: v.request(polls), Failure: TooLarge}) },
	}
	for i, want := range []lwa.Millis{10_000, 20_000, 40_000, 60_000, 60_000} {
		ms, _ := v.waits()
		v.due(ms)
		failures[i]()
		assert.Equal(t, want, v.wait())
		assert.Empty(t, v.told())
	}
	v.poll(400, errorBody("authorization_pending"))
	assert.Equal(t, lwa.Millis(5000), v.wait(), "the network is back")
	v.poll(400, errorBody("slow_down"))
	v.due(10_000)
	failures[0]()
	assert.Equal(t, lwa.Millis(20_000), v.wait())

	v = showing(t, 600, 60)
	v.poll(400, errorBody("slow_down"))
	v.due(65_000)
	v.http(v.request(polls), 500, "{}")
	assert.Equal(t, lwa.Millis(65_000), v.wait(), "never more often than Amazon asked for")
}

func TestDeviceDV04_Expiry(t *testing.T) {
	for _, name := range []string{"expired_token", "invalid_code_pair"} {
		t.Run(name, func(t *testing.T) {
			v := showing(t, 600, 5)
			v.poll(400, errorBody(name))
			assert.Equal(t, []string{"expired"}, v.told())
			v.overWith(lwa.CodeDeviceCodeExpired)
		})
	}
	t.Run("by the clock", func(t *testing.T) {
		v := showing(t, 12, 5)
		v.poll(400, errorBody("authorization_pending"))
		v.poll(400, errorBody("authorization_pending"))
		assert.Equal(t, lwa.Millis(2000), v.wait(), "no poll would come in time")
		v.due(2000)
		v.none(Fetch)
		assert.Equal(t, []string{"expired"}, v.told())
		v.overWith(lwa.CodeDeviceCodeExpired)
	})
	t.Run("while the network was gone", func(t *testing.T) {
		v := showing(t, 600, 5)
		tried := 0
		for v.due(v.wait()); v.find(polls) != nil; v.due(v.wait()) {
			tried++
			v.step(Event{Kind: RequestFailed, Request: v.request(polls)})
		}
		assert.Equal(t, 12, tried)
		assert.Equal(t, wallZero+600_000, v.now.Wall)
		v.overWith(lwa.CodeDeviceCodeExpired)
	})
	t.Run("the answer that was under way still counts", func(t *testing.T) {
		v := showing(t, 6, 5)
		v.due(5000)
		v.pass(2000)
		v.http(v.request(polls), 400, errorBody("authorization_pending"))
		assert.Zero(t, v.wait())
		v.due(0)
		v.overWith(lwa.CodeDeviceCodeExpired)

		v = showing(t, 6, 5)
		v.due(5000)
		v.pass(2000)
		v.http(v.request(polls), 200, tokenBody(token, 3600))
		v.prove("A")
		assert.Contains(t, v.resolved(v.call), token)
	})
}

func TestDeviceDV05_Refused(t *testing.T) {
	v := showing(t, 600, 5)
	v.poll(400, `{"error":"access_denied","error_description":"No thanks"}`)
	assert.Equal(t, "No thanks", v.rejected(v.call, lwa.CodeAccessDenied).Description)
	assert.Empty(t, v.told())
	v.dead()
}

func TestDeviceDV06_OtherErrors(t *testing.T) {
	for name, code := range map[string]lwa.Code{
		"invalid_grant": lwa.CodeInvalidGrant, "invalid_client": lwa.CodeInvalidClient, "invalid_request": lwa.CodeInvalidRequest,
		"unsupported_grant_type": lwa.CodeUnsupportedGrantType, "user_declined": lwa.CodeServerError,
	} {
		v := showing(t, 600, 5)
		v.poll(400, errorBody(name))
		v.overWith(code)
	}
	v := showing(t, 600, 5)
	v.poll(200, `{"access_token":""}`)
	v.overWith(lwa.CodeInvalidResponse)
}

func TestDeviceDV07_NoBusyLoop(t *testing.T) {
	for body, want := range map[string]lwa.Millis{
		`"expires_in":1000000000,"interval":0`:          1000,
		`"expires_in":1000000000,"interval":1000000000`: 3600_000,
		`"expires_in":1,"interval":60`:                  1000,
	} {
		v := codeless(t, nil)
		v.http(v.request(asksCodes), 200, `{"device_code":"device-1","user_code":"A","verification_uri":"https://amazon.com/",`+body+`}`)
		assert.Equal(t, want, v.wait(), body)
		var shown struct{ ExpiresAt lwa.Millis }
		require.NoError(t, json.Unmarshal([]byte(v.one(Emit).Text), &shown))
		assert.LessOrEqual(t, shown.ExpiresAt, v.now.Wall+3600_000)
	}
	for _, body := range []string{`"expires_in":-5`, `"expires_in":0`, `"expires_in":600,"interval":-5`, `"expires_in":600,"interval":1e9`} {
		v := codeless(t, nil)
		v.http(v.request(asksCodes), 200, `{"device_code":"device-1","user_code":"A","verification_uri":"https://amazon.com/",`+body+`}`)
		v.overWith(lwa.CodeInvalidResponse)
	}
}

func TestDeviceDV08_AddressesElsewhere(t *testing.T) {
	body := `{"device_code":"device-1","user_code":"A","verification_uri":"http://127.0.0.1:8081/code","expires_in":600}`
	v := codeless(t, nil)
	v.http(v.request(asksCodes), 200, body)
	assert.Empty(t, v.told(), "nothing is shown")
	v.overWith(lwa.CodeInvalidResponse)

	v = codeless(t, settings{"provider": "http://127.0.0.1:8081"})
	assert.Equal(t, "http://127.0.0.1:8081/auth/o2/create/codepair", v.one(Fetch).URL)
	v.http(v.request(asksCodes), 200, body)
	assert.Equal(t, []string{"pair"}, v.told())
}

func TestDeviceDV10_Sleep(t *testing.T) {
	for name, asleep := range map[string]struct{ mono, wall lwa.Millis }{"both clocks": {300_000, 300_000}, "the wall clock alone": {0, 300_000}} {
		t.Run(name, func(t *testing.T) {
			v := showing(t, 600, 5)
			v.now.Mono, v.now.Wall = v.now.Mono+asleep.mono, v.now.Wall+asleep.wall
			v.due(0)
			require.Len(t, v.all(Fetch), 1, "one poll for all that were missed")
			v.due(0)
			v.ignored(Idle) // a timer that fires though none runs
			v.http(v.request(polls), 400, errorBody("authorization_pending"))
			assert.Equal(t, lwa.Millis(5000), v.wait())
		})
		t.Run("over the end, "+name, func(t *testing.T) {
			v := showing(t, 300, 5)
			v.now.Mono, v.now.Wall = v.now.Mono+asleep.mono, v.now.Wall+asleep.wall
			v.due(0)
			v.none(Fetch)
			v.overWith(lwa.CodeDeviceCodeExpired)
		})
	}
	t.Run("a clock set back gives the code no longer life", func(t *testing.T) {
		v := showing(t, 10, 5)
		v.poll(400, errorBody("authorization_pending"))
		v.now.Wall -= 3_600_000
		v.due(5000)
		v.overWith(lwa.CodeDeviceCodeExpired)
	})
}

func TestDeviceDV10_DV12_Cancel(t *testing.T) {
	abort := func(v *tv) { v.step(Event{Kind: Aborted, Call: v.call}) }
	for name, at := range map[string]func(v *tv) int{
		"before the codes": func(v *tv) int { return v.request(asksCodes) },
		"while it waits": func(v *tv) int {
			v.http(v.request(asksCodes), 200, codePairBody("device-1", "A1B2C3", 600, 5))
			return 0
		},
		"while it polls": func(v *tv) int {
			v.http(v.request(asksCodes), 200, codePairBody("device-1", "A1B2C3", 600, 5))
			v.due(5000)
			return v.request(polls)
		},
		"while the token is being proved": func(v *tv) int {
			v.http(v.request(asksCodes), 200, codePairBody("device-1", "A1B2C3", 600, 5))
			v.poll(200, tokenBody(token, 3600))
			return v.request(asksInfo)
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := codeless(t, nil)
			request := at(v)
			abort(v)
			if request != 0 {
				assert.Contains(t, v.all(AbortFetch), Effect{Kind: AbortFetch, Request: request})
			}
			v.overWith(lwa.CodeAborted) // what comes late is for nobody
			assert.False(t, v.live())
			abort(v)
			v.ignored(Idle)
		})
	}
}

func TestDeviceDV13_TwoAtOnce(t *testing.T) {
	a := showing(t, 600, 5)
	b := &tv{page: a.page, call: a.page.call(Event{Kind: DeviceAsked, Text: with(settings{"clientId": other})})}
	b.http(b.request(asksCodes), 200, codePairBody("device-2", "ZZZZZZ", 600, 7))
	assert.Equal(t, []string{"pair"}, b.told())
	assert.Empty(t, a.told())
	assert.Equal(t, lwa.Millis(7000), b.wait())

	a.due(5000)
	b.due(2000)
	assert.Equal(t, lwa.DevicePollRequest("device-2", "ZZZZZZ"), b.one(Fetch).Text)
	b.http(b.request(polls), 400, errorBody("slow_down"))
	a.http(a.request(polls), 400, errorBody("authorization_pending"))
	assert.Equal(t, lwa.Millis(5000), a.wait(), "what was said to the other slows nobody else")
	a.due(5000)
	a.http(a.request(polls), 200, tokenBody(token, 3600))
	b.poll(400, errorBody("access_denied"))
	b.rejected(b.call, lwa.CodeAccessDenied)
	a.prove("A")
	assert.Contains(t, a.resolved(a.call), token)
	a.call = a.logout()
	assert.Equal(t, sessionKey(client), a.all(Drop)[0].Key)
}

// A login of the page's own goes on beside it, and neither hears of the other's answers.
func TestDeviceBesideALogin(t *testing.T) {
	v := showing(t, 600, 5)
	login := v.login(nil)
	v.opened()
	v.secretsReady()
	v.due(5000)
	assert.Equal(t, Waiting, v.m.Phase())
	v.answer()
	v.http(v.request(polls), 200, tokenBody("Atza|of-the-device", 3600))
	assert.Equal(t, Exchanging, v.m.Phase())
	v.prove("A")
	assert.Contains(t, v.resolved(v.call), "Atza|of-the-device")
	assert.Equal(t, Exchanging, v.m.Phase())
	v.token()
	v.proofs("A")
	assert.Contains(t, v.resolved(login), token)
}
