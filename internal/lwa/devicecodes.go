package lwa

// Limits of what an answer with codes may say.
const (
	usualInterval      Seconds = 5 // RFC 8628 §3.2, when the answer does not say
	maxDeviceCodesLife Seconds = 60 * 60
	maxUserCode                = 32   // bytes
	maxAddress                 = 2048 // bytes
)

// DeviceCodes is a device authorization response (RFC 8628 §3.2), in the dialect of Amazon, who
// calls it a code pair.
type DeviceCodes struct {
	// DeviceCode is what the device polls with, 1 to 2,048 bytes of %x20-7E. It must never be
	// shown.
	DeviceCode string
	// UserCode is what the person types: 1 to 32 bytes of %x20-7E. Show it as text only.
	UserCode string
	// VerificationURI is where they type it: https, or http on loopback where that was allowed;
	// ASCII, without user name.
	VerificationURI string
	// Complete is the same with the user code in it, for a link or a QR code.
	Complete string
	// ExpiresIn counts from the request on: 1 to 3,600.
	ExpiresIn Seconds
	// Interval is how long to wait before each poll: 1 to 3,600.
	Interval Seconds
}

// DeviceCodesRequest returns the form body that asks for device codes. It carries no language:
// Amazon takes that from a header, which would cost a CORS preflight.
func DeviceCodesRequest(clientID, scope, scopeData string) (body string) {
	parameters := []Parameter{{"response_type", "device_code"}, {"client_id", clientID}, {"scope", scope}}
	if scopeData != "" {
		parameters = append(parameters, Parameter{"scope_data", scopeData})
	}
	return EncodeForm(parameters...)
}

// ParseDeviceCodes reads an answer of the code pair endpoint. Loopback says whether the
// verification URI may be of this very machine and without https, as a development server's is. An
// interval below a second is taken as one, and an interval or a life over an hour as an hour;
// failures are as in [ParseToken].
func ParseDeviceCodes(status int, contentType, body string, loopback bool) (*DeviceCodes, *Error) {
	v, err := readResponse(status, contentType, body,
		"device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval")
	if err != nil {
		return nil, err
	}
	device, user, uri := textOf(v[0]), textOf(v[1]), textOf(v[2])
	origin := addressOrigin(uri, loopback)
	life, negativeLife, okLife := seconds(v[4])
	interval, negative, okInterval := seconds(v[5])
	switch {
	case !validText(device, maxToken) || !validText(user, maxUserCode):
		err = refuse("The answer carries no usable codes.")
	case origin == "":
		err = refuse("The answer carries no usable address for its code.")
	case !okLife || negativeLife || life < 1 || !okInterval || negative:
		err = refuse("The answer states a lifetime or an interval that is no number of seconds.")
	}
	if err != nil {
		return nil, err.withStatus(status)
	}
	if interval < 0 {
		interval = usualInterval
	}
	complete := textOf(v[3])
	if addressOrigin(complete, loopback) != origin {
		complete = withUserCode(uri, user)
	}
	return &DeviceCodes{device, user, uri, complete, min(life, maxDeviceCodesLife), min(max(interval, 1), maxDeviceCodesLife)}, nil
}

// addressOrigin returns the origin of an address that a person may be sent to, and "" for any other
// text.
func addressOrigin(href string, loopback bool) string {
	slashes, end := 0, 0
	for ; end < len(href); end++ {
		c := href[end]
		if c == '/' {
			slashes++
		}
		if slashes == 3 || c == '?' || c == '#' {
			break
		}
	}
	origin := href[:end]
	if len(href) > maxAddress || !validProvider(origin) || !loopback && !hasPrefix(origin, "https:") || !SameOrigin(origin, href) {
		return ""
	}
	return origin
}

// withUserCode adds the user code to the address where it is typed, as Amazon's own samples do.
func withUserCode(uri, user string) string {
	uri, _, _ = cut(uri, '#')
	separator := "?"
	if _, _, found := cut(uri, '?'); found {
		separator = "&"
	}
	return uri + separator + EncodeForm(Parameter{"cbl-code", user})
}

// DevicePollRequest returns the form body that asks whether the person is done. Amazon wants both
// codes and no client id.
func DevicePollRequest(deviceCode, userCode string) (body string) {
	return EncodeForm(Parameter{"grant_type", "device_code"}, Parameter{"device_code", deviceCode}, Parameter{"user_code", userCode})
}

// Poll is what the answer to a device's poll amounts to.
type Poll uint8

// The kinds of answers.
const (
	PollOver    Poll = iota // a token, or an error that ends the login
	PollPending             // the person has not agreed yet
	PollSlower              // the same, and the device asks too often
	PollFailed              // the answer says nothing about the login: ask again later
)

// ParsePoll reads the answer to a device's poll: a token, an error, or neither while the person has
// not agreed yet. An expired code is device_code_expired. Failures outside the login, such as a
// captive portal's page, an overload or a 5xx, are PollFailed: the device asks again. Any other
// error, known or not, ends the login.
func ParsePoll(status int, contentType, body string) (*Token, Poll, *Error) {
	name := errorName(contentType, body)
	switch name {
	case "authorization_pending":
		return nil, PollPending, nil
	case "slow_down":
		return nil, PollSlower, nil
	case "expired_token", "invalid_code_pair":
		return nil, PollOver, NewError(CodeDeviceCodeExpired).withStatus(status)
	}
	token, err := ParseToken(status, contentType, body)
	if err == nil {
		return token, PollOver, nil
	}
	known := serverCode(name)
	if overloaded(status) || err.Code == CodeResponseIsNotJSON || known == CodeServerError || known == CodeTemporarilyUnavailable {
		return nil, PollFailed, nil
	}
	return nil, PollOver, err
}

// errorName returns the member error of an answer, "" when there is none.
func errorName(contentType, body string) string {
	v, err := readJSON(contentType, body, []string{"error"})
	if err != nil {
		return ""
	}
	return textOf(v[0])
}
