package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestAudit: a finding fails, a broken scan fails, and what could not be checked is named.
func TestAudit(t *testing.T) {
	const (
		clean     = "exit 0"
		offlineGo = `echo 'govulncheck: fetching vulnerabilities: Get "https://vuln.example/": dial tcp: no such host' >&2; exit 1`
		offline   = `echo '{"error":{"summary":"request failed, reason: getaddrinfo ENOTFOUND registry.example"}}'; exit 1`
		refused   = `echo '{"message":"Method Not Allowed"}'; echo 'npm error audit endpoint returned an error' >&2; exit 1`
	)
	for name, row := range map[string]struct {
		vuln, npm, strict string
		good              bool
		says, never       string
	}{
		"clean":                    {clean, clean, "", true, "audit: npm in tools: no known vulnerability", "NOT CHECKED"},
		"a finding in Go":          {"echo 'Vulnerability #1: GO-2026-0001'; exit 3", clean, "", false, "GO-2026-0001", "NOT CHECKED"},
		"a finding in npm":         {clean, `echo '{"auditReportVersion":2,"vulnerabilities":{"x":{}}}'; exit 1`, "", false, "audit: npm in web: VULNERABLE", "NOT CHECKED"},
		"no Go database":           {offlineGo, clean, "", true, "audit: lwa.wasm: NOT CHECKED", "wasm: no known"},
		"no npm database":          {clean, offline, "", true, "audit: npm in web: NOT CHECKED", "web: no known"},
		"npm refuses":              {clean, refused, "", true, "audit: npm in npm/devserver: NOT CHECKED", "web: no known"},
		"offline is not clean":     {offlineGo, clean, "strict", false, "not everything could be checked", "wasm: no known"},
		"strict and clean":         {clean, clean, "strict", true, "no known", "NOT CHECKED"},
		"a finding beside offline": {offlineGo, `echo '{"auditReportVersion":2}'; exit 1`, "", false, "VULNERABLE", "web: no known"},
		"code that does not load":  {"echo 'govulncheck: loading packages: undefined: x' >&2; exit 1", clean, "", false, "the scan itself failed", "NOT CHECKED"},
		"no govulncheck":           {"exit 127", clean, "", false, "the scan itself failed", "NOT CHECKED"},
		"npm that crashes":         {clean, "echo 'npm error code EUSAGE' >&2; exit 1", "", false, "the scan itself failed", "NOT CHECKED"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			m.fake("env", `shift 2; exec "$@"`)
			m.fake("govulncheck", row.vuln)
			m.fake("npm", row.npm)
			good, said := m.run("audit.sh", "govulncheck", row.strict)
			assert.Equal(t, row.good, good, said)
			assert.Contains(t, said, row.says)
			assert.NotContains(t, said, row.never)
		})
	}
}
