package library

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

const (
	// watchEvery is the time between two looks at the clips of what is due soon.
	watchEvery = time.Minute
	// WatchAhead and watchNear are how long before its time the file of a post is
	// looked at (reliability-security.md D1). Publishing looks a third time.
	WatchAhead = 24 * time.Hour
	watchNear  = time.Hour
)

// Watch finds out ahead of time that the file of a scheduled post is gone or has
// changed, while there is time to put it back. It is a lifecycle.Service.
type Watch struct {
	library *Library
	posts   func(context.Context) ([]cuedrop.Post, error)
	// tell is told of a post whose file is not there as it was added, with Verify's
	// fault, and with nil once all is well or the post is no longer waiting.
	tell func(cuedrop.PostID, error)

	looked map[cuedrop.PostID]look // of the loop alone

	run lifecycle.Loop
}

// look is how a post's file was found.
type look struct {
	near   bool   // within watchNear
	reason string // of the fault, "" = as it was added
}

var _ lifecycle.Service = (*Watch)(nil)

// NewWatch returns a watch on the files of posts that is not running.
func NewWatch(l *Library, posts func(context.Context) ([]cuedrop.Post, error), tell func(cuedrop.PostID, error)) *Watch {
	return &Watch{library: l, posts: posts, tell: tell, looked: map[cuedrop.PostID]look{}}
}

// Start begins to look. ctx ends the watch like Stop does.
func (w *Watch) Start(ctx context.Context) error {
	w.run.Start(ctx, w.library.Log, "watch clips", w.loop)
	return nil
}

// Stop ends the loop and waits for a look under way.
func (w *Watch) Stop() { w.run.Stop() }

func (w *Watch) loop(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		err := lifecycle.Guard(w.library.Log, "watch clips", func() error { return w.look(ctx) })
		if err != nil && ctx.Err() == nil {
			w.library.Log.Info("watch clips", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// look looks once at each post that is due within a day: when it comes within the day,
// when it comes within the hour, and every time while its file is not as it was.
func (w *Watch) look(ctx context.Context) error {
	posts, err := w.posts(ctx)
	if err != nil {
		return err
	}
	waiting, now := map[cuedrop.PostID]bool{}, w.library.Clock.Now()
	for _, p := range posts {
		left := p.DueAt().Sub(now)
		if p.State != cuedrop.Scheduled || left > WatchAhead {
			continue
		}
		waiting[p.ID] = true
		last, known := w.looked[p.ID]
		found := look{near: left <= watchNear}
		if known && last.reason == "" && last.near == found.near {
			continue
		}
		err := w.verify(ctx, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if found.reason = fault.ReasonOf(err); err == nil {
			found.reason = ""
		}
		w.looked[p.ID] = found
		if found.reason != last.reason {
			w.tell(p.ID, err)
		}
	}
	for id, last := range w.looked {
		if !waiting[id] {
			delete(w.looked, id)
			if last.reason != "" {
				w.tell(id, nil)
			}
		}
	}
	return nil
}

func (w *Watch) verify(ctx context.Context, p cuedrop.Post) error {
	m, err := w.library.Store.Media(ctx, p.MediaID)
	if err != nil {
		return err
	}
	return w.library.Verify(ctx, m)
}
