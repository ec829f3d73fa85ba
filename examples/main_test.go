package examples

import (
	"testing"

	"github.com/lwa-wasm/lwa/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }
