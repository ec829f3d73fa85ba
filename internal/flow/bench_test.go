package flow

import (
	"testing"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// BenchmarkPopupLogin is a whole login by popup: 9 events, from the click to the session.
func BenchmarkPopupLogin(b *testing.B) {
	options := with(settings{"interactive": "always"})
	state := secretsOf(1).State
	events := []Event{
		{Kind: LoginAsked, Call: 1, Text: options},
		{Kind: PopupOpened},
		{Kind: SecretsReady, Secrets: secretsOf(1)},
		{Kind: PageBlurred},
		{Kind: AnswerArrived, Message: overChannel("?code=" + answered + "&state=" + state)},
		{Kind: ResponseArrived, Request: 1, Status: 200, ContentType: jsonType, Text: tokenBody(token, 3600)},
		{Kind: ResponseArrived, Request: 2, Status: 200, ContentType: jsonType, Text: infoBody(client, "A")},
		{Kind: ResponseArrived, Request: 3, Status: 200, ContentType: jsonType, Text: profileBody("A")},
	}
	b.ReportAllocs()
	for b.Loop() {
		m := New()
		var last []*Effect
		for i := range events {
			events[i].Time = Time{Mono: lwa.Millis(i), Wall: wallZero + lwa.Millis(i)}
			last = m.Step(&events[i])
		}
		if settled := last[len(last)-1]; settled.Kind != Settle || settled.Err != nil {
			b.Fatal("no session")
		}
	}
}

// BenchmarkIgnored is an event that nobody waits for: the focus comes and goes all day.
func BenchmarkIgnored(b *testing.B) {
	m := New()
	b.ReportAllocs()
	for b.Loop() {
		m.Step(&Event{Kind: PageFocused, Time: Time{Mono: 1, Wall: wallZero}})
	}
}

// BenchmarkForeignMessage is a message for somebody else, while a popup is out.
func BenchmarkForeignMessage(b *testing.B) {
	p := waiting(b, nil)
	e := Event{Kind: AnswerArrived, Time: p.now, Message: overChannel("?code=x&state=" + secretsOf(2).State)}
	b.ReportAllocs()
	for b.Loop() {
		p.m.Step(&e)
	}
}
