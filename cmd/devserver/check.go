package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"

	"github.com/lwa-wasm/lwa/internal/doctor"
	"github.com/lwa-wasm/lwa/release"
)

// checkOptions are the flags of -check.
type checkOptions struct{ url, callback, apiBase string }

// complete refuses an address that cannot be that of a page, before any request is sent.
func (o checkOptions) complete(dir string) error {
	const example = "-check https://shop.example/login"
	if o.url == "" {
		return usagef("-check names no page: give the address of one with a login, such as %s", example)
	}
	u, err := url.Parse(o.url)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return usagef("-check is no address of a page: give one that begins with https://, such as %s", example)
	}
	if u.User != nil {
		return usagef("-check carries a name or password: leave them out, such as %s", example)
	}
	if dir != "" {
		return checkBuild(dir)
	}
	return nil
}

// check examines a site, prints the report, and returns the exit code.
func check(ctx context.Context, o options, stdout, stderr io.Writer) int {
	report, err := doctor.Check(ctx, doctor.Options{URL: o.check.url, Callback: o.check.callback, APIBase: o.check.apiBase, Releases: findReleases(o.dir)})
	if err != nil {
		fmt.Fprintln(stderr, "devserver: -check: "+err.Error())
		return exitUsage
	}
	fmt.Fprint(stdout, report.Text())
	if report.Broken() {
		return exitWrong
	}
	return exitOK
}

// findReleases returns the builds with which the files of a site are compared: the given folder,
// or the builds in this folder and the release in this command.
func findReleases(given string) (all []fs.FS) {
	if given != "" {
		return []fs.FS{os.DirFS(given)}
	}
	for _, dir := range buildDirs {
		if checkBuild(dir) == nil {
			all = append(all, os.DirFS(dir))
		}
	}
	return append(all, release.Files())
}
