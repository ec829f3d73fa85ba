package fakeamazon

import "net/http"

// isForeign reports whether a request comes from a web page that must not use the route. Pages of
// registered origins may use the API. Any page may navigate to the other routes, since every
// application sends people there; all other requests to them must come from our own pages.
// Requests of programs are not foreign, nor are those that a site forwards for its own page.
func (s *Server) isForeign(c *call, rt route) bool {
	h := c.r.Header
	site, origins := h.Get("Sec-Fetch-Site"), h.Values("Origin")
	elsewhere := site == "cross-site" || site == "same-site"
	if rt.api == nil {
		return elsewhere && h.Get("Sec-Fetch-Mode") != "navigate"
	}
	if site == "same-origin" || c.r.Method == http.MethodOptions { // enterAPI answers preflights
		return false
	}
	if len(origins) == 0 {
		return elsewhere // browsers send no Origin with frames, images and GET forms
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

// allowOrigin lets a page of a registered origin read the answer (CORS). It echoes exactly that
// origin, and never sends "*" or allows credentials.
func (s *Server) allowOrigin(c *call, f *Fault) bool {
	c.w.Header().Add("Vary", "Origin")
	origin := c.r.Header.Get("Origin")
	if f.NoCORS || origin == "" || len(c.r.Header.Values("Origin")) > 1 || !s.allowsOrigin(origin) {
		return false
	}
	c.w.Header().Set("Access-Control-Allow-Origin", origin)
	return true
}

// preflight answers a CORS preflight.
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
