package browsertest_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/doctor"
)

// withDoctor puts the doctor into the site's folder.
func withDoctor(f *forwarded) {
	for _, name := range []string{"lwa-doctor.js", "lwa-doctor.html"} {
		f.write("root/lwa/"+name, file(f.Bench, name))
	}
}

// fromTerminal is what the doctor says of the site from outside.
func fromTerminal(f *forwarded) *doctor.Report {
	f.Helper()
	report, err := doctor.Check(f.Context(), doctor.Options{URL: f.URL + "/", Releases: []fs.FS{f.Component()}})
	require.NoError(f, err)
	return report
}

func notFine(r *doctor.Report) []string {
	return append(r.Codes(doctor.Broken), r.Codes(doctor.Warn)...)
}

// TestDoctorNginxWell: nothing is wrong with the site of docs/hosting/nginx.conf, its forward among
// it.
func TestDoctorNginxWell(t *testing.T) {
	f := newForwarded(t, true)
	withDoctor(f)
	report := fromTerminal(f)
	assert.Empty(t, notFine(report), report.Text())
	assert.Contains(t, report.Codes(doctor.OK), "api")
	tab := f.Blank().Expect(`status of 400`) // the API host has no token to check
	tab.Go(f.URL + "/")
	d := diagnose(tab.Ready(), "{ popup: false }")
	assert.Empty(t, d.codes(), d.Markdown)
	assert.Equal(t, "nginx", d.Host)
	assert.NotContains(t, f.logs()["lwa.log"], "?")
}

// poorly is the configuration of somebody who read no documentation: one policy for all, a fallback
// to the app for whatever is not found, every file kept for a year, and no type of .wasm.
func poorly(f *forwarded) string {
	return `server {
  listen 127.0.0.1:` + f.port + `;
  server_name localhost;
  root ` + f.dir + `/root;
  gzip off;
  types { text/html html; text/javascript js mjs; }
  default_type application/octet-stream;
  add_header Content-Security-Policy "script-src 'self'; connect-src 'self'; report-uri /csp?key=secret";
  add_header Cache-Control "max-age=31536000";
  add_header Cross-Origin-Opener-Policy same-origin;
  location / { try_files $uri $uri/index.html /index.html; }
}`
}

// TestDoctorNginxPoor finds all that is wrong with a site of a real nginx, and then pastes what the
// doctor says to paste.
func TestDoctorNginxPoor(t *testing.T) {
	f := newSite(t)
	withDoctor(f)
	certificate, key := selfSigned(t)
	config := poorly(f)
	f.write("site.conf", []byte(config))
	f.write("nginx.conf", []byte(f.mainConfig(f.api(certificate, key))))
	f.start()
	report := fromTerminal(f)
	assert.ElementsMatch(t, []string{
		"callback_policy", "policy_wasm", "api_forward", "script_uncompressed", "script_cached", "wasm_type", "wasm_uncompressed", "wasm_cached",
		"callback_framed", "callback_cached", "coop_isolates",
	}, notFine(report), report.Text())
	assert.NotContains(t, report.Text(), "secret")

	tab := f.Blank()
	tab.Expect(`.`)
	tab.Go(f.URL + "/")
	d := diagnose(tab, "{ popup: false }")
	assert.ElementsMatch(t, notFine(report), d.codes(), d.Markdown)
	assert.Equal(t, "nginx", d.Host)

	// What the doctor says to paste, pasted: locations of one address become one.
	f.stop()
	f.write("site.conf", []byte(pasted(config, d)))
	f.start()
	healed := fromTerminal(f)
	assert.Equal(t, []string{"api_forward"}, notFine(healed), healed.Text()) // the forward has a file of its own: docs/hosting/nginx.conf
}

var location = regexp.MustCompile(`(?s)^location (.*?) \{\n(.*)\}$`)

// pasted puts the lines that the doctor gives for nginx into the configuration. Locations of the
// same address become one.
func pasted(config string, d *diagnosis) string {
	blocks, order := map[string][]string{}, []string{}
	for _, f := range d.Findings {
		if f.Code == "api_forward" || f.Mend["nginx"] == "" {
			continue
		}
		m := location.FindStringSubmatch(f.Mend["nginx"])
		if m == nil { // a header of the page: in the place of the one that there is
			line := f.Mend["nginx"][strings.Index(f.Mend["nginx"], "add_header"):]
			config = regexp.MustCompile(strings.Join(strings.Fields(line)[:2], " ")+`.*`).ReplaceAllLiteralString(config, line)
			continue
		}
		if blocks[m[1]] == nil {
			order = append(order, m[1])
		}
		for line := range strings.Lines(m[2]) {
			if line = strings.TrimSpace(line); !strings.Contains(strings.Join(blocks[m[1]], "\n"), line) {
				blocks[m[1]] = append(blocks[m[1]], line)
			}
		}
	}
	var out strings.Builder
	for _, at := range order {
		out.WriteString("  location " + at + " {\n    " + strings.Join(blocks[at], "\n    ") + "\n  }\n")
	}
	return strings.TrimSuffix(config, "}") + out.String() + "}"
}

// TestDoctorNginxFallback: a fallback to the app for every address, as of a misplaced rewrite.
func TestDoctorNginxFallback(t *testing.T) {
	f := newSite(t)
	withDoctor(f)
	certificate, key := selfSigned(t)
	f.write("site.conf", []byte(strings.Replace(poorly(f), "location / {", "location = /lwa/lwa-callback.html { rewrite ^ /index.html; }\n  location / {", 1)))
	f.write("nginx.conf", []byte(f.mainConfig(f.api(certificate, key))))
	f.start()
	assert.Contains(t, notFine(fromTerminal(f)), "callback_app_shell")
}
