package fakeamazon

import "net/http"

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
