package docs

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	flagLine = regexp.MustCompile(`(?m)^  -([\w-]+)(?: (.+))?\n((?:        .*\n)+)`)
	byItself = regexp.MustCompile(` \(default (.+)\)$`)
)

// TestDocsDevserver holds the list of flags against what the command itself prints.
func TestDocsDevserver(t *testing.T) {
	out, err := exec.Command("go", "run", "../cmd/devserver", "-h").CombinedOutput()
	require.NoError(t, err, "%s", out)
	head, rest, ok := strings.Cut(string(out), "Usage: devserver [flags]")
	require.True(t, ok)
	flags, kinds, ok := strings.Cut(rest, "\nKinds of -fault:\n")
	require.True(t, ok)
	kinds, examples, ok := strings.Cut(kinds, "\nExamples:\n")
	require.True(t, ok)
	found := flagLine.FindAllStringSubmatch(flags+"\n", -1)
	require.Len(t, found, strings.Count(flags, "\n  -"), "each flag is read")

	var b strings.Builder
	b.WriteString("# The development server\n\n" + made("`go run ./cmd/devserver -h`") + strings.TrimSpace(prosaic(head)) +
		"\n\n" + beside + "\n## Flags\n\n| flag | default | meaning |\n|---|---|---|\n")
	for _, f := range found {
		text := strings.Join(strings.Fields(f[3]), " ")
		standard := ""
		if m := byItself.FindStringSubmatch(text); m != nil {
			text, standard = strings.TrimSuffix(text, m[0]), code(m[1])
		}
		fmt.Fprintf(&b, "| `-%s` | %s | %s |\n", strings.TrimSpace(f[1]+" "+f[2]), standard, escape(text))
	}
	fmt.Fprintf(&b, "\n## Kinds of `-fault`\n\n```text\n%s\n```\n\n## Examples\n\n```text\n%s\n```\n", strings.Trim(unindent(kinds), "\n"), strings.Trim(unindent(examples), "\n"))
	compare(t, "devserver.md", b.String())
}

var twoServers = regexp.MustCompile(`(?m)^  (the .*?)  +(\S+)  +(.*)$`)

// beside is how the server runs beside a site of one's own.
const beside = `## Beside your own site

Name the return address of your site, with any path and any port of localhost. Repeat the flag for more addresses:

` + "```sh\ngo run ./cmd/devserver -redirect-uri http://localhost:5173/lwa-callback.html\n```" + `

The command prints the client id and the address for ` + "`data-client-id` and `data-provider` (`clientId` and `provider`" + ` from npm). Pages on the
origin of a registered address may use its API. If a login asks for another address, the page of the fake Amazon shows the flag that is
missing. ` + "`-url http://localhost:3000` is short for `-redirect-uri http://localhost:3000/lwa/lwa-callback.html`." + `

Both servers answer to localhost and loopback addresses on their own port, and to the hosts that ` + "`-url` and `-amazon-url`" + ` name. Any other
` + "`Host`" + ` gets status 421: a web site could point its own name at your machine (DNS rebinding). A forward of your site may keep its own
loopback ` + "`Host`" + ` when that site is registered. The fake Amazon also refuses requests that a browser marks as another page's.
`

// prosaic is the head of the help as Markdown: the two servers are a list.
func prosaic(text string) string { return twoServers.ReplaceAllString(text, "- $1, <$2>: $3") }

func unindent(text string) string { return regexp.MustCompile(`(?m)^  `).ReplaceAllString(text, "") }
