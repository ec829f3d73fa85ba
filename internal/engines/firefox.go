package engines

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lwa-wasm/lwa/browsertest"
)

// Preferences are lines of Firefox's user.js: names and JSON values.
type Preferences map[string]string

// common are the preferences of every Firefox here. The first keeps it from setting others for
// tests: they turn the popup blocker off. The rest keep it off the network and its own pages
// closed.
var common = Preferences{
	"remote.prefs.recommended":                          `false`,
	"app.normandy.enabled":                              `false`,
	"app.update.disabledForTesting":                     `true`,
	"browser.aboutwelcome.enabled":                      `false`,
	"browser.safebrowsing.malware.enabled":              `false`,
	"browser.safebrowsing.phishing.enabled":             `false`,
	"browser.sessionstore.resume_from_crash":            `false`,
	"browser.shell.checkDefaultBrowser":                 `false`,
	"browser.startup.homepage_override.mstone":          `"ignore"`,
	"browser.tabs.warnOnClose":                          `false`,
	"datareporting.policy.dataSubmissionEnabled":        `false`,
	"datareporting.healthreport.uploadEnabled":          `false`,
	"extensions.update.enabled":                         `false`,
	"network.captive-portal-service.enabled":            `false`,
	"network.connectivity-service.enabled":              `false`,
	"network.proxy.type":                                `0`,
	"services.settings.server":                          `"data:,#remote-settings-dummy/v1"`,
	"toolkit.telemetry.server":                          `"data:,"`,
	"browser.newtabpage.activity-stream.feeds.topsites": `false`,
}

// firefox is a Firefox without a display.
type firefox struct {
	shared  bool // visitors share storage: what private windows have no containers for
	folder  string
	command *exec.Cmd
	exited  chan struct{}
	wire    *bidi

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, with every change below
	windows map[string]*firefoxWindow
	parents map[string]string // of frames
}

// firefoxWindow is one top-level browsing context.
type firefoxWindow struct {
	of      *firefox
	id      string
	visitor string // the user context, "" where it is shared
	opener  string
	closed  bool
	said    []string
}

// StartFirefox starts a Firefox with these preferences over the common ones. Where it is private,
// every window is a private one, and visitors are told apart by the ports of their sites alone.
func StartFirefox(own Preferences, private bool) (Engine, error) {
	path, err := lookFor("firefox-esr", "firefox")
	if err != nil {
		return nil, fmt.Errorf("no Firefox found: install Debian's package firefox-esr: %w", err)
	}
	folder, err := os.MkdirTemp("", "lwa-firefox")
	if err != nil {
		return nil, err
	}
	f := &firefox{folder: folder, shared: private, changed: make(chan struct{}), exited: make(chan struct{}),
		windows: map[string]*firefoxWindow{}, parents: map[string]string{}}
	if err := f.start(path, own); err != nil {
		f.End()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return f, nil
}

func lookFor(names ...string) (path string, err error) {
	for _, name := range names {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}

func (f *firefox) start(path string, own Preferences) error {
	profile := filepath.Join(f.folder, "profile")
	if err := os.Mkdir(profile, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), preferences(common, own), 0o600); err != nil {
		return err
	}
	f.command = exec.Command(path, "--headless", "--remote-debugging-port", "0", "--profile", profile, "--no-remote", "about:blank")
	f.command.Env = append(os.Environ(), "HOME="+f.folder, "MOZ_CRASHREPORTER_DISABLE=1")
	inOwnGroup(f.command)
	stderr, err := f.command.StderrPipe()
	if err != nil {
		return err
	}
	if err := f.command.Start(); err != nil {
		return err
	}
	found := make(chan string, 1)
	go f.watch(stderr, found)
	select {
	case address, ok := <-found:
		if !ok {
			return errors.New("it ended before it listened")
		}
		return f.connect(address + "/session")
	case <-time.After(patience):
		return errors.New("it does not listen")
	}
}

func preferences(all ...Preferences) []byte {
	var text strings.Builder
	for _, some := range all {
		for name, value := range some {
			fmt.Fprintf(&text, "user_pref(%q, %s);\n", name, value)
		}
	}
	return []byte(text.String())
}

// watch reads what Firefox says: the address where it listens, and then whatever.
func (f *firefox) watch(stderr io.Reader, found chan<- string) {
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
			found <- address
			break
		}
	}
	_, _ = io.Copy(io.Discard, stderr)
	_ = f.command.Wait()
	close(found)
	close(f.exited)
}

