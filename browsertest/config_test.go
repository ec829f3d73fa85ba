package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// badCall is a call that must be refused, and what the refusal must say.
type badCall struct {
	call  string // of the API
	input string // JavaScript of its argument
	code  string
	names []string // in the message
	hints []string // in the hint
}

// badValues are JavaScript values that no option of the type takes.
func badValues(o lwa.Option) []string {
	switch o.Type {
	case lwa.TypeString:
		if o.OneOf != nil {
			return []string{`"nonsense"`, `""`, `5`, `null`, `[]`, fmt.Sprintf(`%q`, strings.ToLower(o.OneOf[0])+" "), `new String("x")`}
		}
		values := []string{`5`, `null`, `["x"]`, `{}`, `true`, `Symbol("x")`, `10n`, `() => "x"`, fmt.Sprintf(`"x".repeat(%d)`, o.Max+1)}
		if o.Min > 0 {
			values = append(values, `""`)
		}
		return values
	case lwa.TypeNumber:
		return []string{`"5"`, `NaN`, `Infinity`, `0`, `-1`, fmt.Sprint(o.Max + 1), `null`, `5n`, `{}`}
	case lwa.TypeBoolean:
		return []string{`"true"`, `1`, `0`, `null`, `{}`}
	case lwa.TypeObject:
		return []string{`"{}"`, `5`, `null`, `[]`, `{ a: "x".repeat(5000) }`, `() => {}`}
	case lwa.TypeURL:
		return []string{`5`, `null`, `{}`, `"https://evil.example/"`, `"//evil.example"`, `"/\\evil.example"`, `"javascript:alert(1)"`, `"http://"`, `new URL("https://evil.example")`}
	case lwa.TypeFile:
		return []string{`5`, `null`, `{}`, `"http://evil.example/lwa.wasm"`, `"javascript:alert(1)"`, `"ftp://evil.example/lwa.wasm"`, `"http://"`, `"https://user@evil.example/"`, `new URL("https://cdn.example/")`}
	case lwa.TypeOrigin:
		return []string{`5`, `null`, `"x"`, `"javascript:alert(1)"`, `"data:text/html,x"`, `"file:///"`, `"http://evil.example"`, `"https://evil.example//"`,
			`"https://evil.example/path"`, `"https://user@evil.example"`, `"https://EVIL.example"`, `"https://evil.example:443"`, `"//evil.example"`, `"null"`, `"ws://127.0.0.1"`}
	case lwa.TypeSignal:
		return []string{`5`, `null`, `{}`, `{ aborted: false }`, `new AbortController()`, `"x"`}
	case lwa.TypeSize:
		return []string{`5`, `null`, `"480x720"`, `{ width: 99 }`, `{ height: 10001 }`, `{ width: "480" }`, `{ depth: 300 }`, `{ height: NaN }`}
	}
	panic("no bad values for " + string(o.Type))
}

// accepted is what a refusal must say of the values that the option takes.
func accepted(o lwa.Option) []string {
	switch {
	case o.OneOf != nil:
		return o.OneOf
	case o.Type == lwa.TypeNumber:
		return []string{fmt.Sprint(o.Min), fmt.Sprint(o.Max)}
	case o.Type == lwa.TypeString:
		return []string{"string", fmt.Sprint(o.Max)}
	case o.Type == lwa.TypeBoolean:
		return []string{"true or false"}
	}
	return []string{map[lwa.OptionType]string{lwa.TypeObject: "object", lwa.TypeURL: "http://localhost:", lwa.TypeFile: "https://cdn.example", lwa.TypeOrigin: "origin",
		lwa.TypeSignal: "AbortController", lwa.TypeSize: ""}[o.Type]}
}

var callsOf = []struct {
	in   lwa.Calls
	name string
}{{lwa.InConfigure, "lwa.configure"}, {lwa.InLogin, "lwaLogin"}, {lwa.InCall, "lwa.token"}, {lwa.InCall, "lwa.profile"}, {lwa.InDevice, "lwa.device"}}

// badOptions is every option of the table with every kind of value that it does not take, in every call that has it.
func badOptions() (calls []badCall) {
	for _, o := range lwa.Options {
		for _, call := range callsOf {
			if o.In&call.in == 0 {
				continue
			}
			for _, value := range badValues(o) {
				calls = append(calls, badCall{call.name, fmt.Sprintf(`{ %s: %s }`, o.Name, value), "invalid_configuration", []string{o.Name}, accepted(o)})
			}
		}
	}
	return calls
}

// unknownOptions are names that no call, or not this call, takes.
func unknownOptions() (calls []badCall) {
	add := func(call, name, hint string) {
		calls = append(calls, badCall{call, fmt.Sprintf(`{ [%q]: "x" }`, name), "invalid_configuration", []string{fmt.Sprintf("%q", name)}, []string{hint}})
	}
	for _, call := range callsOf[:2] {
		for _, f := range lwa.ForeignNames {
			add(call.name, f.Name, f.Instead+f.Advice)
		}
		add(call.name, "nonsense", "clientId, scope")
		add(call.name, "ClientID", "clientId")
		add(call.name, "__proto__", "")
		add(call.name, "constructor", "")
		add(call.name, "", "")
	}
	add("lwa.configure", "returnTo", "")
	add("lwa.configure", "signal", "")
	add("lwa.token", "scope", "timeout, minValidity, interactive, signal")
	add("lwa.profile", "clientId", "timeout, signal")
	return calls
}

