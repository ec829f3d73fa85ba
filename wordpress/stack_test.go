package wordpress

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// clientID is the client that is registered for the site.
const clientID = "amzn1.application-oa2-client.0000000000000000000000000000000a"

// source is where Debian's package has WordPress, and content where it has what sites may change.
const (
	source  = "/usr/share/wordpress"
	content = "/var/lib/wordpress/wp-content"
)

// stack is a WordPress with its database, its PHP and its web server, all of this test alone.
type stack struct {
	*browsertest.Bench
	URL    string
	client string // the client id that the site has
	dir    string // everything is in here
	zip    string
	root   string // the WordPress

	networkPort string   // where the same files are a network of sites
	env         []string // of PHP on the command line
}

// on is the same stack for a subtest.
func (s *stack) on(t *testing.T) *stack {
	t.Helper()
	bench := *s.Bench
	bench.TB = t
	bench.Resent() // in the parts before this one
	other := *s
	other.Bench = &bench
	return &other
}

// complaints are those of a page that fail a test. WordPress's own scripts warn of what they
// deprecate; refused requests are what many of the tests are about, and are looked at there.
func complaints(c browsertest.Complaint) bool {
	return c.Source == "exception" || c.Source == "security" || c.Source == "console.error"
}

// newStack starts everything and installs WordPress. It returns when the site answers.
func newStack(t *testing.T) *stack {
	t.Helper()
	zip := os.Getenv("LWA_WORDPRESS")
	if zip == "" {
		t.Skip("LWA_WORDPRESS names no zip: run make test-wordpress")
	}
	port := freePort(t)
	s := &stack{Bench: browsertest.New(t, browsertest.FailOn(complaints)), URL: "http://localhost:" + port, client: clientID, zip: zip, networkPort: freePort(t)}
	// Not t.TempDir: a socket's path may have 107 characters, and the folder is emptied once the
	// servers have ended.
	dir, err := os.MkdirTemp("", "lwa-wp")
	require.NoError(t, err)
	s.dir, s.root = dir, filepath.Join(dir, "site")
	t.Cleanup(func() { os.RemoveAll(dir) })
	require.NoError(t, s.Fake.AddClient(fakeamazon.Client{ID: clientID, Name: "Teapots", RedirectURIs: []string{s.callback()}}))
	s.copyWordPress()
	s.startDatabase()
	s.startPHP()
	s.startWeb(port)
	s.install()
	return s
}

// callback is the address that the plug-in has Amazon answer to.
func (s *stack) callback() string {
	return s.URL + "/wp-content/plugins/lwa-wasm/lwa/lwa-callback.html"
}

