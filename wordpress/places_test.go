package wordpress

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

func trouble(s *stack) {
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	// Another plug-in locks the account.
	s.eval(`update_user_meta( get_user_by( 'email', '%s' )->ID, 'test_locked', 1 );`, zoe.Email)
	r := s.visitor().logIn()
	assert.Equal(s, http.StatusForbidden, r.Status)
	assert.Equal(s, "Locked by another plug-in.", r.Message)
	s.eval(`delete_user_meta( get_user_by( 'email', '%s' )->ID, 'test_locked' );`, zoe.Email)
	// A password by mail proves an address that nobody had proved; what was bound before may be a
	// trap.
	s.eval(`reset_password( get_user_by( 'email', '%s' ), 'by-mail' );`, zoe.Email)
	assert.Equal(s, "lwa_wasm_link", s.visitor().logIn().Code)
	// Two accounts with one person.
	s.person("a", "a@example.com", "x")
	s.person("b", "b@example.com", "x")
	s.eval(`foreach ( array( 'a', 'b' ) as $n ) { update_user_meta( get_user_by( 'login', $n )->ID, 'lwa_wasm_user_id', '%s' ); }`, zoe.UserID)
	assert.Equal(s, "lwa_wasm_ambiguous", s.visitor().logIn().Code)
	assert.Contains(s, s.eval(`echo Lwa_Wasm_Health::setup()['description'];`), "a, b")
	// Many at once, one account.
	s.as(hanako.UserID)
	visitors := make([]*visitor, 6)
	bodies := make([]fields, len(visitors))
	for i := range visitors {
		visitors[i] = s.visitor()
		bodies[i] = visitors[i].proof().with("ticket", visitors[i].ticket())
	}
	done := make(chan reply)
	for i, v := range visitors {
		go func() { done <- v.post("login", bodies[i]) }()
	}
	for range visitors {
		r := <-done
		assert.Contains(s, []int{http.StatusOK, http.StatusConflict}, r.Status, r.Text)
	}
	assert.Equal(s, 1, strings.Count(strings.Join(s.users(), "\n"), hanako.UserID))
}

func places(s *stack) {
	shop := s.addPage("by-shop", "[test_shop]")
	short := s.addPage("by-shortcode", `[lwa_login label="Come &lt;in&gt;" redirect="https://evil.example/"]`)
	for _, path := range []string{"/wp-login.php", "/wp-login.php?action=register", shop, short} {
		_, text := s.page(path)
		assert.Equal(s, 1, strings.Count(text, `class="lwa-wasm-button"`), path)
		assert.NotContains(s, text, "evil.example", path)
		known := regexp.MustCompile(`var lwaWasm = .*`).FindString(text)
		assert.Contains(s, known, clientID, path)
		assert.NotContains(s, known, "nonce", "%s may be cached", path)
	}
	tab := s.Open(s.URL + short)
	tab.Wait(button)
	assert.Equal(s, "Come <in>", tab.Text(button))
	byPopup(tab, "Zoë")
	tab.Wait("p.lwa-wasm-in")
	assert.Equal(s, s.URL+short, browsertest.Eval[string](tab, `location.href`), "people stay where they are")
	assert.Contains(s, tab.Text("p.lwa-wasm-in"), "You are logged in as "+zoe.Name)

	s.set(`'on_login' => false, 'on_register' => false, 'on_shop' => false`)
	for _, path := range []string{"/wp-login.php", "/wp-login.php?action=register", shop} {
		_, text := s.page(path)
		assert.NotContains(s, text, "lwa-wasm-button", path)
	}
	// Where redirect_to is given, it is the target, if it is of this site.
	s.set(`'on_login' => true`)
	_, text := s.page("/wp-login.php?redirect_to=" + "https%3A%2F%2Fevil.example%2F")
	assert.Contains(s, text, `data-redirect=""`)
	_, text = s.page("/wp-login.php?redirect_to=" + "%2Fby-shop%2F")
	assert.Contains(s, text, `data-redirect="/by-shop/"`)
}

