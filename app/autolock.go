package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
)

// touchEvery is how often the page tells at most that somebody uses the window, and
// lookEvery how often it is looked whether nobody has.
const (
	touchEvery = 30 * time.Second
	lookEvery  = 10 * time.Second
)

// autolock locks workspaces when nobody has touched the window for as long as their owners
// chose, and when the user leaves the computer. A workspace without a passphrase has
// nothing to be locked with.
type autolock struct {
	app *App

	mu      sync.Mutex
	touched time.Time
	stop    func()
	running sync.WaitGroup
}

// begin watches until end.
func (l *autolock) begin(ctx context.Context) {
	l.touch()
	ctx, stop := context.WithCancel(ctx)
	l.mu.Lock()
	l.stop = stop
	l.mu.Unlock()
	for _, watch := range l.app.program.Away {
		l.running.Go(func() {
			if err := watch(ctx, l.left); err != nil && ctx.Err() == nil {
				l.app.log.Info("watch for the user's leaving", "err", err)
			}
		})
	}
	l.running.Go(func() { l.watch(ctx) })
}

func (l *autolock) end() {
	l.mu.Lock()
	stop := l.stop
	l.mu.Unlock()
	if stop == nil {
		return
	}
	stop()
	l.running.Wait()
}

// watch looks at the wall clock, because timers stand still while a computer sleeps.
func (l *autolock) watch(ctx context.Context) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			l.mu.Lock()
			untouched := l.app.now().Sub(l.touched)
			l.mu.Unlock()
			l.lockThose(cuedrop.LockedIdle, func(r cuedrop.LockRules) bool { return r.Idle > 0 && untouched >= r.Idle+touchEvery })
		case <-ctx.Done():
			return
		}
	}
}

// touch notes that somebody uses the window.
func (l *autolock) touch() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.touched = l.app.now()
}

// left locks what its owner wants locked when the user leaves the computer.
func (l *autolock) left(why string) {
	l.lockThose(why, func(r cuedrop.LockRules) bool {
		return why == cuedrop.LockedSystem && r.WithSystem || why == cuedrop.LockedSleep && r.WithSleep
	})
}

func (l *autolock) lockThose(why string, chosen func(cuedrop.LockRules) bool) {
	if l.app.program.Fleet.Fixed() {
		return
	}
	for _, s := range l.app.sessions.list() {
		ctx := s.working()
		state, err := s.Locks.PassphraseState(ctx)
		if err == nil && !state.Set {
			continue
		}
		rules, rulesErr := s.Locks.LockRules(ctx)
		if err := errors.Join(err, rulesErr); err != nil {
			// What can't be known is not left open for that.
			l.app.log.Warn("read when to lock", "err", err)
			rules = cuedrop.LockRules{Idle: time.Minute, WithSystem: true, WithSleep: true}
		}
		if !chosen(rules) {
			continue
		}
		if err := l.app.lock(s.id, why); err != nil {
			l.app.log.Error("lock workspace", "why", why, "err", err)
		}
	}
}
