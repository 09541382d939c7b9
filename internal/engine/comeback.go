package engine

import (
	"context"
	"time"

	"cuedrop/internal/lifecycle"
)

const (
	// comebackSettle is how long a network gets to have an address and a name server
	// after its first sign of life.
	comebackSettle = 2 * time.Second
	// comebackPause is between two tries to listen to a system that would not be listened to.
	comebackPause = 5 * time.Minute
)

// comeback has what waits looked at as soon as the network returns or the computer wakes,
// instead of at the next tick. It is a lifecycle.Service. Where the system tells
// nothing, the ticks do what they always do.
type comeback struct {
	engine *Engine
	signs  chan struct{}
	// sources tell of a return, each until its context ends.
	sources []func(context.Context, func()) error
	back    func() // called once things have settled
	run     lifecycle.Loop
}

var _ lifecycle.Service = (*comeback)(nil)

func (e *Engine) newComeback(cfg Config) *comeback {
	return &comeback{
		engine: e, signs: make(chan struct{}, 1), sources: cfg.Returns,
		back: func() { e.Scheduler.NetworkBack(); e.awake.Wake() },
	}
}

// Start begins to listen. ctx ends it like Stop does.
func (c *comeback) Start(ctx context.Context) error {
	c.run.Start(ctx, c.engine.Log, "comeback", c.loop)
	return nil
}

// Stop ends the listening and waits for it.
func (c *comeback) Stop() { c.run.Stop() }

func (c *comeback) loop(ctx context.Context) {
	done := make(chan struct{})
	for _, source := range c.sources {
		lifecycle.Go(c.engine.Log, "listen for a comeback", func() { c.listen(ctx, source) }, func() { done <- struct{}{} })
	}
	for range c.settled(ctx) {
		c.back()
	}
	for range c.sources {
		<-done
	}
}

func (c *comeback) listen(ctx context.Context, source func(context.Context, func()) error) {
	for ctx.Err() == nil {
		err := source(ctx, func() {
			select {
			case c.signs <- struct{}{}:
			default:
			}
		})
		if ctx.Err() != nil {
			return
		}
		c.engine.Log.Debug("the system tells of no comeback", "err", err)
		t := time.NewTimer(comebackPause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
		}
	}
}

// settled yields once for signs that come together, until ctx ends.
func (c *comeback) settled(ctx context.Context) func(func() bool) {
	return func(yield func() bool) {
		for {
			select {
			case <-c.signs:
			case <-ctx.Done():
				return
			}
			t := time.NewTimer(comebackSettle)
			select {
			case <-t.C:
			case <-ctx.Done():
				t.Stop()
				return
			}
			select { // what came meanwhile belongs to it
			case <-c.signs:
			default:
			}
			if !yield() {
				return
			}
		}
	}
}
