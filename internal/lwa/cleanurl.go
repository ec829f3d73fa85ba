package lwa

// CleanURL returns href without the parameters that an authorization response brings, in the query and in the fragment.
// Everything else stays byte for byte, also what does not parse; a "?" or "#" goes when nothing is left behind it.
// In the fragment only name=value counts, so that a page's own anchor such as #scope survives.
// Cleaning twice is the same as cleaning once.
func CleanURL(href string) string {
	rest, fragment, hasFragment := cut(href, '#')
	path, query, hasQuery := cut(rest, '?')
	if hasQuery {
		path += cleanPart("?", query, false)
	}
	if hasFragment {
		path += cleanPart("#", fragment, true)
	}
	return path
}

// cleanPart returns sign and the pieces of part that may stay.
func cleanPart(sign, part string, valuesOnly bool) string {
	kept, removed, first := make([]byte, 0, len(part)), false, true
	for rest, more := part, true; more; {
		var piece string
		piece, rest, more = cut(rest, '&')
		key, _, hasValue := cut(piece, '=')
		if (hasValue || !valuesOnly) && responseKey(key) {
			removed = true
			continue
		}
		if !first {
			kept = append(kept, '&')
		}
		kept, first = append(kept, piece...), false
	}
	if removed && len(kept) == 0 {
		return ""
	}
	return sign + string(kept)
}

// responseKey reports whether a name, percent-encoded as it stands, is one that an authorization response brings.
func responseKey(encoded string) bool {
	key, ok := unescape(encoded)
	if !ok {
		return false
	}
	switch key {
	case "code", "state", "error", "error_description", "error_uri", "iss", "scope", "session_state",
		"access_token", "refresh_token", "token", "token_type", "expires_in", "id_token", "response":
		return true
	}
	return false
}
