package fakeamazon

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
)

func postForm(s *Server, target, body string) reply {
	r := httptest.NewRequest("POST", target, strings.NewReader(body))
	r.Header.Set("Content-Type", formType)
	return s.serve(r)
}

// carriesOnce reports whether a body has exactly the values of want. The parameters in once must
// not repeat, and those in never must be absent.
func carriesOnce(body string, want url.Values, once []string, never ...string) bool {
	given, err := parseForm(body)
	if err != nil || len(body) > maxBody || given.repeated(once...) != "" {
		return false
	}
	for name := range want {
		if given.get(name) != want.Get(name) {
			return false
		}
	}
	for _, name := range never {
		if _, there := given[name]; there {
			return false
		}
	}
	return true
}

// FuzzCodePairRequest: the server issues a pair if and only if the body has the response type, a
// client that may use devices, and known scopes.
func FuzzCodePairRequest(f *testing.F) {
	good := pairValues().Encode()
	for _, body := range []string{
		good, "", good + "&scope=profile", good + "&x=1&x=2", good + ";", good + "&%zz", good + "&client_secret=", good + "&scope_data=%7B",
		pairValues("client_id", otherClient).Encode(), pairValues("scope", "profile  postal_code").Encode(), pairValues("response_type", "code").Encode(), "\x00",
	} {
		f.Add(body)
	}
	s := newBench(f).Server
	f.Fuzz(func(t *testing.T, body string) {
		res := postForm(s, "/auth/o2/create/codepair", body)
		given, _ := parseForm(body)
		want := url.Values{"response_type": {"device_code"}, "client_id": {testClient}}
		earned := carriesOnce(body, want, []string{"response_type", "client_id", "scope", "scope_data"}, "client_secret")
		for _, scope := range strings.Split(given.get("scope"), " ") {
			_, known := scopeWords[scope]
			earned = earned && known
		}
		_, readable := readScopeData(given.get("scope_data"))
		if earned = earned && readable; earned != (res.Status == http.StatusOK) || earned != strings.Contains(res.Body, "device_code\":") {
			t.Fatalf("earned %v, answered %d %s", earned, res.Status, res.Body)
		}
	})
}

// FuzzPollRequest: the server issues tokens if and only if the body has both codes of an allowed
// pair, and not the id of another client.
func FuzzPollRequest(f *testing.F) {
	p := devicePair{"0a0b0c0d-0102-0304-0506-0708090a0b0c", "K7WQ2M"}
	good := p.pollValues().Encode()
	for _, body := range []string{
		good, "", good + "&user_code=x", good + "&client_id=" + testClient, good + "&client_id=" + otherClient, good + "&client_secret=x", good + "&code=x",
		p.pollValues("user_code", "k7wq2m").Encode(), p.pollValues("user_code", "").Encode(), p.pollValues("device_code", "x").Encode(), good + "&%zz",
		p.pollValues("grant_type", "authorization_code").Encode(), "user_code=AAYJHL&device_code=B66fd882-7405-4e9a-bfb9&grant_type=device_code",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s, err := New(Config{Clients: []Client{{ID: testClient, Device: true}, {ID: otherClient, Device: true}}})
		require.NoError(t, err)
		pair := &codePair{req: authRequest{client: Client{ID: testClient}}, issued: s.now(), life: time.Minute}
		pair.allow(grant{clientID: testClient, userID: s.people[0].UserID, scope: "profile"})
		s.store.addPair(p.deviceCode, p.userCode, pair)
		res := postForm(s, "/auth/o2/token", body)
		given, _ := parseForm(body)
		earned := carriesOnce(body, p.pollValues(), tokenParams, "client_secret") && (given.get("client_id") == "" || given.get("client_id") == testClient)
		if earned != (res.Status == http.StatusOK) || earned != strings.Contains(res.Body, "Atzr|") {
			t.Fatalf("earned %v, answered %d %s", earned, res.Status, res.Body)
		}
	})
}

// FuzzRefreshRequest: the server issues a token if and only if the body has the valid refresh
// token and its client, and requests no scope that was not granted.
func FuzzRefreshRequest(f *testing.F) {
	const live = "Atzr|live"
	good := refreshValues(live).Encode()
	for _, body := range []string{
		good, "", good + "&refresh_token=x", good + "&scope=profile", good + "&scope=postal_code", good + "&scope=profile+", good + "&client_secret=", good + "&%zz",
		refreshValues(live, "client_id", otherClient).Encode(), refreshValues("x").Encode(), refreshValues(live, "grant_type", "device_code").Encode(),
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s, err := New(Config{Clients: []Client{{ID: testClient, Device: true}, {ID: otherClient, Device: true}}})
		require.NoError(t, err)
		c := &call{faults: &Faults{}, now: s.now()}
		issued := c.newTokens(grant{clientID: testClient, userID: s.people[0].UserID, scope: "profile"}, true)
		issued.refresh = live
		s.store.add(issued)
		res := postForm(s, "/auth/o2/token", body)
		given, _ := parseForm(body)
		earned := carriesOnce(body, refreshValues(live), tokenParams, "client_secret")
		for _, scope := range strings.Split(orDefault(given.get("scope"), "profile"), " ") {
			earned = earned && scope == "profile"
		}
		if earned != (res.Status == http.StatusOK) || earned != strings.Contains(res.Body, "Atza|") {
			t.Fatalf("earned %v, answered %d %s", earned, res.Status, res.Body)
		}
	})
}

// FuzzUserCode: a typed text finds the pair if and only if it is the user code, apart from case,
// spaces and dashes.
func FuzzUserCode(f *testing.F) {
	for _, typed := range []string{"K7WQ2M", "k7wq-2m", " K7W Q2M ", "K7WQ2", "K7WQ2M2", "", "-", "К7WQ2M", "k7wq2m\x00", "\xff"} {
		f.Add(typed)
	}
	st := newStore()
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	st.addPair("device", "K7WQ2M", &codePair{issued: now, life: time.Minute})
	f.Fuzz(func(t *testing.T, typed string) {
		plain := plainUserCode(typed)
		require.Equal(t, plain, plainUserCode(plain), "once is enough")
		rest := strings.FieldsFunc(typed, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) })
		fits := strings.ToUpper(strings.Join(rest, "")) == "K7WQ2M"
		require.Equal(t, fits, st.waiting(typed, now) != nil)
	})
}
