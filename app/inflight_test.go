package app

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// hanging is a bundle whose System.SearchFFmpeg hangs in the middle, until its context
// ends or, with deaf, until let; and then reads from the database.
func hanging(t *testing.T, deaf bool) (b *bundle, begun, let chan struct{}) {
	b = setup(t)
	_, f := b.withLocks(cuedrop.LockRules{})
	begun, let = make(chan struct{}), make(chan struct{})
	s := b.shownSession()
	s.listen(b.ctx)
	s.SearchFFmpeg = func(ctx context.Context) (cuedrop.FFmpeg, error) {
		close(begun)
		if !deaf {
			<-ctx.Done()
		}
		<-let
		_, err := s.Settings.Setting(context.WithoutCancel(ctx), "x")
		return cuedrop.FFmpeg{}, err
	}
	f.onLock = func() { _ = b.store.Close() }
	return b, begun, let
}

// TestALockWaitsForCallsUnderWay: their context ends, no new one begins, and the database
// is there until they are through.
func TestALockWaitsForCallsUnderWay(t *testing.T) {
	t.Parallel()
	b, begun, let := hanging(t, false)
	call, lock := make(chan error, 1), make(chan error, 1)
	go func() { _, err := (&System{b.App}).SearchFFmpeg(); call <- err }()
	<-begun
	go func() { lock <- (&Workspace{b.App}).Lock() }()
	for tick := time.NewTicker(time.Millisecond); b.sessions.current() != nil; <-tick.C {
	}
	if _, err := (&System{b.App}).Snapshot(); fault.ReasonOf(err) != "workspace.locked" {
		t.Errorf("a new call: %v", err)
	}
	select {
	case err := <-lock:
		t.Errorf("it is locked while a call is under way: %v", err)
	default:
	}
	close(let)
	if err := <-call; err != nil { // it came through: the database was there
		t.Errorf("the call: %v", err)
	}
	if err := <-lock; err != nil {
		t.Error(err)
	}
	if b.log.Len() > 0 {
		t.Errorf("logged %s", b.log)
	}
}

// TestACallThatOutlastsTheLock is not waited for for ever; what becomes of it is that the
// workspace is locked, and nothing to be alarmed of.
func TestACallThatOutlastsTheLock(t *testing.T) {
	t.Parallel()
	b, begun, let := hanging(t, true)
	call := make(chan error, 1)
	go func() { _, err := (&System{b.App}).SearchFFmpeg(); call <- err }()
	<-begun
	locking := time.Now()
	if err := (&Workspace{b.App}).Lock(); err != nil {
		t.Error(err)
	}
	if took := time.Since(locking); took < lockedWithin || took > 4*lockedWithin {
		t.Errorf("it took %v", took)
	}
	close(let)
	if err := <-call; fault.ReasonOf(err) != "workspace.locked" {
		t.Errorf("the call: %v", err)
	}
	if b.log.Len() > 0 {
		t.Errorf("logged %s", b.log)
	}
}

// TestCallsUnderWayAreCounted, whichever way they end.
func TestCallsUnderWayAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c inflight
		for range 3 {
			if !c.enter() {
				t.Fatal("refused")
			}
		}
		idle := c.end()
		if c.enter() || !c.ended() {
			t.Error("entered after the end")
		}
		go func() {
			for range 3 {
				<-time.After(time.Second)
				c.leave()
			}
		}()
		began := time.Now()
		<-idle
		<-c.end()
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("idle after %v", took)
		}
	})
}

// TestASignInEndsWithItsWorkspace: locking it, or turning to another one, while the user is
// asked who has signed in connects nothing, and the page of the other one hears nothing of
// it.
func TestASignInEndsWithItsWorkspace(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *Workspace) error{
		"locked": func(w *Workspace) error { return w.Lock() },
		"turned": func(w *Workspace) error { return w.Show("other") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := confirming(t)
			b.withLocks(cuedrop.LockRules{})
			on := b.shownSession()
			on.listen(b.ctx)
			call := make(chan error, 1)
			go func() {
				_, err := (&Accounts{b.App}).Connect("")
				call <- err
			}()
			b.asked()
			before := len(b.heard())
			if err := end(&Workspace{b.App}); err != nil {
				t.Fatal(err)
			}
			if err := <-call; fault.ReasonOf(err) != "workspace.locked" && !fault.Is(err, fault.Canceled) {
				t.Errorf("Connect = %v", err)
			}
			all, err := on.Accounts.Accounts(t.Context())
			if err != nil || len(all) != 1 {
				t.Errorf("accounts %+v, %v", all, err)
			}
			for _, e := range b.heard()[before:] {
				if e.Name == EventSignInChanged {
					t.Errorf("told %+v", e)
				}
			}
			if b.log.Len() > 0 {
				t.Errorf("logged %s", b.log)
			}
		})
	}
}
