package lwa

// maxProfileText bounds name, email and postal code, in bytes.
const maxProfileText = 1000

// Profile is what Amazon says of the person. All but UserID may be "": only what was asked for and
// granted is there.
type Profile struct {
	// UserID is the identity: 1 to 256 bytes of %x20-7E.
	UserID string
	// Name, Email and PostalCode are hostile text of at most 1,000 bytes of UTF-8. Show them as
	// text only.
	Name, Email, PostalCode string
}

// ParseProfile reads an answer of the profile endpoint. A name, email or postal code that is not a
// string, or is over 1,000 bytes, is left out: half an address would be worse than none. Failures
// are as in [ParseToken], and invalid_response when there is no usable user_id.
func ParseProfile(status int, contentType, body string) (*Profile, *Error) {
	v, err := readResponse(status, contentType, body, "user_id", "name", "email", "postal_code")
	if err != nil {
		return nil, err
	}
	user := textOf(v[0])
	if !validText(user, maxID) {
		return nil, refuse("The profile has no usable user_id.").withStatus(status)
	}
	return &Profile{user, profileText(v[1]), profileText(v[2]), profileText(v[3])}, nil
}

func profileText(v Value) string {
	if len(v.Text) > maxProfileText {
		return ""
	}
	return textOf(v)
}
