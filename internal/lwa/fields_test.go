package lwa

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// places has one place of each kind.
type places struct {
	text   string
	flag   bool
	number int64
	time   Millis
}

func (p *places) fields() []Field {
	return []Field{{"text", &p.text}, {"flag", &p.flag}, {"number", &p.number}, {"time", &p.time}}
}

func TestFields(t *testing.T) {
	before := places{"as it was", true, 7, 8}
	for _, test := range []struct {
		body string
		want places
		ok   bool
	}{
		{`{"text":"a","flag":false,"number":1,"time":2,"more":[1]}`, places{"a", false, 1, 2}, true},
		{`{}`, before, true},
		{`{"text":null,"flag":null,"number":null,"time":null}`, before, true},
		{`{"text":"","number":0,"time":999999999999999}`, places{"", true, 0, 999_999_999_999_999}, true},
		{`{"text":"null"}`, places{"null", true, 7, 8}, true},
		{`{"text":5}`, places{}, false},
		{`{"text":true}`, places{}, false},
		{`{"text":["a"]}`, places{}, false},
		{`{"flag":"true"}`, places{}, false},
		{`{"flag":1}`, places{}, false},
		{`{"number":"1"}`, places{}, false},
		{`{"number":true}`, places{}, false},
		{`{"number":-1}`, places{}, false},
		{`{"number":1.0}`, places{}, false},
		{`{"number":1e3}`, places{}, false},
		{`{"time":1000000000000000}`, places{}, false},
		{`{"time":{}}`, places{}, false},
		{`{"time":1} x`, places{}, false},
		{`{"time":1,"TIME":1}`, places{}, false},
		{`null`, places{}, false},
	} {
		p := before
		ok := ReadFields(test.body, p.fields())
		assert.Equal(t, test.ok, ok, test.body)
		if ok {
			assert.Equal(t, test.want, p, test.body)
			again := places{}
			assert.True(t, ReadFields(WriteFields(p.fields()), again.fields()))
			assert.Equal(t, p, again)
		}
	}
	assert.Equal(t, `{"text":"as it was","flag":true,"number":7,"time":8}`, WriteFields(before.fields()))
	left := places{number: -1, time: -1}
	assert.Equal(t, `{}`, WriteFields(left.fields()), "what says nothing is left out")
	assert.False(t, ReadFields(`{"x":1}`, []Field{{"x", new(float64)}}), "a place of no kind")
}
