package cli

import (
	"path/filepath"

	"cuedrop/internal/clock"
	"cuedrop/internal/crash"
)

// watch keeps notes of crashes from now on, and tells the engine of runs that have ended by
// one. Nothing fails without it.
func (r *root) watch() {
	dir, err := r.cfg.Dir()
	if err != nil || r.crashes != nil {
		return
	}
	log := r.cfg.Log
	r.crashes, err = crash.Watch(crash.Options{
		DataDir: filepath.Dir(filepath.Dir(dir)), Version: r.Version, Clock: clock.System{}, Log: log,
	})
	if err != nil {
		log.Warn("watch for crashes", "err", err)
		return
	}
	r.cfg.Crashed = r.crashes.Crashed > 0
}

// unwatch ends watch: the program ends as it should.
func (r *root) unwatch() {
	if r.crashes != nil {
		r.crashes.Close()
	}
}