func (s *stack) write(name, text string) string {
	s.Helper()
	path := filepath.Join(s.dir, name)
	require.NoError(s, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(s, os.WriteFile(path, []byte(text), 0o644))
	return path
}

// copyWordPress makes a WordPress that is ours to change. Debian's has links into the rest of the
// system.
func (s *stack) copyWordPress() {
	s.Helper()
	s.command("cp", "-rL", "--no-preserve=mode", source, s.root)
	if _, err := os.Stat(content + "/themes/twentytwentythree"); err == nil {
		s.command("cp", "-rL", "--no-preserve=mode", content+"/themes", s.root+"/wp-content/")
	}
	require.NoError(s, os.RemoveAll(s.root+"/wp-content/plugins/akismet"))
	require.NoError(s, os.MkdirAll(s.root+"/wp-content/uploads", 0o755))
	s.write("site/wp-content/mu-plugins/test.php", mustUse)
	require.NoError(s, os.Mkdir(s.dir+"/opcache", 0o755))
	s.config()
}

// config writes wp-config.php.
func (s *stack) config() {
	s.Helper()
	var salts strings.Builder
	for _, name := range []string{"AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT"} {
		fmt.Fprintf(&salts, "define( '%s', '%s' );\n", name, rand.Text())
	}
	s.write("site/wp-config.php", fmt.Sprintf(`<?php
$network = $_SERVER['LWA_NETWORK'] ?? getenv( 'LWA_NETWORK' );
define( 'DB_NAME', $network ? 'network' : 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:%[1]s/db.sock' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
%[2]s
if ( $network && ! defined( 'WP_INSTALLING' ) ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', $network );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', '%[1]s/debug.log' );
define( 'FS_METHOD', 'direct' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', 'localhost,127.0.0.1' );
define( 'LWA_WASM_PROVIDER', '%[3]s' );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`, s.dir, salts.String(), s.Amazon))
}

// mustUse is what the tests need of the site: mail goes nowhere, limits that tests with one address
// cannot keep to are wide, unless the option says otherwise, and a form like WooCommerce's.
const mustUse = `<?php
add_filter( 'pre_wp_mail', '__return_true' );
add_filter( 'lwa_wasm_limit', static fn( $limit ) => get_option( 'test_limits' ) ? $limit : 100000 );
add_shortcode( 'test_shop', static function () {
	ob_start();
	echo '<form class="woocommerce-form-login">';
	do_action( 'woocommerce_login_form_end' );
	echo '</form>';
	return ob_get_clean();
} );
add_filter( 'wp_authenticate_user', static function ( $user ) {
	return $user instanceof WP_User && get_user_meta( $user->ID, 'test_locked', true ) ? new WP_Error( 'locked', '<b>Locked</b> by another plug-in.' ) : $user;
} );
add_filter( 'rest_authentication_errors', static fn( $result ) => get_option( 'test_no_rest' ) && ! is_user_logged_in() ? new WP_Error( 'rest_off', 'The REST API is off.', array( 'status' => 401 ) ) : $result );
add_filter( 'login_url', static fn( $url ) => get_option( 'test_moved' ) ? home_url( '/members/' ) : $url );
`

// startDatabase starts a MariaDB without a port.
func (s *stack) startDatabase() {
	s.Helper()
	s.command("mariadb-install-db", "--no-defaults", "--user=root", "--datadir="+s.dir+"/db", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
	s.run("ready for connections", "mariadbd", "--no-defaults", "--user=root", "--datadir="+s.dir+"/db", "--socket="+s.dir+"/db.sock",
		"--skip-networking", "--pid-file="+s.dir+"/db.pid", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M")
	s.command("mariadb", "--no-defaults", "-u", "root", "--socket="+s.dir+"/db.sock", "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4; CREATE DATABASE network CHARACTER SET utf8mb4")
}

// startPHP starts PHP-FPM on a socket.
func (s *stack) startPHP() {
	s.Helper()
	config := s.write("fpm.conf", fmt.Sprintf(`[global]
error_log = /dev/stderr
[www]
user = root
listen = %[1]s/php.sock
pm = static
pm.max_children = 4
catch_workers_output = yes
php_admin_value[upload_max_filesize] = 32M
php_admin_value[post_max_size] = 32M
php_admin_value[opcache.revalidate_freq] = 0
php_admin_value[error_log] = %[1]s/php.log
`, s.dir))
	s.run("ready to handle connections", phpFPM(s), "-F", "-R", "-y", config)
}

// phpFPM is the name of Debian's program, which has the version in it.
func phpFPM(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/sbin/php-fpm*")
	require.NoError(t, err)
	require.NotEmpty(t, found, "no php-fpm found: install Debian's package php-fpm")
	slices.Sort(found)
	return found[len(found)-1]
}

// startWeb starts nginx as Debian's documentation of WordPress has it.
func (s *stack) startWeb(port string) {
	s.Helper()
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;"
	}
	s.write("nginx/x", "")
	config := s.write("nginx.conf", fmt.Sprintf(`%[3]s
daemon off;
worker_processes 1;
pid %[1]s/nginx.pid;
error_log stderr notice;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log %[1]s/access.log;
  client_max_body_size 32m;
  client_body_temp_path %[1]s/nginx/body;
  proxy_temp_path %[1]s/nginx/proxy;
  fastcgi_temp_path %[1]s/nginx/fastcgi;
  uwsgi_temp_path %[1]s/nginx/uwsgi;
  scgi_temp_path %[1]s/nginx/scgi;
%[2]s
}
`, s.dir, s.server(port, "")+s.server(s.networkPort, "fastcgi_param LWA_NETWORK localhost:"+s.networkPort+";"), user))
	s.run("start worker process ", "nginx", "-p", s.dir, "-c", config, "-e", "stderr")
}

// server is a site of the web server.
func (s *stack) server(port, more string) string {
	return fmt.Sprintf(`
  server {
    listen 127.0.0.1:%[2]s;
    server_name localhost;
    root %[1]s/site;
    index index.php;
    if (!-e $request_filename) {
      rewrite ^/two(/wp-.*|/.*\.php)$ $1 last; # the second site of the network
    }
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param HTTP_HOST $host:$server_port; # Debian's leaves the port out
      %[3]s
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:%[1]s/php.sock;
    }
  }`, s.dir, port, more)
}

// install makes the site.
func (s *stack) install() {
	s.Helper()
	s.php(fmt.Sprintf(`define( 'WP_INSTALLING', true ); %s
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Teapots', 'boss', 'boss@example.com', true, '', 'boss-pass' );
update_option( 'siteurl', '%s' ); update_option( 'home', '%[2]s' );
update_option( 'permalink_structure', '/%%postname%%/' );
update_option( 'users_can_register', 1 );
flush_rewrite_rules();`, load, s.URL))
}

// load has PHP's command line be a request to the site.
const load = `$_SERVER += array( 'HTTP_HOST' => getenv( 'LWA_NETWORK' ) ?: 'localhost', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1' ); require getenv( 'SITE' ) . '/wp-load.php';`

// eval runs PHP in the site, and returns what it prints.
func (s *stack) eval(format string, args ...any) string {
	s.Helper()
	return s.php(load + "\n" + fmt.Sprintf(format, args...))
}

func (s *stack) php(code string) string {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "php", "-d", "display_errors=stderr", "-d", "opcache.enable_cli=1", "-d", "opcache.file_cache_only=1",
		"-d", "opcache.file_cache="+s.dir+"/opcache", "-r", code)
	cmd.Env = append(append(os.Environ(), "SITE="+s.root), s.env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(s, err, "%s\n%s\n%s", code, out, stderr.String())
	return string(out)
}

func (s *stack) command(name string, args ...string) {
	s.Helper()
	out, err := exec.Command(program(s, name), args...).CombinedOutput()
	require.NoError(s, err, "%s: %s", name, out)
}

// program finds a program, also where Debian keeps servers from people's PATH.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + filepath.Base(name))
	}
	require.NoError(t, err, "no %s found: run make test-wordpress, which installs it or names its package", name)
	return path
}

// run starts a server in a process group of its own, which ends with the test, and returns once it
// says that it serves.
func (s *stack) run(serves, name string, args ...string) {
	s.Helper()
	out := newWatch(serves)
	cmd := exec.Command(program(s, name), args...)
	cmd.Stderr, cmd.Stdout = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second
	require.NoError(s, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	s.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-ended
		}
	})
	select {
	case <-out.seen:
	case err := <-ended:
		ended <- err
		s.Fatalf("%s does not start: %v\n%s", name, err, out)
	case <-time.After(time.Minute):
		s.Fatalf("%s does not start within a minute\n%s", name, out)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// page gets a page as somebody who is not logged in, without a browser.
func (s *stack) page(path string) (*http.Response, string) {
	s.Helper()
	return s.visitor().get(path)
}
