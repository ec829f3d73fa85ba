package bench

import "strings"

// sent is how many bytes of bodies the site has sent.
func sent(spans []span) (total int) {
	for _, s := range spans {
		if strings.HasPrefix(s.at, "site ") {
			total += s.bytes
		}
	}
	return total
}

func (s *servers) sent() int { return sent(s.journal.all()) }
