package power

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

func watchResume(ctx context.Context, woke func()) error { return resumeSignals(ctx, systemBus, woke) }

// resumeSignals listens to the login manager, which says twice that the computer sleeps:
// true before, false after.
func resumeSignals(ctx context.Context, bus dialFunc, woke func()) error {
	conn, _, err := open(ctx, bus) // the end of ctx closes conn, and with it the channel
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	err = conn.AddMatchSignal(dbus.WithMatchSender("org.freedesktop.login1"), dbus.WithMatchObjectPath("/org/freedesktop/login1"),
		dbus.WithMatchInterface("org.freedesktop.login1.Manager"), dbus.WithMatchMember("PrepareForSleep"))
	if err != nil {
		return fmt.Errorf("listen to the login manager: %w", err)
	}
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	for s := range signals {
		if saysAwake(s) {
			woke()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.New("the bus has gone")
}

func saysAwake(s *dbus.Signal) bool {
	if s.Name != "org.freedesktop.login1.Manager.PrepareForSleep" || len(s.Body) != 1 {
		return false
	}
	asleep, ok := s.Body[0].(bool)
	return ok && !asleep
}
