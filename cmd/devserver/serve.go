package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/loopback"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/site"
	"github.com/lwa-wasm/lwa/release"
)

const (
	demoClientID = "amzn1.application-oa2-client.5d1f0c6e8a94b7320fe1c2d3b4a59687"
	callbackPath = "/lwa/lwa-callback.html"

	// shutdownGrace is how long requests may continue after Ctrl-C.
	shutdownGrace = time.Second
)

// needed are the built files that the demo needs.
var needed = []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"}

// serve runs both servers until ctx ends, which is not an error, or until one of them fails.
func serve(ctx context.Context, o options, stdout, stderr io.Writer) error {
	component, name, err := findBuild(o.dir)
	if err != nil {
		return err
	}
	siteListener, err := listen("-addr", o.addr)
	if err != nil {
		return err
	}
	defer siteListener.Close()
	amazonListener, err := listen("-amazon-addr", o.amazonAddr)
	if err != nil {
		return err
	}
	defer amazonListener.Close()

	siteURL := reachedAt(o.url, o.addr, siteListener, "localhost")
	amazonURL := reachedAt(o.amazonURL, o.amazonAddr, amazonListener, "127.0.0.1")
	out := &lines{w: stdout}
	if o.json {
		out.w = stderr // standard output has the line of JSON only
	}
	client := demoClient(siteURL, portOf(siteListener))
	for _, uri := range o.redirectURIs {
		if !slices.Contains(client.RedirectURIs, uri) {
			client.RedirectURIs = append(client.RedirectURIs, uri)
		}
	}
	amazon, err := newAmazon(o, amazonURL, siteURL, client, out)
	if err != nil {
		return err
	}
	documents := docsOf(component)
	demo, err := site.New(site.Config{
		Lwa: component, Docs: documents, ClientID: demoClientID, Provider: amazonURL, People: names(), Hosts: namedHosts(o.url, o.addr),
	})
	if err != nil {
		return err
	}
	if o.public {
		fmt.Fprintln(stderr, "devserver: warning: other machines may reach this server, and everyone who does can sign in as anyone; it is for development only")
	}
	here := announcement{
		Version: lwa.Version, Site: siteURL, Amazon: amazonURL, ClientID: demoClientID,
		RedirectURIs: append([]string{siteURL + callbackPath}, o.redirectURIs...), DeviceCodes: amazonURL + "/us/code", People: names(),
	}
	if documents != nil {
		here.Docs = siteURL + "/docs/"
	}
	if o.control {
		here.Control = amazonURL + control.Prefix
	}
	if o.json {
		_, err = stdout.Write(here.line())
	} else {
		out.print(here.text(name, o.faults.endpoints.String()))
	}
	if err != nil {
		return err
	}
	return serveBoth(ctx, []*http.Server{newServer(ctx, demo), newServer(ctx, amazonHandler(o, amazon))}, []net.Listener{siteListener, amazonListener})
}

// docsOf returns the documentation site in the folder of the built files, or nil if it has not
// been built.
func docsOf(component fs.FS) fs.FS {
	if _, err := fs.Stat(component, "site/index.html"); err != nil {
		return nil
	}
	docs, err := fs.Sub(component, "site")
	if err != nil {
		return nil
	}
	return docs
}

// buildDirs are the folders of the Makefile for built files. The first complete one is used.
var buildDirs = []string{"build", "dist"}

// findBuild returns the component to serve, and its name: the given folder, the first complete
// folder of buildDirs, or the release in this command.
func findBuild(given string) (files fs.FS, name string, err error) {
	if given != "" {
		return os.DirFS(given), given, checkBuild(given)
	}
	for _, dir := range buildDirs {
		if checkBuild(dir) == nil {
			return os.DirFS(dir), dir, nil
		}
	}
	return release.Files(), "the release " + lwa.Version + " in this command", nil
}

// namedHosts returns the hosts that the flags of a server name: the host of the origin, and the
// host of the address, unless that is loopback or an IP address.
func namedHosts(origin, addr string) (hosts []string) {
	if origin != "" {
		hosts = append(hosts, loopback.Named(origin))
	}
	if host, _, _ := net.SplitHostPort(addr); host != "" && !loopback.Is(host) && net.ParseIP(host) == nil {
		hosts = append(hosts, host)
	}
	return hosts
}