// hostileArguments are no options at all, or fight being read (HP-06).
func hostileArguments() (calls []badCall) {
	for _, call := range callsOf {
		for input, code := range map[string]string{
			`5`: "invalid_configuration", `"profile"`: "invalid_configuration", `null`: "invalid_configuration", `[]`: "invalid_configuration",
			`Symbol("x")`: "invalid_configuration", `10n`: "invalid_configuration", `() => {}`: "invalid_configuration", `true`: "invalid_configuration",
			`{ get timeout() { throw new Error("mine"); }, get scope() { throw new Error("mine"); } }`: "",
			`new Proxy({}, { ownKeys() { throw new Error("mine"); } })`:                                "invalid_request",
			`new Proxy({ scope: "profile", timeout: 5 }, { get() { throw "a string"; } })`:             "",
			`new Proxy({ a: 1 }, { getOwnPropertyDescriptor() { throw null; } })`:                      "invalid_request",
			`(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()`: "invalid_request",
			`{ ["x".repeat(1e6)]: "x".repeat(1e6) }`:                                                   "invalid_configuration",
		} {
			calls = append(calls, badCall{call.name, input, code, nil, nil})
		}
	}
	for input, code := range map[string]string{
		`{ scopeData: (() => { const a = {}; a.a = a; return a; })() }`: "invalid_request",
		`{ scopeData: { get a() { throw new Error("mine"); } } }`:       "invalid_request",
		`{ scopeData: { a: 10n } }`:                                     "invalid_request",
		`{ popup: { get width() { throw new Error("mine"); } } }`:       "invalid_request",
		`{ signal: { get aborted() { throw new Error("mine"); } } }`:    "invalid_request",
		`{ state: "x".repeat(1e6) }`:                                    "invalid_configuration",
		`{ clientId: "x".repeat(1e6) }`:                                 "invalid_configuration",
	} {
		calls = append(calls, badCall{"lwaLogin", input, code, nil, nil})
	}
	return calls
}

// tryAll makes all calls in the page and returns what came of each, in order.
func tryAll(tab *browsertest.Tab, calls []badCall) []browsertest.Outcome {
	tab.Helper()
	var list strings.Builder
	for _, c := range calls {
		fmt.Fprintf(&list, "[%s, () => (%s)],\n", c.call, c.input)
	}
	return browsertest.Eval[[]browsertest.Outcome](tab, fmt.Sprintf(`(async () => {
		const outcomes = [];
		for (const [call, input] of [%s]) {
			let promise;
			try { promise = call.call(lwa, input()); } catch (e) { outcomes.push({ error: { foreign: "thrown: " + e } }); continue; }
			outcomes.push(await promise.then((v) => ({ session: { accessToken: String(v) } }), (e) =>
				({ error: e instanceof LwaError ? { code: e.code, message: e.message, hint: e.hint } : { foreign: String(e) } })));
		}
		return outcomes;
	})()`, list.String()))
}

// TestConfigHP06_Refused: bad options are refused before a window opens, whether or not the wasm has arrived, and the refusal
// names the option and what it takes. Nothing of the page's settings changes.
func TestConfigHP06_Refused(t *testing.T) {
	calls := append(append(badOptions(), unknownOptions()...), hostileArguments()...)
	t.Parallel()
	for _, loaded := range []bool{false, true} {
		t.Run(fmt.Sprintf("wasm loaded %v", loaded), func(t *testing.T) {
			b := parallel(t)
			open := gateWasm(b)
			tab := openWith(b, countOpens, "/bench?mode=popup")
			if loaded {
				open()
				tab.Ready()
			}
			for i, outcome := range tryAll(tab, calls) {
				c := calls[i]
				what := c.call + "(" + c.input + ")"
				if !assert.NotNil(t, outcome.Error, what) || !assert.Empty(t, outcome.Error.Foreign, what) {
					continue
				}
				if c.code == "" { // whichever of its members is looked at first
					assert.Contains(t, []string{"invalid_request", "invalid_configuration"}, outcome.Error.Code, what)
				} else {
					assert.Equal(t, c.code, outcome.Error.Code, what)
				}
				assert.Less(t, len(outcome.Error.Message), 400, what)
				for _, name := range c.names {
					assert.Contains(t, outcome.Error.Message, name, what)
				}
				assert.NotEmpty(t, outcome.Error.Hint, what)
				for _, hint := range c.hints {
					assert.Contains(t, outcome.Error.Hint, hint, what)
				}
			}
			assert.Zero(t, browsertest.Eval[int](tab, `opens`))
			assert.Equal(t, 1, windows(tab))
			assert.Equal(t, fakeamazon.Counts{}, b.Fake.Counts())
			if !loaded {
				open()
			}
			approved(b)
			logIn(tab, 1)
		})
	}
}

