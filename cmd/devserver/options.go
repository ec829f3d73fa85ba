package main

import (
	"errors"
	"flag"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/loopback"
)

// options are the command line options, after they have been checked.
type options struct {
	addr, amazonAddr string
	url, amazonURL   string // "" unless given
	dir              string // "" unless given
	redirectURIs     redirectURIs
	port             int // of the site; the fake Amazon has the next one; with 0, both ports are free ones
	public           bool
	control          bool
	quiet            bool
	json             bool
	exitWithStdin    bool
	version          bool
	check            checkOptions
	replay           replayOptions
	faults           faultOptions
}

// faultOptions are the values of the fault flags.
type faultOptions struct {
	endpoints      endpointFaults
	coop           string
	coopOn         string
	autoApprove    string
	authorizeError string
	grantScope     string
	expiresIn      string
	codeLife       time.Duration
	noIssuer       bool
	lenient        bool
	refreshToken   bool
	rotate         bool
	accessLife     time.Duration
	pairLife       time.Duration
	pollInterval   time.Duration
}

// newFlags declares all flags. The help is generated from these declarations.
func newFlags(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("devserver", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.addr, "addr", "localhost:8080", "`host:port` of the demo site; port 0 picks a free one")
	fs.StringVar(&o.amazonAddr, "amazon-addr", "127.0.0.1:8081", "`host:port` of the fake Amazon; give it another host name than the site, so that it is another site for the browser too")
	fs.IntVar(&o.port, "port", 8080, "`number` of the demo site's port on localhost; the fake Amazon takes the next one; 0 picks free ones")
	fs.StringVar(&o.dir, "dir", "", "`folder` of the built lwa.js, lwa-run.js, lwa.wasm and lwa-callback.html (default build or dist, where one is here, and otherwise the release in this command)")
	fs.Var(&o.redirectURIs, redirectFlag, "`address` that a login may return to, letter by letter, such as "+exampleRedirect+"; its pages may log in too; may be repeated")
	fs.BoolVar(&o.public, "public", false, "allow addresses that other machines can reach")
	fs.BoolVar(&o.control, "control", true, "let programs on this machine direct the fake Amazon at its /control/v1 (docs/control.md); off with -public, or a -url or -amazon-url elsewhere")
	fs.StringVar(&o.url, "url", "", "`origin` the site is reached at when that is not its own address, such as https://demo.example behind a proxy")
	fs.StringVar(&o.amazonURL, "amazon-url", "", "`origin` the fake Amazon is reached at when that is not its own address")
	fs.BoolVar(&o.quiet, "quiet", false, "do not print the fake Amazon's requests")
	fs.BoolVar(&o.json, "json", false, "when both servers listen, print one line of JSON with their addresses on standard output, and everything else on standard error")
	fs.BoolVar(&o.exitWithStdin, "exit-with-stdin", false, "end when standard input ends, as it does when the program that started this one is gone")
	fs.BoolVar(&o.version, "version", false, "print the version, and serve nothing")
	fs.StringVar(&o.check.url, "check", "", "examine the site at this `address` of a page with a login, serve nothing, and exit with 1 when something is broken; asks only that site, and only with GET")
	fs.StringVar(&o.check.callback, "check-callback", "", "with -check: `address` that logins on the examined site return to, where a script sets it instead of the tag")
	fs.StringVar(&o.check.apiBase, "check-api-base", "", "with -check: `path` that the examined site forwards to Amazon's API host, where a script sets it instead of the tag")
	fs.StringVar(&o.replay.file, "replay", "", "walk the trace in this `file`, which has the JSON of what lwa.trace() returned, or of standard input with -; serve nothing, and exit with 1 when the machine here does something else than it did in the page")
	fs.StringVar(&o.replay.svg, "replay-svg", "", "draw that trace into this `file`, too")
	declareFaults(fs, &o.faults)
	return fs
}

func declareFaults(fs *flag.FlagSet, f *faultOptions) {
	fs.Var(&f.endpoints, "fault", "`endpoint=kind`: what goes wrong at "+endpointNames()+"; may be repeated (kinds below)")
	fs.StringVar(&f.authorizeError, "authorize-error", "", "answer every login with this error `code`, such as access_denied")
	fs.StringVar(&f.autoApprove, "auto-approve", "", "log everyone in at once, without pages, as this `person`: 1, 2, 3 or a user id")
	fs.StringVar(&f.grantScope, "grant-scope", "", "grant this `scope` whatever was asked for, such as profile:user_id")
	fs.StringVar(&f.coop, "coop", "", "send this Cross-Origin-Opener-Policy `value` with the fake Amazon's pages, such as same-origin")
	fs.StringVar(&f.coopOn, "coop-on", "", "limit -coop to one `page`: signin, consent, continue, error or redirect")
	fs.StringVar(&f.expiresIn, "expires-in", "", "send this raw `JSON` as expires_in; \"none\" leaves it out")
	fs.DurationVar(&f.codeLife, "code-life", 5*time.Minute, "`duration` for which a code can be redeemed")
	fs.BoolVar(&f.noIssuer, "no-iss", false, "leave iss out of the answers, as Amazon does")
	fs.BoolVar(&f.refreshToken, "refresh-token", false, "hand out a refresh token too; devices get one always")
	fs.BoolVar(&f.rotate, "rotate", false, "replace the refresh token with each refresh; using an old one again logs out")
	fs.DurationVar(&f.accessLife, "access-life", time.Hour, "`duration` for which an access token works")
	fs.DurationVar(&f.pairLife, "pair-life", 10*time.Minute, "`duration` for which the code on a device can be entered")
	fs.DurationVar(&f.pollInterval, "poll-interval", 5*time.Second, "`duration` that a device must wait between two polls")
	fs.BoolVar(&f.lenient, "lenient", false, "accept logins without PKCE or with the method plain, as Amazon does")
}

