package lwa

// MaxLife bounds every lifetime that a server states, in seconds: one day. Amazon's tokens live an
// hour, and browser timers overflow after 24 days.
const MaxLife Seconds = 24 * 60 * 60

// readResponse judges what all JSON answers of the API host have in common, and returns the values
// of keys. Failures are server_error for 429 and 5xx, response_is_not_json, invalid_response for
// JSON that is not strict, and the server's own error, whatever the status says (CVE-2021-41580 was
// an error in a 200 taken for success). No text of the body enters an error, except the filtered
// error and error_description.
func readResponse(status int, contentType, body string, keys ...string) ([]Value, *Error) {
	values, err := readJSON(contentType, body, append([]string{"error", "error_description"}, keys...))
	if overloaded(status) {
		e := NewError(CodeServerError)
		if err == nil {
			e.Description = FilterText(textOf(values[1]), maxDescription)
		}
		err = e
	} else if err == nil {
		err = serverError(status, values[0], values[1])
	}
	if err != nil {
		return nil, err.withStatus(status)
	}
	return values[2:], nil
}

// overloaded reports whether a status says that the server could not answer at all.
func overloaded(status int) bool { return status == 429 || status >= 500 }

func readJSON(contentType, body string, keys []string) ([]Value, *Error) {
	r := reader{s: body}
	if r.space(); !isJSON(contentType) || !r.at('{') && !hasPrefix(body, "\ufeff") {
		return nil, NewError(CodeResponseIsNotJSON)
	}
	values, ok := ReadObject(body, keys...)
	if !ok {
		return nil, NewError(CodeInvalidResponse)
	}
	return values, nil
}

// serverError returns the error that the members error and error_description state, or nil.
func serverError(status int, name, description Value) *Error {
	switch {
	case name.Kind == String && name.Text != "":
		return FromServer(name.Text, textOf(description), status)
	case name.Kind > Null:
		return NewError(CodeInvalidResponse)
	case status != 200:
		return refuse("The answer has an HTTP status that says neither success nor why.")
	}
	return nil
}

// textOf returns the text of a string, and "" for anything else.
func textOf(v Value) string {
	if v.Kind != String {
		return ""
	}
	return v.Text
}

// isJSON reports whether a Content-Type is application/json or ends in +json (RFC 6839), with or
// without parameters.
func isJSON(contentType string) bool {
	media, _, _ := cut(contentType, ';')
	for media != "" && (media[len(media)-1] == ' ' || media[len(media)-1] == '\t') {
		media = media[:len(media)-1]
	}
	return equalFold(media, "application/json") || len(media) > 5 && equalFold(media[len(media)-5:], "+json")
}

// seconds reads a lifetime: digits, as a number or as a string, since Amazon's documentation shows
// both. It returns -1 for one that is absent or null, the amount without its sign and negative for
// one with a minus, and MaxLife+1 for whatever is longer. ok is false for anything else.
func seconds(v Value) (n Seconds, negative, ok bool) {
	if v.Kind <= Null {
		return -1, false, true
	}
	text := v.Text
	if hasPrefix(text, "-") {
		text, negative = text[1:], true
	}
	if text == "" || v.Kind != Number && v.Kind != String {
		return 0, negative, false
	}
	for i := 0; i < len(text); i++ {
		if !digit(text[i]) {
			return 0, negative, false
		}
		n = min(n*10+Seconds(text[i]-'0'), MaxLife+1)
	}
	return n, negative, true
}
