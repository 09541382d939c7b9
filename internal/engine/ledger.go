package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/lifecycle"
)

const (
	// ledgerWait is how long the first waiting line waits for others: a commit to the
	// disk between two chunks costs more of an upload's speed than the chunk's own
	// acknowledgement may.
	ledgerWait = 250 * time.Millisecond
	// ledgerMax bounds the lines kept in memory while the database takes none.
	ledgerMax = 5000
	// ledgerWithin is how long one writing may take.
	ledgerWithin = 10 * time.Second
)

// ledger writes the list of requests beside the work, in order, a few lines at a
// time. What was added before flush or close returned is on the disk then; a killed
// program loses at most the lines of the last moment. It is safe for concurrent use.
type ledger struct {
	write func(context.Context, []cuedrop.Request) error
	// trouble is told of lines that could not be written, and of nil once they are.
	trouble func(error)
	log     *slog.Logger

	more    chan struct{}
	end     chan struct{}
	done    chan struct{}
	once    sync.Once
	writing sync.Mutex // keeps the order of two flushes

	mu      sync.Mutex
	waiting []cuedrop.Request
	lost    int
}

func newLedger(log *slog.Logger, write func(context.Context, []cuedrop.Request) error, trouble func(error)) *ledger {
	l := &ledger{write: write, trouble: trouble, log: log, more: make(chan struct{}, 1), end: make(chan struct{}), done: make(chan struct{})}
	lifecycle.Go(log, "ledger", l.loop, func() { close(l.done) })
	return l
}

// add notes one line. It never waits for the disk.
func (l *ledger) add(r cuedrop.Request) {
	l.mu.Lock()
	if len(l.waiting) < ledgerMax {
		l.waiting = append(l.waiting, r)
	} else {
		l.lost++
	}
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

func (l *ledger) loop() {
	for {
		select {
		case <-l.more:
		case <-l.end:
			return
		}
		timer := time.NewTimer(ledgerWait)
		select {
		case <-timer.C:
		case <-l.end:
		}
		timer.Stop()
		_ = lifecycle.Guard(l.log, "write the ledger", func() error { l.flush(); return nil })
	}
}

// flush writes what waits. Lines that can't be written wait for the next time.
func (l *ledger) flush() {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	batch, lost := l.waiting, l.lost
	l.waiting, l.lost = nil, 0
	l.mu.Unlock()
	if lost > 0 {
		l.log.Error("requests missing in the ledger", "count", lost)
	}
	if len(batch) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), ledgerWithin)
	defer cancel()
	err := l.write(ctx, batch)
	if err != nil {
		l.mu.Lock()
		l.waiting = append(batch, l.waiting...)
		l.mu.Unlock()
	}
	l.trouble(err)
}

// close writes what waits and ends the ledger. It may be called twice.
func (l *ledger) close() {
	l.once.Do(func() {
		close(l.end)
		<-l.done
		l.flush()
	})
}
