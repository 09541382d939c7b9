package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/power"
	"cuedrop/internal/vault"
)

func TestOnlyWhatTheSystemKnowsHoldsPostsBack(t *testing.T) {
	t.Parallel()
	on := cuedrop.PowerRules{BatteryMin: 20, HoldMetered: true}
	tests := []struct {
		name  string
		rules cuedrop.PowerRules
		state power.State
		want  string
	}{
		{"battery low", on, power.State{OnBattery: power.Yes, Percent: 19}, "power.battery"},
		{"battery empty", on, power.State{OnBattery: power.Yes, Percent: 0}, "power.battery"},
		{"battery at the limit", on, power.State{OnBattery: power.Yes, Percent: 20}, ""},
		{"low and plugged in", on, power.State{OnBattery: power.No, Percent: 5}, ""},
		{"low, power unknown", on, power.State{Percent: 5}, ""},
		{"charge unknown", on, power.State{OnBattery: power.Yes, Percent: -1}, ""},
		{"metered", on, power.State{OnBattery: power.Yes, Percent: 90, Metered: power.Yes}, "power.metered"},
		{"not metered", on, power.State{Percent: -1, Metered: power.No}, ""},
		{"nothing known", on, power.State{Percent: -1}, ""},
		{"no rules", cuedrop.PowerRules{}, power.State{OnBattery: power.Yes, Percent: 1, Metered: power.Yes}, ""},
	}
	for _, tt := range tests {
		if got := holding(tt.rules, tt.state); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTheSystemIsAskedNoMoreOftenThanUseful(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		g := newGauge(Config{Clock: clock.System{}, Power: func(context.Context) power.State { asked++; return power.State{Percent: asked} }})
		for range 10 {
			g.read(t.Context())
		}
		if asked != 1 {
			t.Errorf("asked %d times at once", asked)
		}
		time.Sleep(stateFresh)
		if got := g.read(t.Context()); got.Percent != 2 {
			t.Errorf("stale: %+v", got)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		time.Sleep(stateFresh)
		g.read(ended)
		if got := g.read(t.Context()); got.Percent != 4 {
			t.Errorf("half an answer was kept: %+v", got)
		}
	})
}

// TestPowerRulesAreKeptAndHold: in a real workspace, also for another program on it.
func TestPowerRulesAreKeptAndHold(t *testing.T) {
	t.Parallel()
	asked := 0
	low := power.State{OnBattery: power.Yes, Percent: 9, Metered: power.Yes}
	cfg := Config{DataDir: t.TempDir(), Passphrase: "for tests", Cost: vault.Cost{Time: 1, MemoryKiB: 8 << 10, Threads: 1}, Power: func(context.Context) power.State { asked++; return low }}
	open := func() *Engine {
		e, err := New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	e, other := open(), open()
	if r, err := e.PowerRules(t.Context()); err != nil || r != (cuedrop.PowerRules{KeepAwake: true}) {
		t.Errorf("at first %+v, %v", r, err)
	}
	if err := e.powerHold(t.Context()); err != nil || asked > 0 {
		t.Errorf("without a rule: %v, the system was asked %d times", err, asked)
	}
	for _, bad := range []int{-1, 101} {
		if err := e.SetPowerRules(t.Context(), cuedrop.PowerRules{BatteryMin: bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d %%: %v", bad, err)
		}
	}
	for _, rules := range []cuedrop.PowerRules{{KeepAwake: true, BatteryMin: 10}, {HoldMetered: true}, {BatteryMin: 100, HoldMetered: true}, {KeepAwake: true}} {
		if err := e.SetPowerRules(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		if r, err := other.PowerRules(t.Context()); err != nil || r != rules {
			t.Errorf("another program reads %+v, %v, want %+v", r, err, rules)
		}
		want := holding(rules, low)
		err := other.powerHold(t.Context())
		if want == "" {
			if err != nil {
				t.Errorf("%+v: %v", rules, err)
			}
			continue
		}
		if !fault.Is(err, fault.Unavailable) || fault.ReasonOf(err) != want || fault.RetryAfterOf(err) < time.Second {
			t.Errorf("%+v: %v, want %s", rules, err, want)
		}
	}
}
