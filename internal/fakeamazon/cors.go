package fakeamazon

import "net/http"

// isForeign reports whether a request comes from a web page that has no business at a route. The API serves registered
// pages. Everything else serves its own pages and, since every application sends people here, any page that leads the
// browser itself here. Requests of programs, and those that a site forwards for its own page, are not foreign.
func (s *Server) isForeign(c *call, rt route) bool {
	h := c.r.Header
	site, origins := h.Get("Sec-Fetch-Site"), h.Values("Origin")
	elsewhere := site == "cross-site" || site == "same-site"
	if rt.api == nil {
		return elsewhere && h.Get("Sec-Fetch-Mode") != "navigate"
	}
	if site == "same-origin" || c.r.Method == http.MethodOptions { // a preflight has an answer of its own
		return false
	}
	if len(origins) == 0 {
		return elsewhere // a form, a frame, an image
	}
	return len(origins) > 1 || !s.allowsOrigin(origins[0])
}

func (c *call) refuseForeign() {
	c.w.Header().Add("Vary", "Origin")
	c.w.Header().Add("Vary", "Sec-Fetch-Site")
	c.note = "foreign page"
	c.raw(http.StatusForbidden, "text/plain; charset=utf-8", "403 forbidden: a page of this origin has no business here. "+
		"An application's origin is registered together with its return address.\n")
}

// allowOrigin lets a registered page read the answer (the Fetch standard's CORS
// protocol): its exact origin is echoed, never "*" and never with credentials.
func (s *Server) allowOrigin(c *call, f *Fault) bool {
	c.w.Header().Add("Vary", "Origin")
	origin := c.r.Header.Get("Origin")
	if f.NoCORS || origin == "" || len(c.r.Header.Values("Origin")) > 1 || !s.allowsOrigin(origin) {
		return false
	}
	c.w.Header().Set("Access-Control-Allow-Origin", origin)
	return true
}

// preflight answers what browsers ask ahead of a request with an extra header.
func (c *call) preflight(allowed bool, method string) {
	h := c.w.Header()
	h.Add("Vary", "Access-Control-Request-Method")
	h.Add("Vary", "Access-Control-Request-Headers")
	if !allowed {
		c.note = "preflight refused"
		c.raw(http.StatusForbidden, "text/plain; charset=utf-8", "this origin is not registered\n")
		return
	}
	h.Set("Access-Control-Allow-Methods", method)
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Amz-Access-Token")
	c.status = http.StatusNoContent
	c.w.WriteHeader(http.StatusNoContent)
}
