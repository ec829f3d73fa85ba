package doctor

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

const (
	mostBytes = 8 << 20 // more than twice the lwa.wasm that Go compiles
	mostHops  = 5
	mostTime  = 15 * time.Second
)

// answer is the result of a request, after redirects.
type answer struct {
	url    *url.URL // the address that answered
	hops   int
	status int
	header http.Header
	body   []byte // decompressed
	packed bool
	err    error
	at     time.Time
}

// good reports whether the server has sent the file.
func (a *answer) good() bool { return a.err == nil && a.status == http.StatusOK }

// why returns the reason why an answer is not good.
func (a *answer) why() string {
	if a.err != nil {
		return a.err.Error()
	}
	return fmt.Sprintf("HTTP status %d", a.status)
}

func (a *answer) contentType() string {
	t, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// client sends requests to one site. It follows redirects itself, so that it can report each of
// them.
type client struct {
	http  http.Client
	host  string
	steps *[]string
}

var errElsewhere = errors.New("it redirects to another host")

func newClient(host string, transport http.RoundTripper, steps *[]string) *client {
	return &client{http.Client{
		Transport:     transport,
		Timeout:       mostTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, host, steps}
}

// get requests an address of the site. It does not follow redirects to other hosts.
func (c *client) get(ctx context.Context, at *url.URL) *answer {
	a := &answer{url: at}
	for a.hops = 0; a.hops <= mostHops; a.hops++ {
		if !c.own(a.url) {
			a.err = fmt.Errorf("%w: %s", errElsewhere, plain(a.url))
			return a
		}
		c.once(ctx, a)
		target := a.header.Get("Location")
		if a.err != nil || a.status < 300 || a.status > 399 || a.status == http.StatusNotModified || target == "" {
			return a
		}
		next, err := a.url.Parse(target)
		if err != nil {
			a.err = errors.New("it redirects to an address that cannot be read")
			return a
		}
		a.url = next
	}
	a.err = errors.New("it redirects in circles")
	return a
}

// own reports whether an address belongs to the site: its host, or the same name on the default
// port, with or without www. Sites redirect to those.
func (c *client) own(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return false
	}
	bare := func(host string) string {
		name, _, _ := strings.Cut(strings.ToLower(host), ":")
		return strings.TrimPrefix(name, "www.")
	}
	if strings.EqualFold(u.Host, c.host) {
		return true
	}
	return bare(u.Host) == bare(c.host) && (u.Port() == "" || u.Port() == "443")
}

func (c *client) once(ctx context.Context, a *answer) {
	a.header, a.body, a.packed = nil, nil, false
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url.String(), nil)
	if err != nil {
		a.err = errors.New("the address cannot be read")
		return
	}
	request.Header.Set("Accept-Encoding", "br, gzip")
	request.Header.Set("User-Agent", "lwa-doctor")
	if strings.HasSuffix(a.url.Path, ".html") || strings.HasSuffix(a.url.Path, "/") {
		request.Header.Set("Accept", "text/html,*/*;q=0.8")
	}
	response, err := c.http.Do(request)
	a.at = time.Now()
	if err != nil {
		a.err = reason(err)
		*c.steps = append(*c.steps, fmt.Sprintf("GET %s: %v", plain(a.url), a.err))
		return
	}
	defer response.Body.Close()
	a.status, a.header = response.StatusCode, response.Header
	*c.steps = append(*c.steps, fmt.Sprintf("GET %s: %d %s", plain(a.url), a.status, a.contentType()))
	raw, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	if err == nil {
		a.body, err = a.unpack(raw)
	}
	if err != nil {
		a.err = reason(err)
	} else if len(a.body) > mostBytes {
		a.err = errors.New("it is too long")
	}
}

func (a *answer) unpack(raw []byte) ([]byte, error) {
	var r io.Reader
	switch coding := strings.ToLower(a.header.Get("Content-Encoding")); coding {
	case "", "identity":
		return raw, nil
	case "br":
		r = brotli.NewReader(bytes.NewReader(raw))
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, errors.New("it is no gzip, though its Content-Encoding says so")
		}
		r = z
	default:
		return nil, fmt.Errorf("its Content-Encoding %q was not asked for", coding)
	}
	a.packed = true
	body, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, errors.New("it cannot be unpacked: its Content-Encoding is wrong, or it was packed twice")
	}
	return body, nil
}

// reason returns the error without the address that a url.Error repeats.
func reason(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		if wrapped.Timeout() {
			return errors.New("no answer in time")
		}
		return wrapped.Err
	}
	return err
}

// plain returns an address without query and fragment, which may contain secrets.
func plain(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}
