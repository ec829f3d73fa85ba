package docsite

import (
	"encoding/json"
	"strings"
)

// entry is a part of a page that the search can find.
type entry struct {
	Page    string `json:"p"` // title of the page
	Heading string `json:"h,omitempty"`
	Address string `json:"u"`
	Anchor  string `json:"-"`
	Text    string `json:"t"`
}

// writeSearch writes search.json: every part of every page of the contents. A page asks for it when
// somebody begins to search, so the search needs no server.
func (s *site) writeSearch() error {
	var all []entry
	for _, p := range s.order {
		if p.Source {
			continue
		}
		for _, e := range p.search {
			e.Page, e.Address = p.Title, p.Out
			if e.Anchor != "" {
				e.Address += "#" + e.Anchor
			}
			e.Text = strings.Join(strings.Fields(e.Text), " ")
			all = append(all, e)
		}
	}
	text, err := json.Marshal(all)
	s.files["search.json"] = text
	return err
}
