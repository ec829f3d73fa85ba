module github.com/lwa-wasm/lwa

go 1.26

// The product: what is compiled into lwa.wasm.
require github.com/hack-pad/safejs v0.1.1

// The build: bundles the TypeScript shell.
require github.com/evanw/esbuild v0.28.2

// Tests only.
require (
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/coder/websocket v1.8.15
	github.com/makiuchi-d/gozxing v0.1.1
	github.com/stretchr/testify v1.12.1
	go.yaml.in/yaml/v3 v3.0.5
)

// The build, the doctor and the measured comparison: packs and unpacks what a site serves.
require github.com/andybalholm/brotli v1.2.8

// The documentation site: Markdown, coloured code, and the places of what is drawn.
require (
	github.com/alecthomas/chroma/v2 v2.27.0
	github.com/goccy/go-graphviz v0.2.10
	github.com/yuin/goldmark v1.8.7
)

require (
	github.com/disintegration/imaging v1.6.2 // indirect
	github.com/dlclark/regexp2/v2 v2.2.1 // indirect
	github.com/flopp/go-findfont v0.1.0 // indirect
	github.com/fogleman/gg v1.3.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/golang/freetype v0.0.0-20170609003504-e2365dfdc4a0 // indirect
	github.com/tetratelabs/wazero v1.10.1 // indirect
	golang.org/x/image v0.21.0 // indirect
	golang.org/x/sys v0.4.0 // indirect
	golang.org/x/text v0.30.0 // indirect
	golang.org/x/xerrors v0.0.0-20240903120638-7835f813f4da // indirect
)
