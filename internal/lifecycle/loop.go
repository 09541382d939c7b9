package lifecycle

import (
	"context"
	"log/slog"
	"sync"
)

// Loop is the one goroutine of a Service: begun once, ended by Stop or with its context,
// and begun anew after either. The zero Loop is ready; it is safe for concurrent use.
type Loop struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
}

// Start runs f in a goroutine, unless it runs already. f returns when its context ends.
func (l *Loop) Start(ctx context.Context, log *slog.Logger, name string, f func(context.Context)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cancel != nil {
		select {
		case <-l.done: // its context ended the last run
			l.cancel()
		default:
			return
		}
	}
	ctx, l.cancel = context.WithCancel(ctx)
	done := make(chan struct{})
	l.done = done
	Go(log, name, func() { f(ctx) }, func() { close(done) })
}

// Stop ends f and waits for it. It does nothing when f was never started.
func (l *Loop) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cancel == nil {
		return
	}
	l.cancel()
	<-l.done
	l.cancel = nil
}