func block(s *stack) {
	tab := s.admin("/wp-admin/post-new.php?post_type=page")
	tab.Dress(desktop)
	tab.Expect("") // the editor's own warnings
	tab.Wait(".block-editor-writing-flow, .edit-post-visual-editor")
	tab.Exec(`(() => {
		wp.data.dispatch("core/edit-post").toggleFeature("welcomeGuide");
		const block = wp.blocks.createBlock("lwa-wasm/login", { label: "Log in with your Amazon account" });
		window.ours = block.clientId;
		wp.data.dispatch("core/editor").editPost({ title: "Welcome back" });
		wp.data.dispatch("core/block-editor").insertBlocks(block);
	})()`)
	tab.Wait(`[data-type="lwa-wasm/login"] .lwa-wasm-button`)
	assert.Equal(s, "Log in with your Amazon account", tab.Text(`[data-type="lwa-wasm/login"] .lwa-wasm-button`))
	tab.Exec(`wp.data.dispatch("core/block-editor").updateBlockAttributes(window.ours, { label: "Enter by Amazon" })`)
	tab.Do(chromedp.WaitVisible(chromedp.Search(`//*[@data-type="lwa-wasm/login"]//button[contains(., "Enter by Amazon")]`)))
	tab.Exec(`wp.data.dispatch("core/block-editor").selectBlock(window.ours)`)
	tab.Wait(".block-editor-block-inspector .components-text-control__input")
	s.keep(tab, "wordpress-block")
	address := browsertest.Eval[string](tab, `(async () => {
		wp.data.dispatch("core/editor").editPost({ status: "publish" });
		await wp.data.dispatch("core/editor").savePost();
		return wp.data.select("core/editor").getPermalink();
	})()`)
	visitor := s.Open(address)
	visitor.Wait(button)
	assert.Equal(s, "Enter by Amazon", visitor.Text(button))
	byPopup(visitor, "Zoë")
	visitor.Wait("p.lwa-wasm-in")
}

func noScript(s *stack) {
	tab := s.Blank()
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	tab.Go(s.URL + "/wp-login.php")
	tab.Wait(".lwa-wasm noscript p")
	s.keep(tab, "wordpress-noscript")
	_, text := s.page("/wp-login.php")
	assert.Regexp(s, `<noscript><p>Login with Amazon needs JavaScript[^<]*</p></noscript>`, text)
	assert.Regexp(s, `<button type="button" class="lwa-wasm-button" hidden>`, text)
}

func german(s *stack) {
	require.NoError(s, os.MkdirAll(s.root+"/wp-content/languages", 0o755))
	mo, err := os.ReadFile(s.root + "/wp-content/plugins/lwa-wasm/languages/lwa-wasm-de_DE.mo")
	require.NoError(s, err)
	require.NoError(s, os.WriteFile(s.root+"/wp-content/languages/de_DE.mo", mo, 0o644)) // so that the language counts as installed
	s.eval(`update_option( 'WPLANG', 'de_DE' );`)
	tab := s.loginTab()
	assert.Equal(s, "Mit Amazon anmelden", tab.Text(button))
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait("button.person")
	popup.Click("#cancel")
	tab.Wait(problem)
	assert.Equal(s, "Sie haben bei Amazon nicht zugestimmt. Drücken Sie die Schaltfläche, um es noch einmal zu versuchen.", tab.Text(problem))
	var asked string
	for _, r := range s.Fake.Requests() {
		if strings.HasPrefix(r.URL, "/ap/oa?") {
			asked = r.URL
		}
	}
	assert.Contains(s, asked, "de-DE", "Amazon's pages, too")
	s.as(zoe.UserID)
	r := s.visitor().post("login", fields{"ticket": "x"})
	assert.Contains(s, r.Message, "Diese Anmeldung hat nicht in diesem Browser begonnen")
	settings := s.admin("/wp-admin/options-general.php?page=lwa-wasm")
	settings.Wait("#lwa-wasm-client_id")
	assert.Contains(s, settings.Text("#wpbody"), "Bei Amazon registrieren")
}
