package amazontest_test

import "github.com/lwa-wasm/lwa/internal/trial"

// yourTest returns a replacement for the t of your test.
func yourTest() *trial.T { return trial.New() }
