package app

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"cuedrop/internal/notify"
)

// sessions are the workspaces that are open in this window.
type sessions struct {
	// opened is closed once the workspace that is shown first is open, or can't be.
	opened chan struct{}

	now atomic.Pointer[session] // the one that is shown; nil = it is locked
	// turned says that the page does not know it yet: it has asked for no snapshot of it.
	turned atomic.Bool

	mu      sync.Mutex
	all     map[string]*session
	shown   string   // id of the workspace that the window is on, open or not
	trouble error    // why it is not open, where that is not its lock
	files   []string // to be added once it is open
	pending *notify.Opening
}

func (s *sessions) current() *session {
	<-s.opened
	return s.now.Load()
}

// show makes one the session that is shown.
func (s *sessions) show(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keepLocked(one)
	s.shown, s.trouble = one.id, nil
	s.now.Store(one)
}

// keep adds one that is not shown.
func (s *sessions) keep(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keepLocked(one)
}

func (s *sessions) keepLocked(one *session) {
	if s.all == nil {
		s.all = map[string]*session{}
	}
	s.all[one.id] = one
}

// turn puts the window on a workspace that is not open.
func (s *sessions) turn(id string, trouble error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown, s.trouble = id, trouble
	s.now.Store(nil)
}

// take removes the session of a workspace and returns it, or nil. Where it was shown,
// nothing is from then on.
func (s *sessions) take(id string) *session {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.all[id]
	delete(s.all, id)
	if one != nil && s.now.Load() == one {
		s.now.Store(nil)
	}
	return one
}

func (s *sessions) get(id string) *session {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[id]
}

func (s *sessions) list() []*session {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.all))
}

// endAll ends every session, all at once.
func (s *sessions) endAll() {
	var all sync.WaitGroup
	for _, one := range s.list() {
		all.Go(func() { one.endWithin(lockedWithin) })
	}
	all.Wait()
}