func (f *firefox) connect(address string) (err error) {
	if f.wire, err = dialBidi(address, f.hear); err != nil {
		return err
	}
	if err := f.wire.call("session.new", map[string]any{"capabilities": map[string]any{}}, nil); err != nil {
		return err
	}
	events := []string{"browsingContext.contextCreated", "browsingContext.contextDestroyed", "log.entryAdded"}
	return f.wire.call("session.subscribe", map[string]any{"events": events}, nil)
}

// hear keeps what the events tell of windows and their consoles.
func (f *firefox) hear(method string, params json.RawMessage) {
	var e struct {
		Context, Parent, OriginalOpener, UserContext string
		Level, Text                                  string
		Source                                       struct{ Context string }
	}
	if json.Unmarshal(params, &e) != nil { // null in the place of a text leaves it empty
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case method == "browsingContext.contextCreated" && e.Parent == "":
		f.windows[e.Context] = &firefoxWindow{of: f, id: e.Context, visitor: e.UserContext, opener: f.top(e.OriginalOpener)}
	case method == "browsingContext.contextCreated":
		f.parents[e.Context] = e.Parent
	case method == "browsingContext.contextDestroyed" && f.windows[e.Context] != nil:
		f.windows[e.Context].closed = true
	case method == "log.entryAdded" && e.Level == "error" && f.windows[e.Source.Context] != nil:
		w := f.windows[e.Source.Context]
		w.said = append(w.said, e.Text)
	}
	close(f.changed)
	f.changed = make(chan struct{})
}

// top returns the window of a browsing context, which may be a frame in it.
func (f *firefox) top(context string) string {
	for f.parents[context] != "" {
		context = f.parents[context]
	}
	return context
}

// await waits until an event makes look true.
func (f *firefox) await(what string, look func() bool) error {
	for timeout := time.After(patience); ; {
		f.mu.Lock()
		done, changed := look(), f.changed
		f.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-timeout:
			return fmt.Errorf("%s: waited %v in vain", what, patience)
		}
	}
}

func (f *firefox) Visitor(b *browsertest.Bench) (Window, error) {
	visitor := "default"
	if !f.shared {
		var made struct{ UserContext string }
		if err := f.wire.call("browser.createUserContext", map[string]any{}, &made); err != nil {
			return nil, err
		}
		visitor = made.UserContext
	}
	before := f.open()
	b.Cleanup(func() { f.forget(visitor, before) })
	return f.create(visitor)
}

// open are the windows there are.
func (f *firefox) open() (ids []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, w := range f.windows {
		if !w.closed {
			ids = append(ids, id)
		}
	}
	return ids
}

// forget closes what a visitor has opened.
func (f *firefox) forget(visitor string, before []string) {
	if !f.shared {
		_ = f.wire.call("browser.removeUserContext", map[string]any{"userContext": visitor}, nil) // closes its windows
		return
	}
	for _, id := range f.open() {
		if !slices.Contains(before, id) {
			_ = f.wire.call("browsingContext.close", map[string]any{"context": id}, nil) // may have closed itself
		}
	}
}

func (f *firefox) create(visitor string) (Window, error) {
	var made struct{ Context string }
	if err := f.wire.call("browsingContext.create", map[string]any{"type": "window", "userContext": visitor}, &made); err != nil {
		return nil, err
	}
	err := f.await("a new window", func() bool { return f.windows[made.Context] != nil })
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.windows[made.Context], err
}

func (f *firefox) End() {
	if f.wire != nil {
		_ = f.wire.call("browser.close", map[string]any{}, nil)
	}
	if f.command != nil && f.command.Process != nil {
		select {
		case <-f.exited:
		case <-time.After(10 * time.Second):
		}
		endGroup(f.command)
	}
	_ = os.RemoveAll(f.folder)
}

func (w *firefoxWindow) call(method string, params map[string]any, result any) error {
	params["context"] = w.id
	return w.of.wire.call(method, params, result)
}

