package schedule

import (
	"time"

	"cuedrop/internal/cuedrop"
)

// decision is what to do with one due post.
type decision int

const (
	drive decision = iota // publish it now
	hold                  // another post of its account is being published
	wait                  // backing off
	early                 // due only by a clock that is ahead
)

// plan decides about due posts, given in the order they are due. Posts of one
// account go one after the other, accounts side by side. now is by the computer's
// clock, trusted the true time as far as it is known. busy are the accounts with a
// post under way; resting says until when a post backs off.
func plan(due []cuedrop.Post, now, trusted time.Time, busy map[cuedrop.AccountID]bool, resting map[cuedrop.PostID]time.Time) []decision {
	taken := map[cuedrop.AccountID]bool{}
	out := make([]decision, len(due))
	for i, p := range due {
		switch {
		case p.State == cuedrop.Scheduled && p.Schedule.At.After(trusted):
			out[i] = early
		case resting[p.ID].After(now):
			out[i] = wait
		case busy[p.AccountID] || taken[p.AccountID]:
			out[i] = hold
		default:
			out[i] = drive
			taken[p.AccountID] = true
		}
	}
	return out
}

// backoff is how long a post rests after its nth failure in a row: 1 s doubling up
// to 5 min (reliability-security.md G9), less up to a quarter by jitter in [0, 1).
func backoff(failures int, jitter float64) time.Duration {
	d := 5 * time.Minute
	if failures < 10 {
		d = min(d, time.Second<<max(failures-1, 0))
	}
	return d - time.Duration(jitter*float64(d)/4)
}
