package fakeamazon

import (
	"fmt"
	"slices"
)

// People returns the people who can sign in, in the order of the sign-in page.
func (s *Server) People() []Person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.people)
}

// SetPeople replaces the people who can sign in. People who are not in the new list are signed
// out, and their tokens are revoked. If the list is empty or user ids are not distinct, SetPeople
// fails and changes nothing.
func (s *Server) SetPeople(people []Person) error {
	if len(people) == 0 {
		return fmt.Errorf("fakeamazon: nobody could sign in: name one person at least")
	}
	if err := checkPeople(people); err != nil {
		return err
	}
	s.mu.Lock()
	before := s.people
	s.people = slices.Clone(people)
	s.mu.Unlock()
	for _, p := range before {
		if _, still := s.person(p.UserID); !still {
			s.Revoke(p.UserID)
			s.store.signOut(p.UserID)
		}
	}
	return nil
}

// Clients returns the registered applications, in the order in which they were added.
func (s *Server) Clients() []Client {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Client, 0, len(s.clients))
	for _, c := range s.clients {
		all = append(all, c.clone())
	}
	slices.SortFunc(all, func(a, b Client) int { return a.added - b.added })
	return all
}

// PutClient registers an application, or replaces the one with the same id. It fails as
// [Server.AddClient] does, except for a known id.
func (s *Server) PutClient(c Client) error {
	if err := checkClient(c); err != nil {
		return fmt.Errorf("fakeamazon: client %q: %w", c.ID, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.register(c)
	return nil
}

// RemoveClient removes an application, and reports whether there was one.
func (s *Server) RemoveClient(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.clients[id]
	delete(s.clients, id)
	return known
}

// register stores a client that has been checked. The caller holds the lock. A client that is
// replaced keeps its place in the list.
func (s *Server) register(c Client) {
	if c.Name == "" {
		c.Name = c.ID
	}
	c = c.clone()
	for _, uri := range c.RedirectURIs {
		if site := siteOf(uri); !slices.Contains(c.Origins, site) {
			c.Origins = append(c.Origins, site)
		}
	}
	for _, origin := range c.Origins {
		s.hosts.AddLoopback(origin)
	}
	if old, known := s.clients[c.ID]; known {
		c.added = old.added
	} else {
		s.added++
		c.added = s.added
	}
	s.clients[c.ID] = c
}

func (c Client) clone() Client {
	c.RedirectURIs, c.Origins = slices.Clone(c.RedirectURIs), slices.Clone(c.Origins)
	return c
}
