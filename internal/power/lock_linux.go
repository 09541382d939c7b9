package power

import (
	"context"
	"errors"
	"sync"

	"github.com/godbus/dbus/v5"
)

// screenSavers are the interfaces whose ActiveChanged says that the screen is locked: that
// of the desktops at large, and GNOME's own.
var screenSavers = []string{"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver"}

// watchLock listens to the screen saver of the session, and to the login manager, which
// asks sessions to lock. Either is enough; it ends when none can be heard.
func watchLock(ctx context.Context, locked func()) error {
	var one sync.Mutex // two may tell at once
	tell := func() {
		one.Lock()
		defer one.Unlock()
		locked()
	}
	var both sync.WaitGroup
	var saver, manager error
	both.Go(func() { saver = lockSignals(ctx, sessionBus, tell) })
	both.Go(func() { manager = sessionLockSignals(ctx, systemBus, tell) })
	both.Wait()
	return errors.Join(saver, manager)
}

func lockSignals(ctx context.Context, bus dialFunc, locked func()) error {
	return signals(ctx, bus, saysLocked, locked, dbus.WithMatchMember("ActiveChanged"))
}

// sessionLockSignals hears LockSession and loginctl lock-session. Of whose session is not
// asked: to lock once too often does no harm.
func sessionLockSignals(ctx context.Context, bus dialFunc, locked func()) error {
	return signals(ctx, bus, func(s *dbus.Signal) bool { return s.Name == "org.freedesktop.login1.Session.Lock" }, locked,
		dbus.WithMatchSender("org.freedesktop.login1"), dbus.WithMatchInterface("org.freedesktop.login1.Session"), dbus.WithMatchMember("Lock"))
}

func saysLocked(s *dbus.Signal) bool {
	for _, saver := range screenSavers {
		if s.Name == saver+".ActiveChanged" && len(s.Body) == 1 {
			active, ok := s.Body[0].(bool)
			return ok && active
		}
	}
	return false
}