// checkBuild returns an error if a file is missing. The error names the first such file, and how
// to build it.
func checkBuild(dir string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usagef("the folder %s is missing: run `make build`, or name another with -dir", dir)
	}
	for _, name := range needed {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return usagef("%s is missing: run `make build`", path)
		case err != nil:
			return usagef("%s cannot be read: run `make build`", path)
		case !info.Mode().IsRegular() || info.Size() == 0:
			return usagef("%s is empty or no file: run `make build`", path)
		}
	}
	return nil
}

func listen(name, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l, nil
	}
	host, port, _ := net.SplitHostPort(addr)
	another := net.JoinHostPort(host, "8090")
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, usagef("port %s is in use: choose another with %s %s", port, name, another)
	case errors.Is(err, syscall.EACCES):
		return nil, usagef("port %s needs more rights: choose another with %s %s", port, name, another)
	}
	return nil, usagef("%s %s is no address of this machine: try %s", name, addr, name+" "+net.JoinHostPort("localhost", port))
}

// reachedAt returns the origin of a listener: the given one, or its address with the real port.
// If it listens on all interfaces, the host is fallback.
func reachedAt(given, addr string, l net.Listener, fallback string) string {
	if given != "" {
		return given
	}
	host, _, _ := net.SplitHostPort(addr)
	if isUnspecified(host) {
		host = fallback
	}
	origin := "http://" + net.JoinHostPort(strings.ToLower(host), portOf(l))
	return strings.TrimSuffix(origin, ":80") // browsers leave out the default port
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// demoClient returns the client of the demo site, with redirect URIs on the URL of the site, on
// localhost and on 127.0.0.1.
func demoClient(siteURL, port string) fakeamazon.Client {
	c := fakeamazon.Client{ID: demoClientID, Name: "Demo site", Device: true}
	seen := map[string]bool{}
	for _, origin := range []string{siteURL, "http://localhost:" + port, "http://127.0.0.1:" + port} {
		origin = strings.TrimSuffix(origin, ":80")
		if !seen[origin] {
			seen[origin] = true
			c.Origins = append(c.Origins, origin)
			c.RedirectURIs = append(c.RedirectURIs, origin+callbackPath)
		}
	}
	return c
}

func newAmazon(o options, amazonURL, siteURL string, client fakeamazon.Client, out *lines) (*control.Director, error) {
	cfg := fakeamazon.Config{
		Issuer: amazonURL, Clients: []fakeamazon.Client{client}, Hosts: namedHosts(o.amazonURL, o.amazonAddr), RedirectFlag: "-" + redirectFlag,
	}
	if !o.quiet {
		cfg.Log = func(line string) { out.print("  amazon  " + line + "\n") }
	}
	amazon, err := control.New(control.Config{Amazon: cfg, Site: siteURL})
	if err != nil {
		return nil, err
	}
	return amazon, o.faults.direct(amazon)
}

// amazonHandler returns the fake Amazon, with the control interface if that is enabled.
func amazonHandler(o options, amazon *control.Director) http.Handler {
	if o.control {
		return amazon.Handler()
	}
	return amazon.Server
}

// newServer returns a server whose requests end with ctx, so that a hanging request does not
// delay the shutdown.
func newServer(ctx context.Context, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		// The handler checks the Host header of OPTIONS * requests, too.
		DisableGeneralOptionsHandler: true,
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		ErrorLog:                     log.New(io.Discard, "", 0), // faults break connections on purpose
	}
}

// serveBoth runs the servers until ctx ends or one of them fails, then shuts them down.
func serveBoth(ctx context.Context, servers []*http.Server, listeners []net.Listener) error {
	failed := make(chan error, len(servers))
	for i, server := range servers {
		go func() { failed <- server.Serve(listeners[i]) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	var wait sync.WaitGroup
	for _, server := range servers {
		wait.Go(func() {
			if server.Shutdown(grace) != nil {
				_ = server.Close()
			}
		})
	}
	wait.Wait()
	return err
}

// lines writes complete lines from several goroutines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) print(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = io.WriteString(l.w, text)
}
