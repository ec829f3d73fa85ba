package engines

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/display"
)

// webkit is WebKitGTK's small browser on a display of its own, by its driver. There is one session,
// and in it one window that commands go to, so that one command runs at a time. Visitors are told
// apart by the ports of their sites; cookies, which know no ports, are deleted.
type webkit struct {
	screen  string // its display
	managed bool
	folder  string
	ends    []func()

	mu      sync.Mutex
	driver  *webdriver
	current string
}

type webkitWindow struct {
	of     *webkit
	handle string
}

// StartWebKit starts a WebKit, with a window manager if managed: without one, no window has the
// focus or loses it.
func StartWebKit(managed bool) (Engine, error) {
	k := &webkit{managed: managed}
	if err := k.start(); err != nil {
		k.End()
		return nil, fmt.Errorf("start WebKit: %w", err)
	}
	return k, nil
}

func (k *webkit) start() error {
	path, err := lookFor("WebKitWebDriver")
	if err != nil {
		return fmt.Errorf("install Debian's package webkit2gtk-driver: %w", err)
	}
	if k.folder, err = os.MkdirTemp("", "lwa-webkit"); err != nil {
		return err
	}
	k.ends = append(k.ends, func() { _ = os.RemoveAll(k.folder) })
	screen, end, err := display.Start()
	if err != nil {
		return err
	}
	k.screen, k.ends = screen, append(k.ends, end)
	if k.managed {
		if err := k.run("openbox"); err != nil {
			return fmt.Errorf("install Debian's package openbox: %w", err)
		}
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	if err := k.run(path, "--port="+port, "--host=127.0.0.1"); err != nil {
		return err
	}
	return k.connect("http://127.0.0.1:" + port)
}

// run starts a command on the display, in a process group that ends with the browser. Without D-Bus
// nothing is mounted in its home.
func (k *webkit) run(path string, args ...string) error {
	cmd := k.command(path, args...)
	inOwnGroup(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	k.ends = append(k.ends, func() { endGroup(cmd); _ = cmd.Wait() })
	return nil
}

func (k *webkit) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+k.screen, "HOME="+k.folder, "DBUS_SESSION_BUS_ADDRESS=disabled:", "WAYLAND_DISPLAY=")
	return cmd
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// miniBrowser is where Debian's package has the browser that the driver drives.
func miniBrowser() (string, error) {
	found, _ := filepath.Glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")
	if len(found) == 0 {
		return "", errors.New("no MiniBrowser found: install Debian's package webkit2gtk-driver")
	}
	return found[len(found)-1], nil
}

func (k *webkit) connect(address string) error {
	err := eventually(func() (bool, error) {
		answer, err := http.Get(address + "/status")
		if err != nil {
			return false, err
		}
		return true, answer.Body.Close()
	})
	if err != nil {
		return err
	}
	binary, err := miniBrowser()
	if err != nil {
		return err
	}
	options := map[string]any{"binary": binary, "args": []string{"--automation"}}
	driver, err := newSession(address, map[string]any{"webkitgtk:browserOptions": options})
	if err != nil {
		return err
	}
	k.driver = driver
	// An end of the session lets the browser end; its group is ended all the same.
	k.ends = append(k.ends, func() { _ = driver.call(http.MethodDelete, "", nil, nil) })
	timeouts := map[string]any{"script": patience.Milliseconds(), "pageLoad": patience.Milliseconds()}
	if err := driver.post("/timeouts", timeouts, nil); err != nil {
		return err
	}
	return driver.call(http.MethodGet, "/window", nil, &k.current)
}

func (k *webkit) End() {
	for _, end := range slices.Backward(k.ends) {
		end()
	}
}

func (k *webkit) Visitor(b *browsertest.Bench) (Window, error) {
	before, err := k.handles()
	if err != nil {
		return nil, err
	}
	b.Cleanup(func() { k.forget(before) })
	return k.create()
}

func (k *webkit) handles() (all []string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	err = k.driver.call(http.MethodGet, "/window/handles", nil, &all)
	return all, err
}

// forget closes windows opened since, and goes back to the first: a session whose last window is
// closed ends.
func (k *webkit) forget(before []string) {
	now, err := k.handles()
	if err != nil {
		return
	}
	for _, handle := range now {
		if !slices.Contains(before, handle) {
			w := &webkitWindow{k, handle}
			_ = w.call(http.MethodDelete, "/cookie", nil, nil) // those of where it is
			_ = w.Close()
		}
	}
}

func (k *webkit) create() (Window, error) {
	all, err := k.handles()
	if err != nil {
		return nil, err
	}
	// The driver makes a window from the current one, which may have closed itself.
	var made struct{ Handle string }
	first := &webkitWindow{k, all[0]}
	// In a tab, window.open would always give null.
	if err := first.call(http.MethodPost, "/window/new", map[string]any{"type": "window"}, &made); err != nil {
		return nil, err
	}
	w := &webkitWindow{k, made.Handle}
	if k.managed {
		return w, w.activate()
	}
	return w, nil
}

// activate gives a new window the focus. The window manager left it where it was, since nobody
// pressed anything for this one.
func (w *webkitWindow) activate() error {
	title := "window " + w.handle
	if _, err := w.Eval(fmt.Sprintf("document.title = %q", title)); err != nil {
		return err
	}
	return eventually(func() (bool, error) {
		err := w.of.command("xdotool", "search", "--onlyvisible", "--name", title, "windowactivate").Run()
		if err != nil {
			return false, fmt.Errorf("xdotool, of Debian's package xdotool: %w", err)
		}
		focus, err := w.Eval("document.hasFocus()")
		return string(focus) == "true", err
	})
}

// call sends a command to this window.
func (w *webkitWindow) call(method, path string, params map[string]any, value any) error {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	if w.of.current != w.handle {
		if err := w.of.driver.post("/window", map[string]any{"handle": w.handle}, nil); err != nil {
			return err
		}
		w.of.current = w.handle
	}
	var body any
	if params != nil {
		body = params
	}
	return w.of.driver.call(method, path, body, value)
}

func (w *webkitWindow) Go(address string) error {
	return w.call(http.MethodPost, "/url", map[string]any{"url": address}, nil)
}

// Back has the page do it: the driver's own command waits for a page that was kept alive.
func (w *webkitWindow) Back() error {
	_, err := w.Eval("void setTimeout(() => history.back())")
	return err
}

// Eval leaves the answer to a callback, since not every version of the driver awaits a promise.
func (w *webkitWindow) Eval(expression string) (json.RawMessage, error) {
	script := `const done = arguments[arguments.length - 1];
		(` + program(expression) + `).then((json) => done({ json }), (error) => done({ error: String(error) }));`
	var answer struct{ JSON, Error string }
	if err := w.call(http.MethodPost, "/execute/async", map[string]any{"script": script, "args": []any{}}, &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return json.RawMessage(answer.JSON), nil
}

func (w *webkitWindow) Press(x, y int) error {
	return w.act(map[string]any{"type": "pointer", "id": "mouse", "parameters": map[string]any{"pointerType": "mouse"}, "actions": []any{
		map[string]any{"type": "pointerMove", "x": x, "y": y, "origin": "viewport", "duration": 0},
		map[string]any{"type": "pointerDown", "button": 0}, map[string]any{"type": "pointerUp", "button": 0},
	}})
}

func (w *webkitWindow) Tab() error {
	return w.act(map[string]any{"type": "key", "id": "keyboard", "actions": []any{
		map[string]any{"type": "keyDown", "value": tabKey}, map[string]any{"type": "keyUp", "value": tabKey},
	}})
}

// act performs actions. That the window closed with them is what they may be for.
func (w *webkitWindow) act(source map[string]any) error {
	err := w.call(http.MethodPost, "/actions", map[string]any{"actions": []any{source}}, nil)
	if answered := (*webdriverError)(nil); errors.As(err, &answered) && answered.Code == "no such window" {
		return nil
	}
	return err
}

func (w *webkitWindow) Popup(trigger func()) (Window, error) {
	before, err := w.of.handles()
	if err != nil {
		return nil, err
	}
	trigger()
	popup := &webkitWindow{of: w.of}
	err = eventually(func() (bool, error) {
		now, err := w.of.handles()
		for _, handle := range now {
			if !slices.Contains(before, handle) {
				popup.handle = handle
			}
		}
		return popup.handle != "", errors.Join(err, errors.New("no popup opened"))
	})
	if popup.handle != "" {
		err = nil
	}
	return popup, err
}

func (w *webkitWindow) Another() (Window, error) { return w.of.create() }

func (w *webkitWindow) Close() error { return w.call(http.MethodDelete, "/window", nil, nil) }

func (w *webkitWindow) Open() bool {
	all, err := w.of.handles()
	return err == nil && slices.Contains(all, w.handle)
}

// Complaints are none: the driver tells nothing of the console.
func (w *webkitWindow) Complaints() []string { return nil }
