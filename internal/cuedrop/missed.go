package cuedrop

import (
	"time"

	"cuedrop/internal/fault"
)

// MissedAction is what becomes of a post whose time passed while nobody was there to
// send it. Stored on disk: do not rename.
type MissedAction string

// The actions (product.md, decision 7).
const (
	// MissedWithin sends a post that is a few minutes late and asks about the rest.
	MissedWithin MissedAction = "within"
	// MissedAsk asks about each.
	MissedAsk MissedAction = "ask"
	// MissedNextSlot gives a post the next free slot of its account.
	MissedNextSlot MissedAction = "next_slot"
	// MissedSkip cancels a post.
	MissedSkip MissedAction = "skip"
)

// MissedActions lists the actions.
var MissedActions = []MissedAction{MissedWithin, MissedAsk, MissedNextSlot, MissedSkip}

// MissedPolicy is an account's rule for such posts. A post that is more than Minutes
// late never goes out by itself, whatever made it late.
type MissedPolicy struct {
	Policy  MissedAction
	Minutes int
}

// DefaultMissed is the policy of an account whose user chose none.
var DefaultMissed = MissedPolicy{Policy: MissedWithin, Minutes: 60}

// missedMinutesMax is a day: what is later has lost its day.
const missedMinutesMax = 24 * 60

// Late is how late a post may be to go out by itself.
func (p MissedPolicy) Late() time.Duration { return time.Duration(p.Minutes) * time.Minute }

// Validate returns Invalid for a policy that can't be.
func (p MissedPolicy) Validate() error {
	if p.Minutes < 1 || p.Minutes > missedMinutesMax {
		return fault.New(fault.Invalid, "account.missed_minutes", "A post may be 1 to 1440 minutes late. Choose a number in between.")
	}
	switch p.Policy {
	case MissedWithin, MissedAsk, MissedNextSlot, MissedSkip:
		return nil
	}
	return fault.New(fault.Invalid, "account.missed_policy", "What becomes of a missed post is one of within, ask, next_slot, skip.")
}