// parseOptions parses and checks the command line. For -h it returns flag.ErrHelp. Other errors
// say what to change.
func parseOptions(args []string) (options, error) {
	var o options
	fs := newFlags(&o)
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, flag.ErrHelp
		}
		return o, flagMistake(err)
	}
	if fs.NArg() > 0 {
		return o, usagef("unexpected argument %q: everything is set by flags, see devserver -h", fs.Arg(0))
	}
	if o.dir == "" && isGiven(fs, "dir") {
		return o, usagef("-dir is empty: name the folder of the built files, such as -dir build")
	}
	if isGiven(fs, "check") || isGiven(fs, "check-callback") || isGiven(fs, "check-api-base") {
		return o, o.check.complete(o.dir)
	}
	if isGiven(fs, "replay") || isGiven(fs, "replay-svg") {
		if o.replay.file == "" {
			return o, usagef("-replay names no file: give the one with the JSON of lwa.trace(), such as -replay trace.json")
		}
		return o, nil
	}
	if isGiven(fs, "port") {
		if isGiven(fs, "addr") || isGiven(fs, "amazon-addr") {
			return o, usagef("-port sets both -addr and -amazon-addr: leave out -port, or these")
		}
		if err := o.takePort(); err != nil {
			return o, err
		}
	}
	o.url, o.amazonURL = withoutSlash(o.url), withoutSlash(o.amazonURL)
	if err := o.checkAddresses(); err != nil {
		return o, err
	}
	if err := o.checkControl(isGiven(fs, "control")); err != nil {
		return o, err
	}
	return o, o.faults.check()
}

// checkControl makes sure that only this machine can use the control interface. Behind a proxy,
// all requests seem to come from this machine.
func (o *options) checkControl(given bool) error {
	for _, risk := range []struct {
		flag string
		is   bool
	}{{"-public", o.public}, {"-url " + o.url, elsewhere(o.url)}, {"-amazon-url " + o.amazonURL, elsewhere(o.amazonURL)}} {
		if risk.is && o.control && given {
			return usagef("-control is for this machine alone: leave out %s, or -control", risk.flag)
		}
		o.control = o.control && !risk.is
	}
	return nil
}

// elsewhere reports whether an origin is not on loopback.
func elsewhere(origin string) bool {
	u, err := url.Parse(origin)
	return origin != "" && (err != nil || !loopback.Is(u.Hostname()))
}

// takePort sets the two addresses from -port.
func (o *options) takePort() error {
	next := o.port + 1
	if o.port < 0 || next > 65535 {
		return usagef("-port %d is no number from 0 to 65534: try -port 8080", o.port)
	}
	if o.port == 0 {
		next = 0
	}
	o.addr, o.amazonAddr = net.JoinHostPort("localhost", strconv.Itoa(o.port)), net.JoinHostPort("127.0.0.1", strconv.Itoa(next))
	return nil
}

func isGiven(fs *flag.FlagSet, name string) (given bool) {
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// withoutSlash removes the slash at the end of an origin that was copied from an address bar.
func withoutSlash(origin string) string {
	if strings.Contains(origin, "://") {
		return strings.TrimSuffix(origin, "/")
	}
	return origin
}

// flagMistake replaces the messages of package flag by our own.
func flagMistake(err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		return usagef("unknown flag %s: devserver -h lists all flags", name)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: "); ok {
		return usagef("flag %s needs a value: see devserver -h", name)
	}
	return usagef("%s: see devserver -h", strings.ReplaceAll(text, ": parse error", ": cannot be read"))
}

func (o *options) checkAddresses() error {
	for _, a := range []struct{ flag, addr, urlFlag, url, example string }{
		{"-addr", o.addr, "-url", o.url, "localhost:8080"},
		{"-amazon-addr", o.amazonAddr, "-amazon-url", o.amazonURL, "127.0.0.1:8081"},
	} {
		host, err := splitAddress(a.flag, a.addr, a.example)
		if err != nil {
			return err
		}
		if a.url != "" {
			if err := checkOrigin(a.urlFlag, a.url); err != nil {
				return err
			}
		}
		if loopback.Is(host) {
			continue
		}
		if !o.public {
			return usagef("%s %s can be reached from other machines: use %s, or add -public if you mean it", a.flag, a.addr, a.example)
		}
		if !isUnspecified(host) && a.url == "" {
			return usagef("%s %s needs %s https://…: browsers run logins on https or localhost only", a.flag, a.addr, a.urlFlag)
		}
	}
	return nil
}

func splitAddress(name, addr, example string) (host string, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", usagef("%s %q is not host:port: try %s %s", name, addr, name, example)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", usagef("%s %q has no port from 0 to 65535: try %s %s", name, addr, name, example)
	}
	return host, nil
}

// checkOrigin checks an origin with the rules of the fake Amazon, which uses it as its issuer.
func checkOrigin(name, origin string) error {
	_, err := fakeamazon.New(fakeamazon.Config{Issuer: origin})
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), "issuer ")
		return usagef("%s %s", name, why)
	}
	return nil
}

func isUnspecified(host string) bool {
	ip := net.ParseIP(host)
	return host == "" || ip != nil && ip.IsUnspecified()
}
