package engine

import (
	"context"
	"fmt"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/library"
)

// upkeep puts right what a killed program, or an older one, left. It runs before
// anything is published. What fails is logged: nothing here is worth not publishing.
func (e *Engine) upkeep(ctx context.Context) {
	e.sweepAll(ctx)
	e.retain(ctx)
	moved, err := e.Queue.Resettle(ctx)
	if err != nil {
		e.Log.Warn("work out times anew", "err", err)
	}
	if len(moved) == 0 {
		return
	}
	for _, m := range moved {
		e.Log.Info("time worked out anew", "post", m.Post.ID, "zone", m.From.Zone, "from", m.From.At, "to", m.Post.Schedule.At)
	}
	zone := moved[0].From.Zone
	message := "The clocks of " + zone + " follow another rule now: 1 post keeps its time of day."
	if len(moved) > 1 {
		message = fmt.Sprintf("The clocks of %s follow another rule now: %d posts keep their time of day.", zone, len(moved))
	}
	e.Health.Raise(health.Condition{
		Code: "clock_rules", Severity: health.Warning,
		Message: message, Remedy: "Look at the times in the queue.",
	})
}

// sweepAll removes files that nothing needs any more. The posts are read once: at a start the
// window reads them too.
func (e *Engine) sweepAll(ctx context.Context) {
	posts, err := e.Queue.Posts(ctx)
	if err != nil {
		e.Log.Warn("read posts to sweep by", "err", err)
		return
	}
	if err := e.sweep(posts); err != nil {
		e.Log.Warn("sweep renditions", "err", err)
	}
	if err := e.sweepCache(ctx, posts); err != nil {
		e.Log.Warn("sweep cache", "err", err)
	}
}

// sweep removes renditions that no post needs any more.
func (e *Engine) sweep(posts []cuedrop.Post) error {
	needed := map[cuedrop.PostID]bool{}
	for _, p := range posts {
		needed[p.ID] = !p.State.Final() || p.State == cuedrop.Failed
	}
	n, err := e.Library.Sweep(func(id cuedrop.PostID) bool { return needed[id] })
	if n > 0 {
		e.Log.Info("swept renditions", "removed", n)
	}
	return err
}

// dueSoon returns the posts of the next day, the first few hundred of them.
func (e *Engine) dueSoon(ctx context.Context) ([]cuedrop.Post, error) {
	return e.Store.DuePosts(ctx, e.Clock.Now().Add(library.WatchAhead), sourcesAtOnce)
}

// sourcesAtOnce bounds how many clips are looked at in one go.
const sourcesAtOnce = 300

// source raises, or clears, the condition that the file of a waiting post is not there
// as it was added.
func (e *Engine) source(id cuedrop.PostID, err error) {
	code := "source:" + string(id)
	if err == nil {
		e.Health.Clear(code)
		return
	}
	e.Health.Raise(health.Condition{
		Code: code, Severity: health.Warning,
		Message: "The clip of a post that is due soon is not where it was.", Remedy: fault.MessageOf(err),
	})
}