// TestConfigAttributes: the same for the script tag. The page says so on its console, lwa.ready rejects, and a click opens
// no window.
func TestConfigAttributes(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	inject(tab, countOpens)
	tab.Expect(`console.error: lwa\.js: The option`)
	for query, c := range map[string]struct{ option, hint string }{
		"region=XX":                             {"region", `"EU"`},
		"mode=window":                           {"mode", `"popup"`},
		"persist=forever":                       {"persist", `"local"`},
		"sandbox=maybe":                         {"sandbox", "true or false"},
		"scope-data={broken":                    {"scopeData", "object"},
		"scope=":                                {"scope", "string"},
		"redirect-uri=https://evil.example/":    {"redirectUri", b.App + "/"},
		"redirect-uri=/lwa/cb.html%23x":         {"redirectUri", "#"},
		"api-base=//evil.example":               {"apiBase", b.App + "/"},
		"provider=javascript:alert(1)":          {"provider", "origin"},
		"provider=http://evil.example":          {"provider", "origin"},
		"client-id=" + strings.Repeat("x", 101): {"clientId", "100"},
	} {
		rows(b, query, func(t *testing.T) {
			visit(tab, "/bench?"+query)
			outcome := ready(tab)
			require.NotNil(t, outcome.Error)
			tab.Click("#go")
			for _, e := range []*browsertest.Error{outcome.Error, tab.Outcome().Error} {
				require.NotNil(t, e)
				assert.Equal(t, "invalid_configuration", e.Code)
				assert.Contains(t, e.Message, "The option "+c.option)
				assert.Contains(t, e.Hint, c.hint)
			}
			assert.Zero(t, browsertest.Eval[int](tab, `opens`))
			assert.Nil(t, outcomeOf(tab, fmt.Sprintf(`lwa.configure({ clientId: %q, provider: %q, mode: "popup" })`, browsertest.ClientID, b.Amazon)).Error,
				"settings given later replace them")
			approved(b)
			logIn(tab, 2)
		})
	}
}

// TestConfigRD10_Provider: no login goes to an address that is no web server's origin, or one without encryption.
func TestConfigRD10_Provider(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, countOpens, "/bench?mode=redirect").Ready()
	for i, provider := range []string{"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://evil.example", "blob:http://localhost/x",
		"http://127.0.0.1.evil.example", "http://localhost.evil.example", "http://localhost@evil.example", "https://evil.example/ap/oa", "ftp://127.0.0.1", " https://evil.example"} {
		tab.Exec(`bench.options = { provider: %q }`, provider)
		tab.Click("#go")
		endedOutcome(tab, i+1, "invalid_configuration")
		assert.Equal(t, "/bench?mode=redirect", here(tab))
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	alive(tab)
}

func TestConfigNoClientID(t *testing.T) {
	b := parallel(t)
	open := gateWasm(b)
	tab := openWith(b, countOpens, "/bench?client-id=-")
	for i := range 2 {
		tab.Click("#go")
		outcome := tab.Outcomes(i + 1)[i]
		require.NotNil(t, outcome.Error)
		assert.Equal(t, "invalid_configuration", outcome.Error.Code)
		assert.Equal(t, "The option clientId is missing.", outcome.Error.Message)
		assert.Contains(t, outcome.Error.Hint, "data-client-id=")
		if i == 0 {
			open()
			assert.Equal(t, browsertest.Outcome{}, ready(tab), "a page may configure later")
		}
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
}

// TestConfigScriptElsewhere: lwa.js lies on another origin, so there is no callback page beside it that would do. A login
// without redirectUri is refused before a window opens, also while the wasm is still loading.
func TestConfigScriptElsewhere(t *testing.T) {
	b := parallel(t)
	app, err := url.Parse(b.App)
	require.NoError(t, err)
	gate := make(chan struct{})
	proxy := httputil.NewSingleHostReverseProxy(app)
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if strings.HasSuffix(r.URL.Path, ".wasm") {
			<-gate
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(cdn.CloseClientConnections)
	b.HandleFunc("/elsewhere", func(w http.ResponseWriter, r *http.Request) {
		page := httptest.NewRecorder()
		barePage(b, `data-mode="popup"`, "").ServeHTTP(page, r)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.Replace(page.Body.String(), `src="/lwa/`, `src="`+cdn.URL+`/lwa/`, 1))
	})
	tab := openWith(b, countOpens, "/elsewhere")
	for i := range 2 {
		tab.Click("#go")
		if i == 0 {
			close(gate)
		}
		outcome := tab.Outcomes(i + 1)[i]
		require.NotNil(t, outcome.Error)
		assert.Equal(t, "invalid_configuration", outcome.Error.Code)
		assert.Contains(t, outcome.Error.Message, "redirectUri")
		tab.Ready()
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	approved(b)
	tab.Exec(`bench.options = { redirectUri: "/lwa/lwa-callback.html" }`)
	logIn(tab, 3)
}
