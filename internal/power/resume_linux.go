package power

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

func watchResume(ctx context.Context, woke func()) error {
	return sleepSignals(ctx, systemBus, saysAwake, woke)
}

func watchSleep(ctx context.Context, asleep func()) error {
	return sleepSignals(ctx, systemBus, saysAsleep, asleep)
}

// sleepSignals listens to the login manager, which says twice that the computer sleeps:
// true before, false after.
func sleepSignals(ctx context.Context, bus dialFunc, says func(*dbus.Signal) bool, tell func()) error {
	return signals(ctx, bus, says, tell, dbus.WithMatchSender("org.freedesktop.login1"), dbus.WithMatchObjectPath("/org/freedesktop/login1"),
		dbus.WithMatchInterface("org.freedesktop.login1.Manager"), dbus.WithMatchMember("PrepareForSleep"))
}

// signals calls tell for each signal that matches and says so.
func signals(ctx context.Context, bus dialFunc, says func(*dbus.Signal) bool, tell func(), match ...dbus.MatchOption) error {
	conn, _, err := open(ctx, bus) // the end of ctx closes conn, and with it the channel
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.AddMatchSignal(match...); err != nil {
		return fmt.Errorf("listen to the bus: %w", err)
	}
	came := make(chan *dbus.Signal, 8)
	conn.Signal(came)
	for s := range came {
		if says(s) {
			tell()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.New("the bus has gone")
}

func saysAwake(s *dbus.Signal) bool {
	asleep, ok := sleeps(s)
	return ok && !asleep
}

func saysAsleep(s *dbus.Signal) bool {
	asleep, ok := sleeps(s)
	return ok && asleep
}

func sleeps(s *dbus.Signal) (asleep, ok bool) {
	if s.Name != "org.freedesktop.login1.Manager.PrepareForSleep" || len(s.Body) != 1 {
		return false, false
	}
	asleep, ok = s.Body[0].(bool)
	return asleep, ok
}
