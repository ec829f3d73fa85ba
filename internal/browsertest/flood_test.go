package browsertest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

const flood = 20_000

// BenchmarkForeignMessage measures what 20,000 messages of a foreign frame cost a page, without a
// login and while the popup of one is open: microseconds of each message, with what the browser
// itself does for it.
func BenchmarkForeignMessage(bench *testing.B) {
	b := browsertest.New(bench)
	evil := b.Attacker()
	evil.HandleFunc("/flood", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>flood</title><script>
			onmessage = () => {
				for (let i = 0; i < %d; i++) parent.postMessage("?code=" + i + "&state=x", "*");
				parent.postMessage("flooded", "*");
			};
			parent.postMessage("here", "*");
		</script>`, flood)
	})
	lab(b)
	tab := b.Open("/lab?mode=popup").Ready()
	tab.Exec(`new Promise((resolve) => {
		addEventListener("message", (e) => e.data === "here" && resolve(), { once: true });
		window.evil = document.createElement("iframe");
		evil.src = %q;
		document.body.append(evil);
	})`, evil.CrossSite+"/flood")
	measure := func() float64 {
		return browsertest.Eval[float64](tab, `new Promise((resolve) => {
			let first = 0;
			onmessage = (e) => {
				first ||= performance.now();
				if (e.data === "flooded") resolve(performance.now() - first);
			};
			evil.contentWindow.postMessage("go", "*");
		})`)
	}
	var idle, pending float64
	for range bench.N {
		idle += measure()
		popup := tab.Popup(func() { tab.Click("#go") })
		popup.Wait("button.person")
		pending += measure()
		popup.Cancel()
		tab.Wait(`#outcome:not([data-count="0"])`)
		tab.Exec(`document.getElementById("outcome").dataset.count = "0"`)
	}
	bench.ReportMetric(idle/float64(bench.N*flood)*1000, "µs/idle")
	bench.ReportMetric(pending/float64(bench.N*flood)*1000, "µs/pending")
}
