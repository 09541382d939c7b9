// Package health keeps the lasting conditions that the user should know of, each
// with its cause, since when, and a remedy, instead of pop-ups. It knows event and
// clock; engine feeds it, app and cli read it.
package health

import (
	"sort"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/event"
)

// Severity ranks a condition.
type Severity string

// The severities: something works less well, or nothing can be published.
const (
	Warning Severity = "warning"
	Error   Severity = "error"
)

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

// Conditions returns the present conditions, errors first, then the oldest.
func (r *Registry) Conditions() []Condition {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Condition, 0, len(r.set))
	for _, c := range r.set {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Severity != all[j].Severity {
			return all[i].Severity == Error
		}
		if !all[i].Since.Equal(all[j].Since) {
			return all[i].Since.Before(all[j].Since)
		}
		return all[i].Code < all[j].Code
	})
	return all
}
