package browsertest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// forwardedClient is the client that is registered for the site behind nginx.
const forwardedClient = "amzn1.application-oa2-client.00000000000000000000000000000002"

// apiHost is the name under which the fake Amazon's API is reached through the forward, over TLS.
const apiHost = "api.amazon.com"

// forwarded is a site on a real nginx that runs docs/hosting/nginx.conf. Only the fake Amazon is
// behind its forward.
type forwarded struct {
	*browsertest.Bench
	URL string

	dir, port string
	stop      func()

	mu    sync.Mutex
	names []string // what each API request took its host to be: in TLS, and in HTTP
}

// newForwarded starts nginx with that file. It trusts the fake Amazon's certificate, or only
// another of the same name.
func newForwarded(t *testing.T, trusted bool) *forwarded {
	t.Helper()
	f := newSite(t)
	certificate, key := selfSigned(t)
	if trusted {
		f.write("ca.pem", certificate)
	} else {
		other, _ := selfSigned(t)
		f.write("ca.pem", other)
	}
	f.write("site.conf", []byte(f.siteConfig()))
	f.write("nginx.conf", []byte(f.mainConfig(f.api(certificate, key))))
	f.start()
	return f
}

// newSite makes the site's folder, and registers its address.
func newSite(t *testing.T) *forwarded {
	t.Helper()
	f := &forwarded{Bench: parallel(t), dir: t.TempDir(), port: freePort(t)}
	f.URL = "http://localhost:" + f.port
	require.NoError(t, f.Fake.AddClient(fakeamazon.Client{
		ID: forwardedClient, RedirectURIs: []string{f.URL + "/lwa/lwa-callback.html"}, Origins: []string{f.URL},
	}))
	f.fillRoot()
	return f
}

// api serves the fake Amazon over TLS, and returns its address.
func (f *forwarded) api(certificate, key []byte) string {
	pair, err := tls.X509KeyPair(certificate, key)
	require.NoError(f, err)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.names = append(f.names, r.TLS.ServerName+" "+r.Host)
		f.mu.Unlock()
		http.SetCookie(w, &http.Cookie{Name: "session-id", Value: "of-amazon"})
		w.Header().Set("Strict-Transport-Security", "max-age=1; includeSubDomains")
		f.Fake.ServeHTTP(w, r)
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // nginx hangs up on a certificate that it does not trust
	server.StartTLS()
	f.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// siteConfig is docs/hosting/nginx.conf, but for what each owner changes, and where Debian has its
// logs and certificates.
func (f *forwarded) siteConfig() string {
	f.Helper()
	return f.changed("nginx.conf", [][2]string{
		{"listen 443 ssl;", "listen 127.0.0.1:" + f.port + ";"},
		{"listen [::]:443 ssl;", ""},
		{"ssl_certificate     /etc/ssl/certs/shop.example.pem;", ""},
		{"ssl_certificate_key /etc/ssl/private/shop.example.key;", ""},
		{"server_name shop.example;", "server_name localhost;"},
		{"root /var/www/shop;", "root " + f.dir + "/root;"},
		{"/etc/ssl/certs/ca-certificates.crt", f.dir + "/ca.pem"},
		{"/var/log/nginx/", f.dir + "/logs/"},
		{pagePolicy, strings.Replace(pagePolicy, amazonAPI, f.Amazon, 1)},
	})
}

// changed is a file of docs/hosting with changes, each of which is needed.
func (f *forwarded) changed(name string, changes [][2]string) string {
	f.Helper()
	text, err := os.ReadFile("../../docs/hosting/" + name)
	require.NoError(f, err)
	config := string(text)
	for _, change := range changes {
		require.Contains(f, config, change[0])
		config = strings.ReplaceAll(config, change[0], change[1])
	}
	return config
}

// mainConfig is what Debian's nginx.conf is to a site, for one process in a folder of its own. A
// group of servers has the API host's name, so that no name server is asked.
func (f *forwarded) mainConfig(api string) string {
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the folder is ours alone
	}
	return fmt.Sprintf(`%s
daemon off;
worker_processes 1;
pid %[2]s/nginx.pid;
error_log stderr notice;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  gzip on;
  access_log %[2]s/logs/access.log;
  client_body_temp_path %[2]s/body;
  proxy_temp_path %[2]s/proxy;
  fastcgi_temp_path %[2]s/fastcgi;
  uwsgi_temp_path %[2]s/uwsgi;
  scgi_temp_path %[2]s/scgi;
  upstream %s { server %s; }
  include %[2]s/site.conf;
}
`, user, f.dir, apiHost, api)
}

