package app

// Drawn tells that the window's first screen can be used. It is logged once a start, so that
// a slow one can be found in the log, and measured.
func (s *System) Drawn() error {
	s.a.drawn.Do(func() { s.a.deps.Log.Info("window drawn") })
	return nil
}
