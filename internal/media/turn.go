package media

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// Turn lets the engines of one program convert one clip at a time: two at once gain
// nothing and double the memory (media.md 4). Whoever comes first is first, and each
// engine waits with one clip at most, so that many clips of one hold up no other.
type Turn struct{ conversion *semaphore.Weighted }

// NewTurn returns a turn that nobody has.
func NewTurn() *Turn { return &Turn{semaphore.NewWeighted(1)} }

// convert takes the turn to convert and returns how to give it back, or a Canceled fault
// when ctx ends first.
func (e *Engine) convert(ctx context.Context) (release func(), err error) {
	own, err := acquire(ctx, e.transcodes)
	if err != nil || e.opts.Turn == nil {
		return own, err
	}
	if err := e.opts.Turn.conversion.Acquire(ctx, 1); err != nil {
		own()
		return nil, canceled(ctx)
	}
	return func() {
		e.opts.Turn.conversion.Release(1)
		own()
	}, nil
}
