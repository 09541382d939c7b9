package engine

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/lifecycle"
	"cuedrop/internal/power"
)

const (
	// awakeAhead is how long before a post the computer is kept awake: long enough that
	// a usual idle time-out does not end in between.
	awakeAhead = 10 * time.Minute
	// awakeEvery is the time between two looks while something is due soon, and between
	// two tries to keep the computer awake.
	awakeEvery = time.Minute
	// restEvery is the longest time between two looks while nothing is: a timer may
	// stand still while the computer sleeps, and another program may add posts.
	restEvery = 5 * time.Minute
	// awakeSettle lets changes that come together be one look.
	awakeSettle = 250 * time.Millisecond
	awakeBatch  = 200 // due posts looked at

	awakeCode = "awake" // of the health condition
	awakeWhy  = "A post is due soon or on its way to TikTok."
)

type awakeStore interface {
	DuePosts(ctx context.Context, now time.Time, limit int) ([]cuedrop.Post, error)
	NextDue(ctx context.Context, now time.Time) (time.Time, error)
	InFlight(context.Context) (int, error)
}

// awakeConfig are the parts that an awake is made of. All are required.
type awakeConfig struct {
	Store  awakeStore
	Bus    *event.Bus
	Health *health.Registry
	Clock  clock.Clock
	Log    *slog.Logger
	Rules  func(context.Context) (cuedrop.PowerRules, error)
	// Hold returns the fault for which nothing may go out, or nil.
	Hold   func(context.Context) error
	Paused func(context.Context) bool
	// Freed is told that what Hold held back may go out.
	Freed   func()
	Inhibit func(ctx context.Context, why string) (release func(), err error)
}

// awake keeps the computer from going to sleep while there is something to publish,
// and says what the power holds back. It is a lifecycle.Service.
type awake struct {
	awakeConfig
	wake chan struct{}
	lost atomic.Bool // what kept the computer awake has ended by itself

	run lifecycle.Loop

	// Of the loop alone:
	release func()    // nil = the computer may sleep
	retry   time.Time // no earlier than this is it tried again after a failure
	held    string    // the reason of the last look
}

var _ lifecycle.Service = (*awake)(nil)

func newAwake(c awakeConfig) *awake { return &awake{awakeConfig: c, wake: make(chan struct{}, 1)} }

// newAwake joins an awake to the system, or to what cfg gives instead.
func (e *Engine) newAwake(cfg Config) *awake {
	a := newAwake(awakeConfig{
		Store: e.Store, Bus: e.Bus, Health: e.Health, Clock: cfg.Clock, Log: cfg.Log,
		Rules: e.PowerRules, Hold: e.powerHold, Freed: e.Scheduler.Wake, Inhibit: cfg.Inhibit,
		Paused: func(ctx context.Context) bool { return e.Publisher.Limits(ctx).Paused },
	})
	if a.Inhibit == nil {
		a.Inhibit = power.New(a.noteLost).Inhibit
	}
	return a
}

// Wake makes it look soon. It never blocks.
func (a *awake) Wake() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// noteLost says that the computer is no longer kept awake.
func (a *awake) noteLost() {
	a.lost.Store(true)
	a.Wake()
}

// Start begins to look. ctx ends it like Stop does.
func (a *awake) Start(ctx context.Context) error {
	a.run.Start(ctx, a.Log, "awake", a.loop)
	return nil
}

// Stop ends the looking and lets the computer sleep.
func (a *awake) Stop() { a.run.Stop() }

func (a *awake) loop(ctx context.Context) {
	deaf := a.Bus.Subscribe(func(f event.Fact) {
		switch f.(type) {
		case event.PostChanged, event.PostRemoved, event.AccountChanged:
			a.Wake()
		}
	})
	defer deaf()
	defer a.letSleep()
	for ctx.Err() == nil {
		next := awakeEvery
		err := lifecycle.Guard(a.Log, "look whether to stay awake", func() (err error) {
			next, err = a.look(ctx)
			return err
		})
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("look whether to stay awake", "err", err)
			next = awakeEvery
		}
		if a.wait(ctx, next, a.wake) {
			a.wait(ctx, awakeSettle, nil)
		}
	}
}

