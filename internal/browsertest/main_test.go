package browsertest_test

import (
	"testing"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }
