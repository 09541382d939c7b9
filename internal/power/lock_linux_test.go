package power

import (
	"context"
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"
)

// TestWatchLockHearsTheScreenSaver and the login manager, on a real bus.
func TestWatchLockHearsTheScreenSaver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own, path, signal string
		body              []any
		watch             func(context.Context, dialFunc, func()) error
	}{
		"GNOME":   {"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", []any{true}, lockSignals},
		"others":  {"org.freedesktop.ScreenSaver", "/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", []any{true}, lockSignals},
		"manager": {"org.freedesktop.login1", "/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock", nil, sessionLockSignals},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBus(t)
			system, _, err := open(t.Context(), b.dial)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = system.Close() }()
			if _, err := system.RequestName(c.own, dbus.NameFlagDoNotQueue); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			locked, ended := make(chan struct{}, 1), make(chan error, 1)
			go func() {
				ended <- c.watch(ctx, b.dial, func() {
					select {
					case locked <- struct{}{}:
					default:
					}
				})
			}()
			// The watch may begin after the first word: it is said until it is heard.
			for heard := false; !heard; {
				if err := system.Emit(dbus.ObjectPath(c.path), c.signal, c.body...); err != nil {
					t.Fatal(err)
				}
				select {
				case <-locked:
					heard = true
				case err := <-ended:
					t.Fatal(err)
				default:
				}
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("the watch ended with %v", err)
			}
		})
	}
}

func TestOnlyALockIsALock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		body []any
		want bool
	}{
		{"org.gnome.ScreenSaver.ActiveChanged", []any{true}, true},
		{"org.gnome.ScreenSaver.ActiveChanged", []any{false}, false},
		{"org.gnome.ScreenSaver.ActiveChanged", []any{"true"}, false},
		{"org.gnome.ScreenSaver.ActiveChanged", nil, false},
		{"com.example.Player.ActiveChanged", []any{true}, false},
	} {
		if got := saysLocked(&dbus.Signal{Name: tt.name, Body: tt.body}); got != tt.want {
			t.Errorf("saysLocked(%s %v) = %v", tt.name, tt.body, got)
		}
	}
}
