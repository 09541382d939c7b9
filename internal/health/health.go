// Package health keeps the lasting conditions that the user should know of, each
// with its cause, since when, and a remedy, instead of pop-ups. It knows event and
// clock; engine feeds it, app and cli read it.
package health

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/event"
)

// Severity ranks a condition.
type Severity string

// The severities: something is good to know, something works less well, or nothing can
// be published.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// ranks are the severities, the worst first.
var ranks = []Severity{Error, Warning, Info}

// Condition is one lasting problem. Code is stable and names the kind of problem,
// with the thing it concerns after a colon where there are several
// ("signed_out:acct_…").
type Condition struct {
	Code     string
	Severity Severity
	Message  string // one sentence: what is wrong
	Remedy   string // one sentence: what to do
	// Since is when it began, where whoever raises it knows; or else when it was first
	// raised.
	Since time.Time
}

// Registry is the set of present conditions. It is safe for concurrent use.
type Registry struct {
	clock clock.Clock
	bus   *event.Bus
	mu    sync.Mutex
	set   map[string]Condition
}

// New returns an empty registry that reports changes on bus.
func New(c clock.Clock, bus *event.Bus) *Registry {
	return &Registry{clock: c, bus: bus, set: map[string]Condition{}}
}

// Raise adds or rewords the condition c.Code. Since stays that of the first time.
// What another condition explains is raised all the same, and comes to light by
// itself when that one is cleared.
func (r *Registry) Raise(c Condition) {
	r.mu.Lock()
	old, known := r.set[c.Code]
	switch {
	case known:
		c.Since = old.Since
	case c.Since.IsZero():
		c.Since = r.clock.Now().UTC()
	}
	r.set[c.Code] = c
	r.mu.Unlock()
	if c != old {
		r.bus.Publish(event.HealthChanged{})
	}
}

// Clear removes the condition code, if it is there.
func (r *Registry) Clear(code string) {
	r.mu.Lock()
	_, known := r.set[code]
	delete(r.set, code)
	r.mu.Unlock()
	if known {
		r.bus.Publish(event.HealthChanged{})
	}
}

// Present reports whether the condition code is there, shown or not.
func (r *Registry) Present(code string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, known := r.set[code]
	return known
}

// Conditions returns the present conditions, the worst first, then the oldest.
func (r *Registry) Conditions() []Condition {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Collect(maps.Values(r.set))
	if all == nil {
		all = []Condition{}
	}
	slices.SortFunc(all, compare)
	return all
}

// Visible returns the present conditions that no other one explains, in the order of
// Conditions, each with those that it explains.
func (r *Registry) Visible() []Shown { return Explain(r.Conditions()) }

func compare(a, b Condition) int {
	return cmp.Or(slices.Index(ranks, a.Severity)-slices.Index(ranks, b.Severity), a.Since.Compare(b.Since), cmp.Compare(a.Code, b.Code))
}
