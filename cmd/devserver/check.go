package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"

	"github.com/lwa-wasm/lwa/internal/doctor"
)

// checkOptions are the flags of -check.
type checkOptions struct{ url, callback, apiBase string }

// complete refuses what is no address of a page before anything is asked.
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
	releases := findReleases(o.dir)
	if len(releases) == 0 {
		fmt.Fprintln(stderr, "devserver: no build is in this folder, so the site's files are compared with each other alone; run `make build`, or name a build with -dir")
	}
	report, err := doctor.Check(ctx, doctor.Options{URL: o.check.url, Callback: o.check.callback, APIBase: o.check.apiBase, Releases: releases})
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

// findReleases are the builds in this folder, or the one that was named.
func findReleases(given string) (all []fs.FS) {
	dirs := buildDirs
	if given != "" {
		dirs = []string{given}
	}
	for _, dir := range dirs {
		if checkBuild(dir) == nil {
			all = append(all, os.DirFS(dir))
		}
	}
	return all
}
