package amazontest_test

import "github.com/lwa-wasm/lwa/internal/trial"

// yourTest stands for the t of your test.
func yourTest() *trial.T { return trial.New() }
