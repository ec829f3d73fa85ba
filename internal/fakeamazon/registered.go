package fakeamazon

import (
	"fmt"
	"slices"
)

// People are those who can sign in, in the order of the pages.
func (s *Server) People() []Person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.people)
}

// SetPeople replaces everyone who can sign in. People who are gone are signed out,
// and their tokens are revoked. It fails, and changes nothing, when there is nobody or when user ids
// are not distinct.
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

// Clients are the registered applications, by id.
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

// PutClient registers an application, in the place of one with the same id.
// It fails as [Server.AddClient] does.
func (s *Server) PutClient(c Client) error {
	if err := checkClient(c); err != nil {
		return fmt.Errorf("fakeamazon: client %q: %w", c.ID, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.register(c)
	return nil
}

// RemoveClient forgets an application, and reports whether there was one.
func (s *Server) RemoveClient(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.clients[id]
	delete(s.clients, id)
	return known
}

// register stores a client that was checked; the caller holds the lock. Its place
// in the list is that of the one before.
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
