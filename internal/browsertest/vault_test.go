package browsertest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// openVault gives the page's scripts a way to the record that is kept, as any script of the origin
// has it: by the key in IndexedDB, which works and cannot be read.
func openVault(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`window.vault = (() => {
		const name = "lwa.1.session." + %q, bytes = new TextEncoder();
		const key = () => new Promise((resolve, reject) => {
			const opening = indexedDB.open("lwa.1", 1);
			opening.onerror = reject;
			opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
			opening.onsuccess = () => {
				const request = opening.result.transaction("keys").objectStore("keys").get(name);
				request.onsuccess = () => (opening.result.close(), resolve(request.result));
			};
		});
		const how = (iv) => ({ name: "AES-GCM", iv, additionalData: bytes.encode(name) });
		return {
			name, key,
			async read() {
				const data = Uint8Array.from(atob(localStorage[name] ?? sessionStorage[name]), (c) => c.charCodeAt(0));
				return new TextDecoder().decode(await crypto.subtle.decrypt(how(data.subarray(0, 12)), await key(), data.subarray(12)));
			},
			async write(text) {
				const iv = crypto.getRandomValues(new Uint8Array(12));
				const data = await crypto.subtle.encrypt(how(iv), await key(), bytes.encode(text));
				localStorage[name] = btoa(String.fromCharCode(...iv) + Array.from(new Uint8Array(data), (b) => String.fromCharCode(b)).join(""));
			},
		};
	})()`, browsertest.ClientID)
}

// What is kept of a session says nothing to whoever copies the storage: neither here nor in another
// browser.
func TestVaultCopied(t *testing.T) {
	t.Parallel()
	for _, area := range []string{"sessionStorage", "localStorage"} {
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			b := renewing(browsertest.New(t), nil)
			address := "/bench?mode=popup&persist=" + map[string]string{"sessionStorage": "session", "localStorage": "local"}[area]
			tab := b.Open(address).Ready()
			logIn(tab, 1)
			openVault(tab)
			copied := browsertest.Eval[string](tab, area+`[vault.name]`)
			for _, secret := range b.Fake.Secrets() {
				assert.NotContains(t, copied, secret)
			}
			record := browsertest.Eval[string](tab, `vault.read()`)
			assert.Contains(t, record, "Atza|")
			assert.Contains(t, record, "Atzr|")
			assert.Equal(t, "InvalidAccessError", browsertest.Eval[string](tab,
				`vault.key().then((key) => crypto.subtle.exportKey("raw", key)).catch((e) => e.name)`), "the key cannot be read")

			// A page that is left while it makes the database keeps it from the next one
			// (docs/persist.md), so this one makes none.
			thief := b.Open("/bench?mode=popup&start=intent").Ready()
			openVault(thief)
			thief.Exec(area+`[vault.name] = %q`, copied)
			thief.Go(address)
			thief.Ready()
			noSession(thief)
			assert.Empty(t, entries(thief, area))
		})
	}
}

// A page that leaves as soon as the login is there finds it on the next one.
func TestVaultLeavesAtOnce(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup&persist=session").Ready()
	tab.Exec(`document.documentElement.id = "first"; document.getElementById("go").addEventListener("click", (e) => {
		e.stopImmediatePropagation();
		lwaLogin().then(() => location.assign("/bench?mode=popup&persist=session&next=1"));
	}, true)`)
	tab.Click("#go")
	tab.Wait(`html:not(#first)[data-ready="yes"] body`)
	assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `lwa.session?.profile.name`))
}

// A logout leaves no key: what somebody copied before cannot be brought back, not even here.
func TestVaultWiped(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	openVault(tab)
	tab.Exec(`(window.copied = localStorage[vault.name], lwa.logout())`)
	tab.Exec(`(async () => { while (await vault.key()); localStorage[vault.name] = copied; })()`)
	tab.Go("/bench?mode=popup&persist=local")
	tab.Ready()
	noSession(tab)
	assert.Empty(t, entries(tab, "localStorage"))
	aliveByRedirect(tab)
}

// A tab that was elsewhere when another one logged out, and heard nothing of it, comes back without
// its session.
func TestVaultLoggedOutElsewhere(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	b.HandleFunc("/plain", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("elsewhere")) })
	const address = "/bench?mode=popup&persist=session"
	tab := b.Open(address).Ready()
	other := tab.Another(address).Ready()
	for _, page := range []*browsertest.Tab{tab, other} {
		page.Exec(`void (bench.options = { interactive: "always" })`)
		logIn(page, 1)
	}
	other.Expect("favicon").Go("/plain")
	openVault(tab)
	tab.Exec(`lwa.logout()`)
	tab.Exec(`(async () => { while (await vault.key()); })()`)
	other.Go(address)
	other.Ready()
	noSession(other)
	assert.Empty(t, entries(other, "sessionStorage"))
}

