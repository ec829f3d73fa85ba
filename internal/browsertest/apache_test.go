package browsertest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newApache starts httpd with docs/hosting/apache.conf, but for what each owner changes.
func newApache(t *testing.T) *forwarded {
	t.Helper()
	f := newSite(t)
	// httpd does not serve as root: its user must be able to read the test's folder, and write its
	// logs.
	require.NoError(t, os.Chmod(filepath.Dir(f.dir), 0o755))

	f.write("site.conf", []byte(f.changed("apache.conf", [][2]string{
		{"<VirtualHost *:443>", "<VirtualHost *:" + f.port + ">"},
		{"ServerName shop.example", "ServerName localhost"},
		{"SSLEngine on", ""},
		{"SSLCertificateFile    /etc/ssl/certs/shop.example.pem", ""},
		{"SSLCertificateKeyFile /etc/ssl/private/shop.example.key", ""},
		{"/var/www/shop", f.dir + "/root"},
		{pagePolicy, strings.Replace(pagePolicy, amazonAPI, f.Amazon, 1)},
	})))
	f.write("httpd.conf", []byte(f.httpdConfig()))
	f.run("resuming normal operations", "apache2", "-D", "FOREGROUND", "-f", f.dir+"/httpd.conf")
	return f
}

// httpdConfig is what Debian's apache2.conf is to a site, with the modules that apache.conf names
// and those that Debian enables by itself.
func (f *forwarded) httpdConfig() string {
	var modules strings.Builder
	for _, name := range []string{"mpm_event", "authz_core", "mime", "dir", "env", "setenvif", "ssl", "headers", "rewrite", "proxy", "proxy_http"} {
		fmt.Fprintf(&modules, "LoadModule %s_module /usr/lib/apache2/modules/mod_%[1]s.so\n", name)
	}
	return fmt.Sprintf(`%sServerRoot %[2]s
DefaultRuntimeDir %[2]s
PidFile %[2]s/httpd.pid
ServerName localhost
Listen 127.0.0.1:%s
User www-data
Group www-data
TypesConfig /etc/mime.types
ErrorLog /dev/stderr
LogLevel notice
LogFormat "%%h %%t \"%%r\" %%>s" combined
Define APACHE_LOG_DIR %[2]s/logs
Include %[2]s/site.conf
`, modules.String(), f.dir, f.port)
}

// TestApacheFiles: each file with its type and headers, in each compression that a browser may ask
// for.
func TestApacheFiles(t *testing.T) {
	f := newApache(t)
	for name, contentType := range map[string]string{
		"lwa.js": "text/javascript", "lwa.mjs": "text/javascript", "lwa.wasm": "application/wasm", "lwa-callback.html": "text/html",
	} {
		headers := map[string]string{
			"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "", "Referrer-Policy": "",
		}
		if name == "lwa-callback.html" {
			headers = map[string]string{"Cache-Control": "no-store", "Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer"}
		}
		for accept, encoding := range map[string]string{"identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br"} {
			what := name + " for " + accept
			response, content := f.get("GET", "/lwa/"+name+"?code=a&state=b", "", "Accept-Encoding", accept)
			require.Equal(t, http.StatusOK, response.StatusCode, what)
			assertHeaders(t, what, response.Header, headers)
			assertHeaders(t, what, response.Header, map[string]string{"Content-Type": contentType, "Content-Encoding": encoding})
			assert.True(t, bytes.Equal(file(f.Bench, name), unpacked(t, encoding, content)), what)
		}
	}
	page, _ := f.get("GET", "/readme.html", "")
	assertHeaders(t, "the page", page.Header, map[string]string{
		"Content-Security-Policy": strings.Replace(pagePolicy, amazonAPI, f.Amazon, 1), "Referrer-Policy": "no-referrer",
	})
	assert.Contains(t, f.logs()["lwa.log"], `"GET /lwa/lwa-callback.html"`)
	assert.NotContains(t, f.logs()["lwa.log"], "code=")
}