// fillRoot makes the site: the component with its compressed files, and the bench's page.
func (f *forwarded) fillRoot() {
	require.NoError(f, os.Mkdir(filepath.Join(f.dir, "logs"), 0o755))
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa.mjs", "lwa-amazon.js", "lwa.wasm", "lwa-callback.html"} {
		content := file(f.Bench, name)
		f.write("root/lwa/"+name, content)
		f.write("root/lwa/"+name+".br", f.packed(name+".br", content, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotli.BestSpeed) }))
		f.write("root/lwa/"+name+".gz", f.packed(name+".gz", content, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }))
	}
	readme, login := readmePage(f.Bench, forwardedClient)
	f.write("root/readme.html", []byte(readme))
	f.write("root/login.js", []byte(login))
	script, err := os.ReadFile("testdata/bench.js")
	require.NoError(f, err)
	f.write("root/bench.js", script)
	page := httptest.NewRecorder()
	head(tags(f.Bench, "/lwa", `data-api-base="/amazon-api"`))(page, nil)
	f.write("root/index.html", []byte(strings.NewReplacer(
		browsertest.ClientID, forwardedClient, "/bench?script=", "/bench.js?").Replace(page.Body.String())))
}

// packed is a compressed file of the release; a build for development has none.
func (f *forwarded) packed(name string, content []byte, pack func(io.Writer) io.WriteCloser) []byte {
	if ready, err := fs.ReadFile(f.Component(), name); err == nil {
		return ready
	}
	var out bytes.Buffer
	w := pack(&out)
	_, err := w.Write(content)
	require.NoError(f, err)
	require.NoError(f, w.Close())
	return out.Bytes()
}

func (f *forwarded) write(name string, content []byte) {
	f.Helper()
	path := filepath.Join(f.dir, name)
	require.NoError(f, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(f, os.WriteFile(path, content, 0o644))
}

// start runs nginx until the test ends it, or ends, and returns when it serves.
func (f *forwarded) start() {
	f.Helper()
	f.run("start worker process ", "nginx", "-p", f.dir, "-c", f.dir+"/nginx.conf", "-e", "stderr")
}

// run starts a server of that Debian package until the test ends it, or ends, and returns when it
// has said on its standard error that it serves.
func (f *forwarded) run(serves, name string, args ...string) {
	f.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/" + name) // Debian keeps it from people's PATH
	}
	require.NoError(f, err, "no %s found: install Debian's package %[1]s", name)
	cmd := exec.Command(program, args...)
	stderr, err := cmd.StderrPipe()
	require.NoError(f, err)
	require.NoError(f, cmd.Start())
	serving, ended := make(chan bool, 1), make(chan struct{})
	var said bytes.Buffer
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			said.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), serves) {
				select {
				case serving <- true:
				default: // said again
				}
			}
		}
		close(serving)
	}()
	f.stop = sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		_ = cmd.Wait()
		_ = os.WriteFile(filepath.Join(f.dir, "logs", "stderr"), said.Bytes(), 0o644)
	})
	f.Cleanup(f.stop)
	if !<-serving {
		f.Fatalf("%s does not start:\n%s", name, said.String())
	}
}

// logs ends nginx and returns everything that it wrote down, by file.
func (f *forwarded) logs() map[string]string {
	f.Helper()
	f.stop()
	logs := map[string]string{}
	found, err := filepath.Glob(filepath.Join(f.dir, "logs", "*"))
	require.NoError(f, err)
	for _, path := range found {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		logs[filepath.Base(path)] = string(text)
	}
	return logs
}

// get sends a request as no browser would: with its own words for headers, pairs of names and
// values. The answer's body is as it came, still compressed.
func (f *forwarded) get(method, path, body string, headers ...string) (*http.Response, []byte) {
	f.Helper()
	r, err := http.NewRequest(method, f.URL+path, strings.NewReader(body))
	require.NoError(f, err)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	response, err := client.Do(r)
	require.NoError(f, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(f, err)
	return response, content
}

// apiNames are the names that the API host was called by.
func (f *forwarded) apiNames() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.names)
}

// forwardedRequests are those that came through the forward.
func (f *forwarded) forwardedRequests() (all []fakeamazon.Request) {
	for _, r := range f.Fake.Requests() {
		if !strings.HasPrefix(r.URL, "/ap/") && !strings.HasPrefix(r.URL, "/favicon") {
			all = append(all, r)
		}
	}
	return all
}

// freePort is a port that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// selfSigned is a new certificate for the API host, and its key.
func selfSigned(t *testing.T) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{apiHost}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}
