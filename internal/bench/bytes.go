package bench

import (
	"fmt"
	"strings"
)

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

func errNotCached(bytes int) error {
	return fmt.Errorf("a second visit was sent %d bytes; it should find everything in the cache", bytes)
}
