package doctor

import (
	"fmt"
	"strings"
)

// Lines are the lines to paste for one host, or into one kind of file.
type Lines struct{ Host, Lines string }

// Hosts are all hosts of [Mends], in the order in which they are shown.
var Hosts = []string{"Amazon", "HTML", "JavaScript", "nginx", "Apache", "Netlify", "Cloudflare", "CloudFront", "Workbox", "shell"}

// Servers are the hosts that serve sites. A site uses one of them.
var Servers = Hosts[3:8]

// Mends are the lines that fix a fault, by the key in [Fault.Mend].
var Mends = map[string][]Lines{
	"https": {
		{"nginx", "server {\n  listen 80;\n  server_name {host};\n  return 301 https://$host$request_uri;\n}"},
		{"Apache", "RewriteEngine on\nRewriteCond %{HTTPS} off\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]"},
		{"Netlify", "# _redirects\nhttp://{host}/* https://{host}/:splat 301!"},
		{"Cloudflare", "SSL/TLS > Edge Certificates > Always Use HTTPS: on"},
		{"CloudFront", "ViewerProtocolPolicy: redirect-to-https"},
	},
	"sandbox": {{"HTML", `<iframe sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" …>`}},
	"top":     {{"HTML", `<a href="{page}" target="_top">Log in</a>`}, {"JavaScript", `lwaLogin({ mode: "popup" });`}},
	"console": {{"Amazon", "Allowed Origins:     {origin}\nAllowed Return URLs: {callback}"}},
	"tag": {{"HTML", `<script src="/lwa/lwa.js" defer
        data-client-id="amzn1.application-oa2-client.…"></script>`}},
	"clientid": {
		{"Amazon", "Login with Amazon > your security profile > Web Settings > Client ID"},
		{"HTML", `data-client-id="amzn1.application-oa2-client.…"`},
		{"JavaScript", `lwa.configure({ clientId: "amzn1.application-oa2-client.…" });`},
	},
	"once":        {{"HTML", "<!-- keep this tag and take the others out -->\n<script src=\"{keep}\" defer data-client-id=\"amzn1.application-oa2-client.…\"></script>"}},
	"sdk":         {{"HTML", "<!-- instead of {names} -->\n<script src=\"{dir}lwa-amazon.js\" defer></script>"}},
	"integrity":   {{"HTML", `integrity="{digest}" crossorigin`}},
	"crossorigin": {{"HTML", `<script src="{file}" crossorigin …></script>`}},
	"files":       {{"shell", "cp dist/lwa.js dist/lwa-run.js dist/lwa.wasm dist/lwa-callback.html …{dir}"}},
	"copy": {
		{"shell", "cp dist/lwa.js dist/lwa-run.js dist/lwa.wasm dist/lwa-callback.html …{dir}"},
		{"Cloudflare", "Rules > Configuration Rules > URI Path starts with {dir}\n  Auto Minify, Rocket Loader, Email Obfuscation, Web Analytics: off"},
		{"Netlify", "# netlify.toml\n[build.processing]\n  skip_processing = true"},
		{"Apache", "<Location \"{dir}\">\n  ModPagespeed off\n</Location>"},
	},
	"jstype":   typeLines("text/javascript", "js mjs"),
	"wasmtype": typeLines("application/wasm", "wasm"),
	"htmltype": typeLines("text/html", "html"),
	"compress": {
		{"nginx", "location = {path} {\n  gzip on;\n  gzip_types text/javascript application/wasm;\n}"},
		{"Apache", "AddOutputFilterByType BROTLI_COMPRESS;DEFLATE text/javascript application/wasm"},
		{"Netlify", "# Netlify compresses by itself: check the type of the file"},
		{"Cloudflare", "Rules > Compression Rules > URI Path starts with {dir}: Brotli, Gzip"},
		{"CloudFront", "Compress: true"},
	},
	"nocache": headerLines("{path}", "Cache-Control", "no-cache"),
	"uri": {
		{"Amazon", "Allowed Return URLs: {wanted}"},
		{"HTML", `data-redirect-uri="{wanted}"`},
		{"JavaScript", `lwa.configure({ redirectUri: "{wanted}" });`},
	},
	"fallback": {
		{"nginx", "location = {path} {\n  try_files $uri =404;\n}"},
		{"Apache", "RewriteCond %{REQUEST_URI} !^{dir}\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ /index.html [L]"},
		{"Netlify", "# _redirects: 200 instead of 200!, or this line first\n{path} {path} 200"},
		{"Cloudflare", "# wrangler.toml\n[assets]\nrun_worker_first = [\"/*\", \"!{dir}*\"]"},
		{"CloudFront", "aws s3 cp dist/lwa-callback.html s3://BUCKET{path} --content-type text/html"},
		{"Workbox", workboxLine},
		{"shell", "cp dist/lwa-callback.html …{path}"},
	},
	"worker": {
		{"Workbox", workboxLine},
		{"JavaScript", `addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname.startsWith("{dir}")) return;
  // …
});`},
	},
	"callback": headerLines("{path}",
		"Content-Security-Policy", "frame-ancestors 'none'", "Cache-Control", "no-store", "Referrer-Policy", "no-referrer"),
	"policy":    append(pageLines("Content-Security-Policy", "{policy}"), Lines{"HTML", `<meta http-equiv="Content-Security-Policy" content="{policy}">`}),
	"unsandbox": pageLines("Content-Security-Policy", "{policy}"),
	"coop":      pageLines("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
	"mode":      {{"HTML", `data-mode="auto"`}, {"JavaScript", `button.onclick = () => lwaLogin(); // before any await of the click`}},
	"clock":     {{"shell", "timedatectl set-ntp true"}},
	"builtins":  {{"HTML", "<!-- ahead of the scripts that replace built-ins -->\n<script src=\"{dir}lwa.js\" defer data-client-id=\"amzn1.application-oa2-client.…\"></script>"}},
	"forward": {
		{"HTML", `data-api-base="/amazon-api"`},
		{"nginx", `location = /amazon-api/auth/o2/token {
  limit_except POST { deny all; }
  proxy_pass https://{apiHost}/auth/o2/token;
}
location = /amazon-api/auth/o2/tokeninfo {
  limit_except GET { deny all; }
  proxy_pass https://{apiHost}/auth/o2/tokeninfo$is_args$args;
}
location = /amazon-api/user/profile {
  limit_except GET { deny all; }
  proxy_pass https://{apiHost}/user/profile$is_args$args;
}
# and the headers of docs/hosting/nginx.conf, which keep cookies and tokens out`},
		{"Apache", `SSLProxyEngine on
ProxyPassMatch "^/amazon-api/(auth/o2/token|auth/o2/create/codepair|auth/o2/tokeninfo|user/profile)$" "https://{apiHost}/$1" disablereuse=On
# and the headers of docs/hosting/apache.conf, which keep cookies and tokens out`},
		{"Netlify", "# the function of docs/hosting/amazon-api.js, published at /amazon-api/*"},
		{"Cloudflare", "# docs/hosting/amazon-api.js as functions/amazon-api/[[path]].js"},
		{"CloudFront", "PathPattern: /amazon-api/*\nTargetOriginId: amazon\n# and the origin and function of docs/hosting/cloudfront.yaml"},
	},
}

const workboxLine = `navigateFallbackDenylist: [/^{dirPattern}/]`

// headerLines returns the lines that send headers with the file at path. pairs are names and
// values in turn.
func headerLines(path string, pairs ...string) []Lines {
	var nginx, apache, headers, security, custom strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		fmt.Fprintf(&nginx, "  add_header %s \"%s\";\n", name, value)
		fmt.Fprintf(&apache, "  Header always unset %s\n  Header set %[1]s \"%s\"\n", name, value)
		fmt.Fprintf(&headers, "\n  %s: %s", name, value)
		switch name {
		case "Content-Security-Policy":
			fmt.Fprintf(&security, "  ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: \"%s\" }\n", value)
		case "Referrer-Policy":
			fmt.Fprintf(&security, "  ReferrerPolicy: { Override: true, ReferrerPolicy: %s }\n", value)
		default:
			fmt.Fprintf(&custom, "  Items: [{ Header: %s, Value: %s, Override: true }]\n", name, value)
		}
	}
	front := "# PathPattern: " + path + "\n"
	if security.Len() > 0 {
		front += "SecurityHeadersConfig:\n" + security.String()
	}
	if custom.Len() > 0 {
		front += "CustomHeadersConfig:\n" + custom.String()
	}
	return []Lines{
		{"nginx", "location = " + path + " {\n" + nginx.String() + "}"},
		{"Apache", "<Location \"" + path + "\">\n" + apache.String() + "</Location>"},
		{"Netlify", "# _headers\n" + path + headers.String()},
		{"Cloudflare", "# _headers\n" + path + headers.String()},
		{"CloudFront", strings.TrimSuffix(front, "\n")},
	}
}

// pageLines returns the lines that send a header with a page. Only the owner of the site knows
// which location of nginx serves the page.
func pageLines(name, value string) []Lines {
	all := headerLines("{path}", name, value)
	all[0].Lines = "# in the location that serves {path}, in the place of its " + name + "\nadd_header " + name + " \"" + value + "\";"
	return all
}

// typeLines returns the lines that give files their content type.
func typeLines(contentType, endings string) []Lines {
	dotted := "." + strings.ReplaceAll(endings, " ", " .")
	return []Lines{
		{"nginx", "location = {path} {\n  types { " + contentType + " " + endings + "; }\n}"},
		{"Apache", "AddType " + contentType + " " + dotted},
		{"Netlify", "# _headers\n{path}\n  Content-Type: " + contentType},
		{"Cloudflare", "# _headers\n{path}\n  Content-Type: " + contentType},
		{"CloudFront", "aws s3 cp s3://BUCKET{path} s3://BUCKET{path} --metadata-directive REPLACE --content-type " + contentType},
	}
}
