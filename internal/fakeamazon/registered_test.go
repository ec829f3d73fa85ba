package fakeamazon

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSetPeople(t *testing.T) {
	b := newBench(t)
	zoe, jurgen := b.People()[0], b.People()[2]
	zoes := b.access()
	ada := Person{UserID: "amzn1.account.ADA", Name: "Ada Lovelace", Email: "ada@example.com"}

	require.Error(t, b.SetPeople(nil))
	require.Error(t, b.SetPeople([]Person{ada, ada}))
	require.Len(t, b.People(), 3, "a refused list changes nothing")

	require.NoError(t, b.SetPeople([]Person{zoe, ada}))
	require.Equal(t, []Person{zoe, ada}, b.People())
	require.Contains(t, b.authorize().Body, `data-page="continue"`, "who stays is still signed in")
	browser := b.http
	b.newBrowser()
	page := b.authorize().Body
	require.Contains(t, page, "Ada Lovelace")
	require.NotContains(t, page, jurgen.Email)
	require.Equal(t, http.StatusOK, b.profile(zoes).Status, "who stays keeps the tokens")

	require.NoError(t, b.SetPeople([]Person{ada}))
	require.Equal(t, http.StatusBadRequest, b.profile(zoes).Status, "who is gone has none")
	b.http = browser
	require.Contains(t, b.authorize().Body, `data-page="signin"`, "and is signed out")
}

func TestPutAndRemoveClient(t *testing.T) {
	b := newBench(t)
	require.Error(t, b.PutClient(Client{ID: testClient}), "no return address")
	require.Len(t, b.Clients()[0].RedirectURIs, 2, "a refused client changes nothing")

	second := "http://127.0.0.1:5173/any/path"
	require.NoError(t, b.PutClient(Client{ID: testClient, RedirectURIs: []string{second, testCallback}}))
	clients := b.Clients()
	require.Equal(t, []string{testClient, otherClient}, []string{clients[0].ID, clients[1].ID}, "it keeps its place")
	require.Equal(t, []string{"http://127.0.0.1:5173", testOrigin}, clients[0].Origins)
	require.Equal(t, http.StatusOK, b.authorize("redirect_uri", second).Status)
	require.Equal(t, http.StatusBadRequest, b.authorize("redirect_uri", testOrigin+"/second?close").Status)

	clients[0].RedirectURIs[0] = "changed by the caller"
	require.Equal(t, second, b.Clients()[0].RedirectURIs[0])

	require.True(t, b.RemoveClient(testClient))
	require.False(t, b.RemoveClient(testClient))
	require.Equal(t, http.StatusBadRequest, b.authorize().Status)
}

func TestReset(t *testing.T) {
	b := newBench(t)
	access, pair := b.access(), b.pair()
	require.NotZero(t, b.Counts().CodesRedeemed)
	last := len(b.Requests())

	b.Reset()
	require.Empty(t, b.Requests())
	require.Empty(t, b.Secrets())
	require.Empty(t, b.CodePairs())
	require.Zero(t, b.Counts())
	require.Len(t, b.Clients(), 2)
	require.Equal(t, http.StatusBadRequest, b.profile(access).Status)
	require.Contains(t, b.poll(pair).Body, "invalid_code_pair")
	require.Equal(t, last+1, b.Requests()[0].Seq, "numbers go on")
	require.Contains(t, b.authorize().Body, `data-page="signin"`, "nobody is signed in")
}

func TestCodePairs(t *testing.T) {
	b := newBench(t)
	first, second := b.pair(), b.pair("scope", "profile postal_code")
	require.NoError(t, b.Deny(second.userCode))
	pairs := b.CodePairs()
	require.Len(t, pairs, 2)
	for _, p := range pairs {
		want := map[string]CodePair{
			first.userCode:  {first.userCode, testClient, "profile", "waiting", b.clock.Now().Add(defaultPairLife)},
			second.userCode: {second.userCode, testClient, "profile postal_code", "denied", b.clock.Now().Add(defaultPairLife)},
		}[p.UserCode]
		require.Equal(t, want, p)
	}
	require.NoError(t, b.Approve(first.userCode, b.People()[0].UserID))
	b.poll(first)
	require.Len(t, b.CodePairs(), 1, "a pair that was used is gone")
	b.clock.Advance(defaultPairLife)
	require.Empty(t, b.CodePairs())
	require.True(t, SameUserCode("abc-12 3", "ABC123"))
	require.False(t, SameUserCode("ABC123", "ABC124"))
}
