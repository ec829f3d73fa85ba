package browsertest_test

import (
	"testing"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/trial"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// yourTest returns a replacement for the t of your test.
func yourTest() *trial.T { return trial.New() }
