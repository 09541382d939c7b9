package library

import (
	"context"
	"sync"

	"cuedrop/internal/fault"
)

// flights make each thing once, however many ask for it at the same time, and end the
// work when the last of those who wait gives up. The zero value is ready.
type flights struct {
	mu  sync.Mutex
	all map[string]*flight
}

// flight is one thing being made.
type flight struct {
	waiting int
	cancel  context.CancelFunc
	done    chan struct{}
	err     error // once done is closed
}

// do runs work under key unless that runs already, and waits for it. work gets a context
// that ends when nobody waits any more.
func (f *flights) do(ctx context.Context, key string, work func(context.Context) error) error {
	f.mu.Lock()
	one := f.all[key]
	if one == nil {
		one = f.begin(ctx, key, work)
	}
	one.waiting++
	f.mu.Unlock()
	select {
	case <-one.done:
		return one.err
	case <-ctx.Done():
	}
	f.mu.Lock()
	if one.waiting--; one.waiting == 0 {
		one.cancel()
		if f.all[key] == one {
			delete(f.all, key) // who asks now starts anew
		}
	}
	f.mu.Unlock()
	return fault.Wrap(context.Cause(ctx), fault.Canceled, "media.canceled", "Canceled. Your file was not changed.")
}

// begin starts work. f.mu is held.
func (f *flights) begin(ctx context.Context, key string, work func(context.Context) error) *flight {
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	one := &flight{cancel: cancel, done: make(chan struct{})}
	if f.all == nil {
		f.all = map[string]*flight{}
	}
	f.all[key] = one
	go func() {
		defer cancel()
		var err error = fault.New(fault.Internal, "", "")
		defer func() { // also when work panics: nobody waits for ever
			f.mu.Lock()
			one.err = err
			if f.all[key] == one {
				delete(f.all, key)
			}
			f.mu.Unlock()
			close(one.done)
		}()
		err = work(inner)
	}()
	return one
}
