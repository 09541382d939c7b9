package app

import "sync"

// signal is given once.
type signal struct {
	given chan struct{}
	once  *sync.Once
}

func newSignal() signal { return signal{make(chan struct{}), new(sync.Once)} }

func (s signal) give() { s.once.Do(func() { close(s.given) }) }

// Drawn tells that the window's first screen can be used: what waits for it may begin. It is
// logged, so that a slow start can be found in the log, and measured.
func (s *System) Drawn() error {
	select {
	case <-s.a.drawn.given:
	default:
		s.a.log.Info("window drawn")
	}
	s.a.drawn.give()
	s.a.showPending()
	return nil
}
