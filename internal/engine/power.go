package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/power"
)

// Keys of the user's power rules. Stored on disk: do not rename.
const (
	keyMaySleep    = "power.may_sleep" // the default is to keep awake
	keyBatteryMin  = "power.battery_min"
	keyHoldMetered = "power.hold_metered"
)

// Reasons for which posts wait; also the codes of the health conditions that say so.
const (
	reasonBattery = "power.battery"
	reasonMetered = "power.metered"
)

const (
	// stateFresh is how long the system's word on its power is believed: asking may
	// start a program, and a battery takes minutes for a percent.
	stateFresh = 15 * time.Second
	// powerAgain is when a post that waits is looked at again.
	powerAgain = time.Minute
)

// gauge is what the system says of its power, asked no more often than useful. It is
// safe for concurrent use.
type gauge struct {
	clock clock.Clock
	ask   func(context.Context) power.State

	mu    sync.Mutex
	at    time.Time // zero = never asked
	state power.State
}

func newGauge(cfg Config) *gauge { return &gauge{clock: cfg.Clock, ask: cfg.Power} }

func (g *gauge) read(ctx context.Context) power.State {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.clock.Now()
	if age := now.Sub(g.at); g.at.IsZero() || age < 0 || age >= stateFresh {
		g.state, g.at = g.ask(ctx), now
		if ctx.Err() != nil {
			g.at = time.Time{} // the answer may be half of one
		}
	}
	return g.state
}

// PowerRules returns the user's rules as stored, also by another program.
func (e *Engine) PowerRules(ctx context.Context) (r cuedrop.PowerRules, err error) {
	maySleep, err := e.Store.Setting(ctx, keyMaySleep)
	if err != nil {
		return r, err
	}
	batteryMin, err := e.Store.Setting(ctx, keyBatteryMin)
	if err != nil {
		return r, err
	}
	holdMetered, err := e.Store.Setting(ctx, keyHoldMetered)
	if err != nil {
		return r, err
	}
	r.KeepAwake, r.HoldMetered = maySleep == "", holdMetered != ""
	if n, err := strconv.Atoi(batteryMin); err == nil && n >= 0 && n <= 100 { // "" and nonsense are no limit
		r.BatteryMin = n
	}
	return r, nil
}

// Held returns the fault for which the user's rules hold back a post that is due, or
// nil.
func (e *Engine) Held(ctx context.Context) error {
	hold := e.powerHold(ctx)
	if hold == nil {
		return nil
	}
	due, err := e.Store.DuePosts(ctx, e.Clock.Now(), awakeBatch)
	if err != nil || !slices.ContainsFunc(due, func(p cuedrop.Post) bool { return !p.State.HandedOver() }) {
		return nil // what can't be read is told elsewhere
	}
	return hold
}

// SetPowerRules stores the user's rules and applies them at once. Invalid for a charge
// that is no percentage.
func (e *Engine) SetPowerRules(ctx context.Context, r cuedrop.PowerRules) error {
	if r.BatteryMin < 0 || r.BatteryMin > 100 {
		return fault.New(fault.Invalid, "power.battery_min", "The least charge is a percentage from 1 to 100, or 0 for no limit.")
	}
	batteryMin := ""
	if r.BatteryMin > 0 {
		batteryMin = strconv.Itoa(r.BatteryMin)
	}
	for _, s := range []struct{ key, value string }{
		{keyMaySleep, mark(!r.KeepAwake)}, {keyBatteryMin, batteryMin}, {keyHoldMetered, mark(r.HoldMetered)},
	} {
		if err := e.Store.SetSetting(ctx, s.key, s.value); err != nil {
			return err
		}
	}
	e.awake.Wake()
	return nil
}

func mark(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// powerHold returns the fault Unavailable, with the reason power.battery or
// power.metered, while the user's rules let nothing go out, and nil otherwise: also
// when the system does not tell.
func (e *Engine) powerHold(ctx context.Context) error {
	rules, err := e.PowerRules(ctx)
	if err != nil {
		return err
	}
	if rules.BatteryMin == 0 && !rules.HoldMetered {
		return nil
	}
	reason := holding(rules, e.power.read(ctx))
	if reason == "" {
		return nil
	}
	what, remedy := holdWords(reason, rules)
	return fault.New(fault.Unavailable, reason, what+" "+remedy).WithRetryAfter(powerAgain)
}

// holding returns the reason for which nothing may go out, or "".
func holding(rules cuedrop.PowerRules, s power.State) string {
	switch {
	case s.OnBattery == power.Yes && s.Percent >= 0 && s.Percent < rules.BatteryMin:
		return reasonBattery
	case rules.HoldMetered && s.Metered == power.Yes:
		return reasonMetered
	}
	return ""
}

// holdWords says why posts wait and what to do.
func holdWords(reason string, rules cuedrop.PowerRules) (what, remedy string) {
	if reason == reasonBattery {
		return fmt.Sprintf("The battery is below %d %%, so posts wait.", rules.BatteryMin),
			"Plug the computer in, or change the limit in the settings."
	}
	return "This connection is metered, so uploads wait.", "Use another one, or allow metered connections in the settings."
}
