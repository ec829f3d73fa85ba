package flow

import (
	"fmt"
	"strings"
)

// secrets knows the secrets that passed through a machine, and where each may stand.
type secrets struct {
	states, verifiers, codes, tokens map[string]bool
}

func newSecrets() *secrets {
	return &secrets{map[string]bool{}, map[string]bool{}, map[string]bool{answered: true}, map[string]bool{token: true}}
}

// learn takes up the pair that an event brings.
func (s *secrets) learn(e *Event) {
	if e.Kind == PairReady && e.Pair.State != "" {
		s.states[e.Pair.State], s.verifiers[e.Pair.Verifier] = true, true
	}
}

// allowed says which secrets an effect may carry, by the field.
func allowed(e *Effect) (fields map[string]string) {
	post := e.Kind == Fetch && e.Method == "POST"
	switch {
	case post:
		return map[string]string{"Text": "verifier code"}
	case e.Kind == Fetch:
		return map[string]string{"URL": "token"}
	case (e.Kind == Save || e.Kind == Drop) && hasPrefix(e.Key, RecordPrefix):
		return map[string]string{"Key": "state", "Text": "state verifier"}
	case e.Kind == Save && hasPrefix(e.Key, SessionPrefix):
		return map[string]string{"Text": "token"}
	case e.Kind == NavigatePopup, e.Kind == Leave:
		return map[string]string{"URL": "state"}
	case e.Kind == OpenChannel:
		return map[string]string{"Key": "state"}
	case e.Kind == Publish:
		return map[string]string{"Text": "token", "Record": "token"}
	case e.Kind == Settle, e.Kind == Emit && (e.Key == "login" || e.Key == "accountchanged"):
		return map[string]string{"Text": "token"}
	}
	return nil
}

// leak says which secret stands where it must not in an effect, or "".
func (s *secrets) leak(e *Effect) string {
	fields := allowed(e)
	texts := [...][2]string{{"Method", e.Method}, {"URL", e.URL}, {"Key", e.Key}, {"Text", e.Text}, {"Record", e.Record}, {"Err", ""}}
	if e.Err != nil {
		texts[5][1] = strings.Join([]string{string(e.Err.Code), e.Err.Message, e.Err.Hint, e.Err.Description, e.Err.Error()}, "\n")
	}
	for _, text := range texts {
		if text[1] == "" {
			continue
		}
		for kind, known := range map[string]map[string]bool{"state": s.states, "verifier": s.verifiers, "code": s.codes, "token": s.tokens} {
			if !strings.Contains(fields[text[0]], kind) && holds(text[1], known) {
				return fmt.Sprintf("a %s stands in %s of effect %d", kind, text[0], e.Kind)
			}
		}
	}
	return ""
}

// holds reports whether one of the words stands in text, as it is or as a form would write it.
func holds(text string, words map[string]bool) bool {
	for word := range words {
		if strings.Contains(text, word) || strings.Contains(text, strings.ReplaceAll(word, "|", "%7C")) {
			return true
		}
	}
	return false
}
