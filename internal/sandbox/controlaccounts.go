package sandbox

import (
	"errors"
	"slices"
)

// changeRules replaces the scenario by a changed copy and keeps the count of faults.
func (s *Server) changeRules(change func(*Scenario)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.rules.Scenario
	next.Creators = slices.Clone(next.Creators)
	change(&next)
	if err := next.check(); err != nil {
		return err
	}
	s.playLocked(&rules{Scenario: next, faults: s.rules.faults})
	return nil
}

func (s *Server) setCreator(a Act) error {
	if a.Creator == nil {
		return errors.New("creator: is missing")
	}
	c := *a.Creator
	c.fillDefaults()
	return s.changeRules(func(sc *Scenario) {
		i := slices.IndexFunc(sc.Creators, func(old Creator) bool { return old.Username == c.Username })
		if i < 0 {
			sc.Creators = append(sc.Creators, c)
			return
		}
		sc.Creators[i] = c
	})
}

// setPrivate also sets what follows from it: the privacy options, and whether there
// are duets and stitches (spec 3.1). An account that is so already stays as it is.
func (s *Server) setPrivate(a Act) error {
	if a.Private == nil {
		return errors.New("private: is missing")
	}
	return s.changeRules(func(sc *Scenario) {
		for i := range sc.Creators {
			c := &sc.Creators[i]
			if a.Username != "" && c.Username != a.Username || c.Private == *a.Private {
				continue
			}
			c.Private, c.PrivacyLevelOptions = *a.Private, nil
			c.DuetDisabled, c.StitchDisabled = false, false
			c.fillDefaults()
		}
	})
}

func (s *Server) setAudited(a Act) error {
	if a.Audited == nil {
		return errors.New("audited: is missing")
	}
	return s.changeRules(func(sc *Scenario) {
		sc.App.Audited = a.Audited
		switch {
		case *a.Audited:
			sc.App.ActiveCreators = 0
		case sc.App.ActiveCreators == 0:
			sc.App.ActiveCreators = unauditedCreators
		}
	})
}

func (s *Server) expireAccess(a Act) error {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.access {
		if a.Username == "" || t.username == a.Username {
			t.expires = now
		}
	}
	return nil
}

func (s *Server) expireRefresh(a Act) error {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.refresh {
		if a.Username == "" || t.username == a.Username {
			t.expires = now
		}
	}
	return nil
}

func (s *Server) revokeAuth(a Act) error {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.rules.Creators {
		if a.Username == "" || c.Username == a.Username {
			s.removeAuthLocked(openID(s.rules.App.ClientKey, c.Username), now)
		}
	}
	return nil
}
