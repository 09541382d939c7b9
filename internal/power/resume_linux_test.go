package power

import (
	"context"
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"
)

// TestWatchResumeHearsTheLoginManager on a real bus.
func TestWatchResumeHearsTheLoginManager(t *testing.T) {
	t.Parallel()
	b := newBus(t)
	manager, _, err := open(t.Context(), b.dial)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = manager.Close() }()
	if _, err := manager.RequestName("org.freedesktop.login1", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	woke, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- sleepSignals(ctx, b.dial, saysAwake, func() { woke <- struct{}{} }) }()
	// The watch may begin after the first word: it is said until it is heard.
	for heard := false; !heard; {
		if err := manager.Emit("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", false); err != nil {
			t.Fatal(err)
		}
		select {
		case <-woke:
			heard = true
		case err := <-ended:
			t.Fatal(err)
		default:
		}
	}
	cancel()
	for {
		select {
		case <-woke:
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the watch ended with %v", err)
			}
			return
		}
	}
}

func TestOnlyTheEndOfSleepIsWaking(t *testing.T) {
	t.Parallel()
	const prepare = "org.freedesktop.login1.Manager.PrepareForSleep"
	for _, tt := range []struct {
		name string
		body []any
		want bool
	}{
		{prepare, []any{false}, true},
		{prepare, []any{true}, false},
		{prepare, []any{"false"}, false},
		{prepare, nil, false},
		{prepare, []any{false, false}, false},
		{"org.freedesktop.login1.Manager.PrepareForShutdown", []any{false}, false},
	} {
		if got := saysAwake(&dbus.Signal{Name: tt.name, Body: tt.body}); got != tt.want {
			t.Errorf("saysAwake(%s %v) = %v", tt.name, tt.body, got)
		}
		asleep := tt.name == prepare && len(tt.body) == 1 && tt.body[0] == true
		if got := saysAsleep(&dbus.Signal{Name: tt.name, Body: tt.body}); got != asleep {
			t.Errorf("saysAsleep(%s %v) = %v", tt.name, tt.body, got)
		}
	}
}