func (w *firefoxWindow) Go(address string) error {
	return w.call("browsingContext.navigate", map[string]any{"url": address, "wait": "complete"}, nil)
}

// Back has the page do it: the driver's own command waits ten seconds for a page that was kept
// alive.
func (w *firefoxWindow) Back() error {
	_, err := w.Eval("void setTimeout(() => history.back())") // the answer comes before the page leaves
	return err
}

func (w *firefoxWindow) Eval(expression string) (json.RawMessage, error) {
	var answer struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	params := map[string]any{
		"expression": program(expression), "target": map[string]any{"context": w.id}, "awaitPromise": true, "userActivation": false,
	}
	if err := w.of.wire.call("script.evaluate", params, &answer); err != nil {
		return nil, err
	}
	if answer.Type != "success" {
		return nil, errors.New(answer.ExceptionDetails.Text)
	}
	return json.RawMessage(answer.Result.Value), nil
}

func (w *firefoxWindow) Press(x, y int) error {
	context, x, y, err := w.under(x, y)
	if err != nil {
		return err
	}
	return w.act(context, "pointer", map[string]any{"pointerType": "mouse"},
		map[string]any{"type": "pointerMove", "x": x, "y": y}, map[string]any{"type": "pointerDown", "button": 0}, map[string]any{"type": "pointerUp", "button": 0})
}

// under returns the frame at a place of the window, and the place in that frame: an action on the
// window itself does not reach a frame of another process.
func (w *firefoxWindow) under(x, y int) (context string, inX, inY int, err error) {
	var answer struct {
		Result struct {
			Value []struct{ Value json.RawMessage }
		}
	}
	params := map[string]any{"target": map[string]any{"context": w.id}, "awaitPromise": false, "expression": fmt.Sprintf(`((frame, x, y) => {
		if (!(frame instanceof HTMLIFrameElement)) return [];
		const { left, top } = frame.getBoundingClientRect();
		return [frame.contentWindow, Math.round(x - left), Math.round(y - top)];
	})(document.elementFromPoint(%d, %[2]d), %[1]d, %[2]d)`, x, y)}
	if err := w.of.wire.call("script.evaluate", params, &answer); err != nil {
		return "", 0, 0, err
	}
	found := answer.Result.Value
	if len(found) != 3 {
		return w.id, x, y, nil
	}
	var frame struct{ Context string }
	err = errors.Join(json.Unmarshal(found[0].Value, &frame), json.Unmarshal(found[1].Value, &inX), json.Unmarshal(found[2].Value, &inY))
	return frame.Context, inX, inY, err
}

func (w *firefoxWindow) Tab() error {
	return w.act(w.id, "key", nil, map[string]any{"type": "keyDown", "value": tabKey}, map[string]any{"type": "keyUp", "value": tabKey})
}

// act performs actions of one input source in a window or a frame. That the window closed with them
// is what they may be for.
func (w *firefoxWindow) act(context, source string, parameters map[string]any, actions ...map[string]any) error {
	input := map[string]any{"type": source, "id": source, "actions": actions}
	if parameters != nil {
		input["parameters"] = parameters
	}
	err := w.of.wire.call("input.performActions", map[string]any{"context": context, "actions": []any{input}}, nil)
	if answered := (*bidiError)(nil); errors.As(err, &answered) && answered.Code == "no such frame" {
		return nil
	}
	return err
}

func (w *firefoxWindow) Popup(trigger func()) (Window, error) {
	known := w.of.open()
	trigger()
	var popup *firefoxWindow
	err := w.of.await("a popup", func() bool {
		for id, other := range w.of.windows {
			if other.opener == w.id && !slices.Contains(known, id) {
				popup = other
			}
		}
		return popup != nil
	})
	return popup, err
}

func (w *firefoxWindow) Another() (Window, error) { return w.of.create(w.visitor) }

func (w *firefoxWindow) Close() error {
	return w.call("browsingContext.close", map[string]any{}, nil)
}

func (w *firefoxWindow) Open() bool {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return !w.closed
}

func (w *firefoxWindow) Complaints() []string {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return slices.Clone(w.said)
}
