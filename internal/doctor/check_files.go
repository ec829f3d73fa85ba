package doctor

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

func (e *examination) examineTag() {
	var copies, sdks []string
	for _, s := range e.page.scripts {
		if component[s.kind()] {
			copies = append(copies, plain(s.url))
		} else {
			sdks = append(sdks, plain(s.url))
		}
	}
	if e.tag == nil {
		e.find("tag_missing", nil)
		return
	}
	file := Values{"file": plain(e.tag.url)}
	if id := e.tag.setting("client-id"); e.tag.kind() == "lwa.js" && (id == "" || len(id) > 100 || strings.Contains(id, "…")) {
		e.find("client_id_missing", nil)
	}
	if len(copies) > 1 {
		e.find("component_twice", Values{"names": strings.Join(copies, ", "), "keep": plain(e.tag.url)})
	}
	if len(sdks) > 0 {
		e.find("amazon_sdk", Values{"names": strings.Join(sdks, ", ")})
	}
	integrity := e.tag.attributes["integrity"]
	isolated := strings.HasPrefix(e.answer.header.Get("Cross-Origin-Embedder-Policy"), "require-corp")
	if !sameOrigin(e.tag.url, e.page.url) && !has(e.tag.attributes, "crossorigin") && (integrity != "" || isolated) {
		e.find("script_cors", file)
	}
	if e.script != nil && e.script.good() && integrity != "" && !intact(integrity, e.script.body) {
		file["digest"] = Digest384(e.script.body)
		e.find("integrity_differs", file)
	}
}

// intact compares a body with the strongest digests of an integrity attribute.
func intact(integrity string, body []byte) bool {
	sum256, sum384, sum512 := sha256.Sum256(body), sha512.Sum384(body), sha512.Sum512(body)
	for _, a := range []struct {
		name string
		sum  []byte
	}{{"sha512-", sum512[:]}, {"sha384-", sum384[:]}, {"sha256-", sum256[:]}} {
		known, ok := false, false
		for token := range strings.FieldsSeq(integrity) {
			token, _, _ = strings.Cut(token, "?")
			if value, found := strings.CutPrefix(token, a.name); found {
				known = true
				ok = ok || value == base64.StdEncoding.EncodeToString(a.sum)
			}
		}
		if known {
			return ok
		}
	}
	return true // browsers ignore unknown algorithms
}

// Digest384 returns the SHA-384 digest in the format of Subresource Integrity.
func Digest384(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

func (e *examination) examineScript() {
	if e.tag == nil || !e.own(e.tag.url) {
		return
	}
	e.script = e.get(e.ctx, e.tag.url)
	a, own := e.script, fileValues(e.tag.url)
	if !e.reached(a, "script_unreachable", own) {
		return
	}
	if t := a.contentType(); !scriptTypes[t] && (nosniff(a) || e.tag.attributes["type"] == "module") {
		own["type"] = named(t)
		e.find("script_type", own)
	}
	if e.differs(path.Base(e.tag.url.Path), a.body) {
		e.find("script_changed", own)
	}
	e.delivery(a, "script", own)
	e.examinePart()
	e.well("script", own)
}

// partFile is the part of lwa.js that runs lwa.wasm.
const partFile = "lwa-run.js"

func (e *examination) examinePart() {
	if e.tag.kind() == "lwa-amazon.js" {
		return
	}
	e.carrier = e.script
	if !bytes.Contains(e.script.body, []byte(partFile)) {
		return
	}
	a, own := e.get(e.ctx, e.runs), fileValues(e.runs)
	e.carrier = a
	if !e.reached(a, "part_unreachable", own) {
		return
	}
	if t := a.contentType(); !scriptTypes[t] { // modules have no other types
		own["type"] = named(t)
		e.find("script_type", own)
	}
	if !bytes.Contains(e.script.body, []byte(Digest384(a.body))) {
		e.find("part_changed", own)
	}
}

var scriptTypes = map[string]bool{"text/javascript": true, "application/javascript": true, "application/x-javascript": true, "text/ecmascript": true, "application/ecmascript": true, "text/x-javascript": true}

func nosniff(a *answer) bool {
	return strings.EqualFold(strings.TrimSpace(a.header.Get("X-Content-Type-Options")), "nosniff")
}

// differs reports whether the releases have this file, but none of them with these bytes.
func (e *examination) differs(name string, body []byte) bool {
	known := e.release(name)
	for _, content := range known {
		if bytes.Equal(content, body) {
			return false
		}
	}
	return len(known) > 0
}

// reached reports whether the server has sent the file. If not, it adds a finding.
func (e *examination) reached(a *answer, code string, own Values) bool {
	if a.good() {
		return true
	}
	own["status"] = a.why()
	e.find(code, own)
	return false
}

func fileValues(u *url.URL) Values {
	return Values{"file": plain(u), "path": u.EscapedPath()}
}

func named(contentType string) string {
	if contentType == "" {
		return "none"
	}
	return contentType
}

func (e *examination) examineWasm() {
	if !e.own(e.wasm) {
		return
	}
	a, own := e.get(e.ctx, e.wasm), fileValues(e.wasm)
	if !e.reached(a, "wasm_unreachable", own) {
		return
	}
	switch {
	case e.carrier != nil && e.carrier.good() && bytes.Contains(e.carrier.body, []byte("sha384-")):
		if !bytes.Contains(e.carrier.body, []byte(Digest384(a.body))) {
			e.find("wasm_changed", own)
		}
	case e.differs("lwa.wasm", a.body):
		e.find("wasm_changed", own)
	}
	if t := a.contentType(); t != "application/wasm" {
		own["type"] = named(t)
		e.find("wasm_type", own)
	}
	e.delivery(a, "wasm", own)
	if cacheControl(a)["no-store"] != nil {
		e.find("wasm_not_cached", own)
	}
	e.well("wasm", own)
}

// delivery checks the compression and the caching of a file.
func (e *examination) delivery(a *answer, kind string, own Values) {
	if !a.packed {
		e.find(kind+"_uncompressed", own)
	}
	age := cacheControl(a)["max-age"]
	if age == nil || versioned.MatchString(path.Dir(a.url.Path)) || cacheControl(a)["no-cache"] != nil || cacheControl(a)["no-store"] != nil {
		return
	}
	if seconds, err := strconv.Atoi(*age); err == nil && seconds > 86400 {
		own["days"] = strconv.Itoa(seconds / 86400)
		e.find(kind+"_cached", own)
	}
}

// versioned matches a folder whose name has a version or a hash. Files there never change, so
// long caching is right.
var versioned = regexp.MustCompile(`\d+\.\d+|[0-9a-f]{8}`)

func cacheControl(a *answer) map[string]*string {
	all := map[string]*string{}
	for part := range strings.SplitSeq(strings.Join(a.header.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.Trim(value, `"`)
		all[strings.ToLower(name)] = &value
	}
	return all
}

func (e *examination) examineClock() {
	served, err := http.ParseTime(e.answer.header.Get("Date"))
	if err != nil {
		return
	}
	if off := e.answer.at.Sub(served).Abs(); off.Minutes() >= 2 {
		e.find("clock_wrong", Values{"minutes": fmt.Sprint(int(off.Minutes()))})
	}
	e.well("clock", nil)
}
