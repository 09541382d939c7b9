package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/store"
)

// Codes of health conditions about the database.
const (
	codeRestored = "store.restored"
	codeOldCopy  = cuedrop.ReasonOldCopy
)

// oldCopy is how far a workspace that counts as an old copy has been settled.
type oldCopy struct {
	mu      sync.Mutex
	settled bool
}

// marksName is the folder of the marks in the data folder.
const marksName = "marks"

// mark is where the store remembers how far the workspace has come: outside of it, and
// apart for two copies of one workspace in one data folder.
func (e *Engine) mark(workspaceID string) string {
	workspaces, name := filepath.Split(e.dir)
	return filepath.Join(filepath.Dir(filepath.Clean(workspaces)), marksName, workspaceID+"."+name)
}

// tellStorage says what opening the database found.
func (e *Engine) tellStorage(ctx context.Context) error {
	if r := e.Store.Restored(); r != nil {
		e.Log.Error("database damaged, backup restored", "from", r.From.Path, "kept", r.Aside)
	}
	c, old, err := e.Store.OldCopy(ctx)
	if err != nil || !old {
		return err
	}
	e.Log.Warn("the workspace is an old copy", "reason", c.Reason)
	if c.Reason == store.CopyRestored {
		e.Health.Raise(restored(c.From))
	}
	e.Health.Raise(health.Condition{
		Code: codeOldCopy, Severity: health.Warning,
		Message: found[c.Reason] + " Posts that may have gone out meanwhile are held back.",
		Remedy:  "Look on TikTok before you post them again.",
	})
	return nil
}

func restored(from time.Time) health.Condition {
	return health.Condition{
		Code: codeRestored, Severity: health.Warning,
		Message: "The database was damaged and was replaced by the backup of " + from.Format("2 January 2006, 15:04") + " UTC. What came after is not in it.",
		Remedy:  "Add what is missing again. The damaged file is kept in the workspace folder.",
	}
}

// found says how the workspace was found to be an old copy.
var found = map[store.CopyReason]string{
	store.CopyRestored:     "This workspace was restored from a backup.",
	store.CopyBehind:       "This workspace has lost its newest changes.",
	store.CopyOtherFile:    "This workspace was restored from a copy or moved.",
	store.CopyOtherMachine: "This workspace was last used on another computer.",
}

// settleCopy makes a workspace that counts as an old copy safe to publish from, and
// then accepts it as it is. It does nothing in one that does not. The caller holds the
// publishing lock. A crash on the way, or an error, leaves the rest to the next call.
func (e *Engine) settleCopy(ctx context.Context) error {
	e.copy.mu.Lock()
	defer e.copy.mu.Unlock()
	if e.copy.settled {
		return nil
	}
	c, old, err := e.Store.OldCopy(ctx)
	if err != nil {
		return err
	}
	if old {
		if err := e.holdBack(ctx, c); err != nil {
			return err
		}
	}
	e.copy.settled = true
	return nil
}

func (e *Engine) holdBack(ctx context.Context, c store.Copy) error {
	now := e.Clock.Now()
	posts, err := e.Store.Posts(ctx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if err := e.holdBackPost(ctx, p, now); err != nil {
			return fmt.Errorf("hold back post %s: %w", p.ID, err)
		}
	}
	e.point("before accepting the file")
	if err := e.Store.AcceptFile(ctx); err != nil {
		return err
	}
	e.point("after accepting the file")
	held := 0 // also those of a run that was cut short
	if posts, err = e.Store.Posts(ctx); err != nil {
		return err
	}
	for _, p := range posts {
		if p.State.NeedsUser() && p.Failure != nil && p.Failure.Reason == cuedrop.ReasonOldCopy {
			held++
		}
	}
	e.Log.Warn("old copy accepted", "reason", c.Reason, "held_back", held)
	if held == 0 {
		e.Health.Clear(codeOldCopy)
		return nil
	}
	e.Health.Raise(health.Condition{
		Code: codeOldCopy, Severity: health.Warning,
		Message: fmt.Sprintf("%s Posts that may have gone out meanwhile are held back: %d.", found[c.Reason], held),
		Remedy:  "Look on TikTok before you post them again.",
	})
	return nil
}

func (e *Engine) holdBackPost(ctx context.Context, p cuedrop.Post, now time.Time) error {
	for {
		a, err := e.liveAttempt(ctx, p)
		if err != nil {
			return err
		}
		c, more := cuedrop.OldCopyChange(p, a, now)
		if !more {
			return nil
		}
		e.point("before holding back")
		changed, err := e.Store.Apply(ctx, c)
		e.point("after holding back")
		switch {
		case err == nil:
			p = changed
		case fault.Is(err, fault.Conflict): // the user was quicker, in another program
			if p, err = e.Store.Post(ctx, p.ID); fault.Is(err, fault.NotFound) {
				return nil
			} else if err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// liveAttempt returns the live attempt of p without its upload address, which may be
// sealed with a key that is not there.
func (e *Engine) liveAttempt(ctx context.Context, p cuedrop.Post) (*cuedrop.Attempt, error) {
	if !p.State.InFlight() {
		return nil, nil
	}
	all, err := e.Store.Attempts(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].EndedAt.IsZero() {
			return &all[i], nil
		}
	}
	return nil, nil
}

func (e *Engine) point(name string) {
	if e.probe != nil {
		e.probe(name)
	}
}

// settledLease lets the scheduler look at no post before an old copy is settled.
type settledLease struct {
	*lease
	settle func(context.Context) error
}

// Hold implements the scheduler's interface. It settles only while nobody else
// publishes.
func (l settledLease) Hold(ctx context.Context, now time.Time) error {
	if err := l.lease.Hold(ctx, now); err != nil {
		return err
	}
	return l.settle(ctx)
}
