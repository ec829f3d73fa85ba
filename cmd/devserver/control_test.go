package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/control"
)

func TestControl(t *testing.T) {
	p := start(t)
	require.Contains(t, p.greeting, "\nControl       "+p.amazon+control.Prefix+"\n")
	res, body := get(t, p.amazon+control.Prefix)
	require.Equal(t, http.StatusOK, res.StatusCode)
	var about control.About
	require.NoError(t, json.Unmarshal([]byte(body), &about))
	require.Equal(t, []string{p.site, p.amazon, demoClientID}, []string{about.Site, about.Amazon, about.ClientID})

	r, err := http.NewRequest(http.MethodPost, p.amazon+control.Prefix+"/faults", strings.NewReader(`{"endpoint":"profile","kind":"redirect"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	res, err = browser.Do(r)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusCreated, res.StatusCode)
	res, _ = get(t, p.amazon+"/user/profile")
	require.Equal(t, p.site+"/", res.Header.Get("Location"))

	res, _ = get(t, p.site+control.Prefix)
	require.Equal(t, http.StatusNotFound, res.StatusCode, "it is the fake Amazon's")
}

func TestControlCT05_Off(t *testing.T) {
	for _, args := range [][]string{{"-control=false"}, {"-public", "-addr", "0.0.0.0:0", "-amazon-addr", "0.0.0.0:0"}} {
		p := start(t, args...)
		require.NotContains(t, p.greeting, "\nControl")
		res, _ := get(t, p.amazon+control.Prefix)
		require.Equal(t, http.StatusNotFound, res.StatusCode)
	}
}
