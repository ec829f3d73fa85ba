package assets

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// traceFile is what lwa.trace() loads.
const traceFile = "lwa-trace.js"

// protocol are the words of OAuth, of Amazon's answers and addresses, and of our own records, that
// a trace may show.
const protocol = `access_token refresh_token token_type expires_in bearer scope error error_description error_uri code state iss aud exp iat
user_id app_id account name email postal_code profile client_id redirect_uri grant_type code_verifier device_code user_code verification_uri
verification_uri_complete interval authorization_pending slow_down access_denied expired_token invalid_grant invalid_request invalid_client
invalid_token invalid_scope unauthorized_client unsupported_grant_type unsupported_response_type server_error temporarily_unavailable
interaction_required login_required consent_required http https www amazon com co uk jp api eu na fe ap oa auth o2 token tokeninfo user create
codepair application json charset utf-8 UTF-8 text html plain x-www-form-urlencoded amzn1 application-oa2-client Atza Atzr area key lwa
clientId verifier binding callerState returnTo persist at handOver asked accessToken lifetime since parties refreshToken userId postalCode
restore told framed crossSite mono origin width height timeout minValidity codeVerifier id_token scope_data cbl-code response authorization_code
invalid_code_pair target`

// traceLoader is the module "lwa:trace-file" (web/src/tables.d.ts). The name of the file is in a
// variable: if bundlers saw it, Rollup would refuse to write one file, and esbuild would add what
// turns modules of Node into others.
const traceLoader = `const traceFile = "./` + traceFile + `"; export const load = () => import(traceFile);`

// ignored is what tells webpack, Rspack and Vite that an import is meant as it stands. esbuild
// takes such comments away.
const ignored = "import(/*webpackIgnore:true*//*@vite-ignore*/"

var loading = regexp.MustCompile(`=\(\)=>import\(([\w$]+\))`)

// unseen has bundlers leave the import of lwa-trace.js alone.
func unseen(code []byte) []byte {
	return loading.ReplaceAll(code, []byte("=()=>"+ignored+"$1"))
}

var word = regexp.MustCompile(`[\w-]+`)

// traceScript bundles lwa-trace.js with the names of the machine's events and effects, and with the
// words that are nobody's secret.
func traceScript(made modules) ([]byte, error) {
	words := strings.Fields(protocol)
	for _, o := range lwa.Options {
		words = append(append(words, o.Name), o.OneOf...)
	}
	for _, c := range lwa.Codes {
		words = append(words, string(c.Code))
	}
	for _, prefix := range []string{
		wire.ChannelPrefix, wire.TabsPrefix, wire.LockPrefix, wire.SessionPrefix, wire.RecordPrefix, wire.LogoutPrefix, wire.TakenPrefix,
		wire.AnswerKey, wire.WordOK, wire.WordLogout,
	} {
		words = append(words, word.FindAllString(prefix, -1)...)
	}
	slices.Sort(words)
	all := modules{"lwa:tables": made["lwa:tables"]}
	for _, list := range []struct {
		name  string
		words []string
	}{{"eventNames", flow.EventNames[:]}, {"effectNames", flow.EffectNames[:]}, {"traceNumbers", wire.TraceNumbers}, {"traceTexts", wire.TraceTexts}, {"words", slices.Compact(words)}} {
		text, err := json.Marshal(list.words)
		if err != nil {
			return nil, err
		}
		all["lwa:trace"] += fmt.Sprintf("export const %s = %s;\n", list.name, text)
	}
	return bundle("src/trace-record.ts", module, all)
}
