package flow

import (
	"fmt"
	"strings"
)

// marks are how each secret of the tests begins, so that it is recognised wherever it stands.
var marks = [...]struct{ kind, mark string }{
	{"state", "state-"}, {"verifier", "verifier-"}, {"code", "code-"}, {"token", "Atza|"}, {"token", "Atza%7C"},
	{"device", "device-"},
	{"refresh", "Atzr|"}, {"refresh", "Atzr%7C"},
}

// allowed says which secrets an effect may carry, in the order Method, URL, Key, Text, Old or
// Restore, Err. Token may be one.
func allowed(e *Effect) [6]string {
	switch {
	case e.Kind == Fetch && e.Method == "POST":
		return [6]string{3: "verifier code refresh device"}
	case e.Kind == Fetch:
		return [6]string{1: "token"}
	case (e.Kind == Save || e.Kind == Drop) && e.Area == Session && hasPrefix(e.Key, RecordPrefix):
		return [6]string{2: "state", 3: "state verifier"}
	case e.Kind == Save && e.Area != Memory && hasPrefix(e.Key, SessionPrefix):
		return [6]string{3: "token refresh", 4: "token refresh"}
	case e.Kind == Drop && hasPrefix(e.Key, SessionPrefix): // compared with what is kept, and goes no further
		return [6]string{4: "token refresh"}
	case e.Kind == NavigatePopup, e.Kind == Leave:
		return [6]string{1: "state"}
	case e.Kind == OpenChannel:
		return [6]string{2: "state"}
	case e.Kind == Publish:
		return [6]string{3: "token", 4: "token refresh"}
	case e.Kind == Emit && e.Key == "code", e.Kind == Settle && strings.Contains(e.Text, `"codeVerifier":`):
		return [6]string{3: "code verifier"}
	case e.Kind == Settle, e.Kind == Emit && (e.Key == "login" || e.Key == "accountchanged" || e.Key == "renewed"):
		return [6]string{3: "token"}
	}
	return [6]string{}
}

// leak says which secret stands where it must not in an effect, or "".
func leak(e *Effect) string {
	may := allowed(e)
	texts := [6]string{e.Method, e.URL, e.Key, e.Text, e.Old + e.Restore}
	if e.Err != nil {
		texts[5] = strings.Join([]string{string(e.Err.Code), e.Err.Message, e.Err.Hint, e.Err.Description}, "\n")
	}
	for i, text := range texts {
		if text == "" {
			continue
		}
		for _, m := range marks {
			if strings.Contains(text, m.mark) && !strings.Contains(may[i], m.kind) {
				return fmt.Sprintf("a %s stands in an effect of kind %d: %q", m.kind, e.Kind, text)
			}
		}
	}
	return ""
}