// Where the browser keeps no key, the page says so, and the session lasts as long as the page.
func TestVaultUnavailable(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"missing":       `Object.defineProperty(window, "indexedDB", { value: undefined })`,
		"refuses":       `IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError") }`,
		"fails":         `const open = IDBFactory.prototype.open; IDBFactory.prototype.open = function () { return open.call(this, "x", 0.5) }`,
		"never answers": `window.impatient = true; IDBFactory.prototype.open = () => ({})`,
		"keeps no key":  `IDBObjectStore.prototype.add = () => { throw new DOMException("no", "DataCloneError") }`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Blank()
			inject(tab, script)
			tab.Go("/bench?mode=popup&persist=local")
			tab.Ready()
			session := logIn(tab, 1)
			assert.Equal(t, zoe.Name, session.Profile.Name)
			events := tab.Events(2)
			require.ElementsMatch(t, []string{"login", "error"}, typesOf(events))
			assert.Equal(t, "storage_unavailable", browsertest.Eval[string](tab, `bench.events.find((e) => e.type === "error").detail.code`))
			assert.Empty(t, entries(tab, "localStorage"))
			assert.Equal(t, session.AccessToken, browsertest.Eval[string](tab, `lwa.token()`))
		})
	}
}

// Two tabs that need a key at the same moment end with one.
func TestVaultOneKey(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup&persist=session").Ready()
	other := tab.Another("/bench?mode=popup&persist=session").Ready()
	for _, page := range []*browsertest.Tab{tab, other} {
		page.Exec(`void (bench.options = { interactive: "always" })`)
		logIn(page, 1)
	}
	for i, page := range []*browsertest.Tab{tab, other} {
		page.Go(fmt.Sprintf("/bench?mode=popup&persist=session&n=%d", i))
		page.Ready()
		assert.Equal(t, zoe.Name, browsertest.Eval[string](page, `lwa.session?.profile.name`))
	}
}

// slowVault is a page whose browser takes seconds to open the database of the keys, with something
// kept for its client.
func slowVault(t *testing.T) *browsertest.Tab {
	tab := browsertest.New(t).Blank()
	inject(tab, `window.impatient = true`)
	tab.Go("/bench?mode=popup&persist=local")
	tab.Ready().Exec(`window.kept = "lwa.1.session." + %q; localStorage[kept] = btoa("sealed elsewhere"); IDBFactory.prototype.open = () => ({})`, browsertest.ClientID)
	return tab
}

// A click in that moment does no harm to the login under way: its window stays, and no other one is
// left over.
func TestVaultSecondClick(t *testing.T) {
	t.Parallel()
	tab := slowVault(t)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Pick(zoe.Name)
	tab.Exec(`void window.dispatchEvent(new StorageEvent("storage", { key: kept }))`)
	tab.Click("#go")
	first := tab.Outcome()
	require.NotNil(t, first.Error)
	assert.Equal(t, "interaction_in_progress", first.Error.Code)
	popup.Click("#allow")
	second := tab.Outcomes(2)[1]
	require.NotNil(t, second.Session, "%v", second.Error)
}

// Settings that follow one another in that moment all have their answer.
func TestVaultSettings(t *testing.T) {
	t.Parallel()
	tab := slowVault(t)
	settled := browsertest.Eval[int](tab, fmt.Sprintf(`Promise.all(Array.from({ length: 3 },
		() => lwa.configure({ clientId: %q, persist: "local" }))).then((all) => all.length)`, browsertest.ClientID))
	assert.Equal(t, 3, settled)
}

// A browser that is too slow for a page, as when it starts with many, costs that page its session,
// and no other one.
func TestVaultSlow(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	const address = "/bench?mode=popup&persist=local"
	tab := b.Open(address).Ready()
	logIn(tab, 1)
	inject(tab, `window.impatient = true; IDBFactory.prototype.open = () => ({})`)
	tab.Go(address + "&slow=1")
	tab.Ready()
	noSession(tab)
	tab.Spoiled()
	other := tab.Another(address).Ready()
	assert.Equal(t, zoe.Name, browsertest.Eval[string](other, `lwa.session?.profile.name`))
}

// What the origin's other clients keep is not opened, and takes nothing from what this one keeps.
func TestVaultManyClients(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	const address = "/bench?mode=popup&persist=local"
	tab := b.Open(address).Ready()
	logIn(tab, 1)
	tab.Exec(`for (const before of "az") for (let i = 0; i < 6; i++) localStorage["lwa.1.session." + before + i] = btoa("sealed for another client")`)
	for i := range 2 {
		tab.Go(fmt.Sprintf("%s&n=%d", address, i))
		tab.Ready()
		token := browsertest.Eval[string](tab, `lwa.token({ minValidity: 3_600_001 })`)
		tab.Go(fmt.Sprintf("%s&again=%d", address, i))
		tab.Ready()
		assert.Equal(t, token, browsertest.Eval[string](tab, `lwa.session.accessToken`))
	}
	assert.Len(t, entries(tab, "localStorage"), 13)
}