// wait returns after d or with ctx, or true as soon as it is woken.
func (a *awake) wait(ctx context.Context, d time.Duration, woken <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-woken:
		return true
	}
	return false
}

// look does what is right now and returns when to look again.
func (a *awake) look(ctx context.Context) (time.Duration, error) {
	now := a.Clock.Now()
	// Ahead of what is due by one look, because a post that waits rests in between.
	due, err := a.Store.DuePosts(ctx, now.Add(awakeEvery), awakeBatch)
	if err != nil {
		return 0, err
	}
	onTheirWay, err := a.Store.InFlight(ctx)
	if err != nil {
		return 0, err
	}
	next, err := a.Store.NextDue(ctx, now)
	if err != nil {
		return 0, err
	}
	soon := !next.IsZero() && next.Sub(now) <= awakeAhead
	if len(due) == 0 && onTheirWay == 0 && !soon {
		a.tellHeld("", cuedrop.PowerRules{})
		a.letSleep()
		a.Health.Clear(awakeCode)
		if next.IsZero() {
			return restEvery, nil
		}
		return min(restEvery, max(next.Sub(now)-awakeAhead, time.Second)), nil
	}
	return awakeEvery, a.busy(ctx, now, due)
}

// busy is look while something is due soon or on its way.
func (a *awake) busy(ctx context.Context, now time.Time, due []cuedrop.Post) error {
	rules, err := a.Rules(ctx)
	if err != nil {
		return err
	}
	hold := a.Hold(ctx)
	reason := fault.ReasonOf(hold)
	if hold != nil && reason != reasonBattery && reason != reasonMetered {
		return hold
	}
	if hold == nil || !slices.ContainsFunc(due, func(p cuedrop.Post) bool { return !p.State.HandedOver() }) {
		reason = ""
	}
	a.tellHeld(reason, rules)
	// What can't go out is no reason to run a battery down. Being put to sleep does no
	// more harm than being quit.
	if hold != nil || !rules.KeepAwake || a.Paused(ctx) {
		a.letSleep()
		a.Health.Clear(awakeCode)
		return nil
	}
	a.keepAwake(ctx, now)
	return nil
}

// tellHeld raises the condition of the rule that holds posts back, and clears it when
// none does (reason "").
func (a *awake) tellHeld(reason string, rules cuedrop.PowerRules) {
	for _, code := range []string{reasonBattery, reasonMetered} {
		if code != reason {
			a.Health.Clear(code)
			continue
		}
		what, remedy := holdWords(reason, rules)
		a.Health.Raise(health.Condition{Code: code, Severity: health.Warning, Message: what, Remedy: remedy})
	}
	if a.held != "" && reason == "" {
		a.Freed()
	}
	a.held = reason
}

// keepAwake makes sure that the computer is kept awake, and says so when it can't be.
func (a *awake) keepAwake(ctx context.Context, now time.Time) {
	if a.release != nil && !a.lost.Load() {
		return
	}
	a.drop()
	if now.Before(a.retry) {
		a.cannot(nil)
		return
	}
	a.retry = now.Add(awakeEvery)
	a.lost.Store(false)
	release, err := a.Inhibit(ctx, awakeWhy)
	if err != nil {
		if ctx.Err() == nil {
			a.cannot(err)
		}
		return
	}
	a.release = release
	a.Health.Clear(awakeCode)
}

func (a *awake) cannot(err error) {
	if err != nil {
		a.Log.Info("keep the computer awake", "err", err)
	}
	a.Health.Raise(health.Condition{
		Code: awakeCode, Severity: health.Info,
		Message: "Cuedrop can't keep this computer awake for the next post.",
		Remedy:  "Turn off automatic sleep in the system's power settings, or see to it that the computer stays awake.",
	})
}

// letSleep takes back what keeps the computer awake. The next time is a new one.
func (a *awake) letSleep() {
	a.drop()
	a.retry = time.Time{}
}

func (a *awake) drop() {
	if a.release != nil {
		a.release()
		a.release = nil
	}
}
