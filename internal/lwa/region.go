package lwa

// Endpoints are the addresses of one login. They come from [EndpointConfig.Endpoints] alone, never
// from a record or from an answer.
type Endpoints struct {
	Authorize, Token, Profile, TokenInfo, CodePair string
	// Issuer is what an iss parameter must equal, byte for byte (RFC 9207 §2.4).
	Issuer string
	// IssuerRequired says that an answer without iss is refused.
	IssuerRequired bool
	// Own says that the API is on the page's own origin, where a header of Amazon's costs no CORS
	// preflight.
	Own bool
}

// EndpointConfig is what a page may say about endpoints. The zero value is Amazon in North America.
type EndpointConfig struct {
	// Region is "NA", "EU" or "FE"; "" is "NA".
	Region string
	// Provider is the origin of another authorization server, for development and tests, perhaps
	// with the slash that address bars add. It replaces every host.
	Provider string
	// APIBase is an absolute URL on Origin, as the browser serialised it, whose server forwards to
	// the API host. It replaces the API host and leaves the authorization endpoint alone.
	APIBase string
	// Issuer is the iss that every answer must carry; "" requires none.
	Issuer string
	// Sandbox takes the sandbox API hosts. The authorization endpoint stays, and wants sandbox=true
	// as a parameter.
	Sandbox bool
	// Origin is the page's own origin.
	Origin string
}

// amazonIssuer is the iss of Amazon's tokeninfo. Amazon documents no iss in authorization
// responses.
const amazonIssuer = "https://www.amazon.com"

// regions is Amazon's table. Codes and tokens are valid at every live API host; the region chooses
// what people see.
var regions = [...]struct{ name, authorize, api, sandbox string }{
	{"NA", "https://www.amazon.com", "https://api.amazon.com", "https://api.sandbox.amazon.com"},
	{"EU", "https://eu.account.amazon.com", "https://api.amazon.co.uk", "https://api.sandbox.amazon.co.uk"},
	// The sandbox of the Far East is unconfirmed: one of Amazon's SDKs has api-sandbox.amazon.co.jp
	// instead.
	{"FE", "https://apac.account.amazon.com", "https://api.amazon.co.jp", "https://api.sandbox.amazon.co.jp"},
}

// Endpoints returns the addresses for c. A value that cannot be used gives invalid_configuration,
// with the option's name in the message and what is accepted in the hint.
func (c *EndpointConfig) Endpoints() (*Endpoints, *Error) {
	host, api, issuer, err := c.hosts()
	if err != nil {
		return nil, err
	}
	if c.APIBase != "" {
		if !c.validAPIBase() {
			return nil, configError("apiBase", "cannot be used", `Use a path of this page's own origin, such as "/amazon".`)
		}
		api = withoutSlash(c.APIBase)
	}
	if c.Issuer != "" {
		issuer = c.Issuer
	}
	return &Endpoints{
		Authorize:      host + "/ap/oa",
		Token:          api + "/auth/o2/token",
		Profile:        api + "/user/profile",
		TokenInfo:      api + "/auth/o2/tokeninfo",
		CodePair:       api + "/auth/o2/create/codepair",
		Issuer:         issuer,
		IssuerRequired: c.Issuer != "",
		Own:            SameOrigin(c.Origin, api),
	}, nil
}

// hosts returns the origins of the authorization endpoint and of the API, and the issuer.
func (c *EndpointConfig) hosts() (host, api, issuer string, err *Error) {
	if c.Provider != "" {
		host = withoutSlash(c.Provider)
		if !validProvider(host) {
			err = configError("provider", "cannot be used", "Use an origin and nothing else: https://host or https://host:port, "+
				"or http:// on this machine: localhost, 127.0.0.1 or [::1].")
		}
		return host, host, host, err
	}
	for i := range regions {
		r := &regions[i]
		if r.name != c.Region && (c.Region != "" || r.name != "NA") {
			continue
		}
		if c.Sandbox {
			return r.authorize, r.sandbox, amazonIssuer, nil
		}
		return r.authorize, r.api, amazonIssuer, nil
	}
	return "", "", "", configError("region", "is none of Amazon's regions", `Use "NA", "EU" or "FE".`)
}

// Reaches reports whether an absolute URL, as the browser serialised it, is one that an access
// token may go to: on Amazon's API hosts, at the provider that takes their place, or below APIBase.
func (c *EndpointConfig) Reaches(url string) bool {
	if c.APIBase != "" && below(c.APIBase, url) {
		return true
	}
	if c.Provider != "" {
		return below(c.Provider, url)
	}
	for i := range regions {
		r := &regions[i]
		if !c.Sandbox && below(r.api, url) || c.Sandbox && below(r.sandbox, url) {
			return true
		}
	}
	return false
}

// withoutSlash takes one slash from the end of a URL.
func withoutSlash(url string) string {
	if url[len(url)-1] == '/' {
		return url[:len(url)-1]
	}
	return url
}

// below reports whether url is base followed by a path.
func below(base, url string) bool {
	if base[len(base)-1] != '/' {
		base += "/"
	}
	return hasPrefix(url, base)
}

func (c *EndpointConfig) validAPIBase() bool {
	for i := 0; i < len(c.APIBase); i++ {
		if b := c.APIBase[i]; b == '?' || b == '#' {
			return false
		}
	}
	return SameOrigin(c.Origin, c.APIBase)
}

// configError returns invalid_configuration for an option. It names the option and never the value,
// which may hold a password.
func configError(option, defect, hint string) *Error {
	return &Error{Code: CodeInvalidConfiguration, Message: "The option " + option + " " + defect + ".", Hint: hint}
}
