package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestSessionEnds(t *testing.T) {
	s := newSessions(false)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	answer := httptest.NewRecorder()
	s.start(answer, request, person{Name: "Zoë"})
	cookie := answer.Result().Cookies()[0]
	assert.Equal(t, int(life.Seconds()), cookie.MaxAge)

	visit := httptest.NewRequest(http.MethodGet, "/", nil)
	visit.AddCookie(cookie)
	assert.Equal(t, "Zoë", s.of(visit).Name)
	s.byID[cookie.Value] = session{person{Name: "Zoë"}, time.Now().Add(-time.Second)}
	assert.Nil(t, s.of(visit), "whatever the browser kept")
	s.start(httptest.NewRecorder(), request, person{Name: "Hanako"})
	assert.Len(t, s.byID, 1, "what is over takes no room")
}
