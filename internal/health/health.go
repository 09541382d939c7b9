// Package health keeps the lasting conditions that the user should know of, each
// with its cause, since when, and a remedy, instead of pop-ups. It knows event and
// clock; engine feeds it, app and cli read it.
package health

import (
	"slices"
	"sort"
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
	Since    time.Time
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
func (r *Registry) Raise(c Condition) {
	r.mu.Lock()
	old, known := r.set[c.Code]
	c.Since = old.Since
	if !known {
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

// Conditions returns the present conditions, the worst first, then the oldest.
func (r *Registry) Conditions() []Condition {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Condition, 0, len(r.set))
	for _, c := range r.set {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool {
		if a, b := slices.Index(ranks, all[i].Severity), slices.Index(ranks, all[j].Severity); a != b {
			return a < b
		}
		if !all[i].Since.Equal(all[j].Since) {
			return all[i].Since.Before(all[j].Since)
		}
		return all[i].Code < all[j].Code
	})
	return all
}
