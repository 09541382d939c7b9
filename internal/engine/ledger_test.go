package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
)

// shelf is a database of ledger lines that may be full.
type shelf struct {
	mu      sync.Mutex
	lines   []int // their statuses
	writes  int
	refuses error
	told    []error
}

func (s *shelf) write(_ context.Context, all []cuedrop.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses != nil {
		return s.refuses
	}
	s.writes++
	for _, r := range all {
		s.lines = append(s.lines, r.Status)
	}
	return nil
}

func (s *shelf) trouble(err error) { s.told = append(s.told, err) }

func (s *shelf) want(t *testing.T, writes, lines int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes != writes || len(s.lines) != lines {
		t.Errorf("%d lines in %d commits, want %d in %d", len(s.lines), s.writes, lines, writes)
	}
	for i, status := range s.lines {
		if status != i {
			t.Fatalf("line %d has number %d: out of order", i, status)
		}
	}
}

func TestLedgerWritesBesideTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		l := newLedger(slog.New(slog.DiscardHandler), s.write, s.trouble)
		for i := range 50 {
			l.add(cuedrop.Request{Status: i})
		}
		s.want(t, 0, 0) // nothing waited for the disk
		time.Sleep(ledgerWait)
		synctest.Wait()
		s.want(t, 1, 50)
		l.add(cuedrop.Request{Status: 50})
		l.flush()
		s.want(t, 2, 51)
		l.add(cuedrop.Request{Status: 51})
		l.close()
		s.want(t, 3, 52)
		l.close()
		s.want(t, 3, 52)
	})
}

func TestLedgerKeepsWhatTheDatabaseRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("disk full")
		s := &shelf{refuses: full}
		l := newLedger(slog.New(slog.DiscardHandler), s.write, s.trouble)
		l.add(cuedrop.Request{Status: 0})
		time.Sleep(2 * ledgerWait)
		synctest.Wait()
		l.add(cuedrop.Request{Status: 1})
		l.flush()
		s.want(t, 0, 0)
		if len(s.told) != 2 || !errors.Is(s.told[0], full) {
			t.Errorf("told %v", s.told)
		}
		s.refuses = nil
		for i := 2; i < ledgerMax+10; i++ {
			l.add(cuedrop.Request{Status: i})
		}
		l.close()
		s.want(t, 1, ledgerMax)
		if last := s.told[len(s.told)-1]; last != nil {
			t.Errorf("still in trouble: %v", last)
		}
	})
}
