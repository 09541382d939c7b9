package tiktok

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestPaceKeepsEveryMinuteWithinTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Now)
		var mu sync.Mutex
		var at []time.Time
		var wg sync.WaitGroup
		for range 75 {
			wg.Go(func() {
				if err := p.wait(t.Context(), EndpointStatus, "act.1"); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				at = append(at, time.Now())
			})
		}
		wg.Wait()
		for i := range at {
			if i >= 30 && at[i].Sub(at[i-30]) < time.Minute {
				t.Errorf("calls %d and %d are %v apart", i-30, i, at[i].Sub(at[i-30]))
			}
		}
		if last := at[74].Sub(at[0]); last > 3*time.Minute {
			t.Errorf("75 calls took %v", last)
		}
	})
}

func TestPaceWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(time.Now)
		for range 20 {
			if err := p.wait(t.Context(), EndpointCreatorInfo, "act.1"); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.wait(ctx, EndpointCreatorInfo, "act.1"); !fault.Is(err, fault.Canceled) {
			t.Errorf("%v, want Canceled", err)
		}
		start := time.Now()
		if err := p.wait(t.Context(), EndpointCreatorInfo, "act.1"); err != nil || time.Since(start) > paceWindow+paceMargin {
			t.Errorf("%v after %v: the place given up was not freed", err, time.Since(start))
		}
		start = time.Now()
		if err := p.wait(t.Context(), EndpointCreatorInfo, "act.2"); err != nil || time.Since(start) != 0 {
			t.Errorf("another token waited %v", time.Since(start))
		}
		time.Sleep(time.Hour)
		_ = p.try(EndpointStatus, "act.3")
		if len(p.calls) != 1 {
			t.Errorf("%d tokens are remembered, want 1", len(p.calls))
		}
	})
}

func TestSeventhInitIsNotSent(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, ok(initOK)))
	for range 6 {
		if _, err := b.Init(t.Context(), "act.1", directRequest()); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.Init(t.Context(), "act.1", directRequest())
	wantFault(t, "seventh", err, fault.RateLimited, "tiktok.init_paced")
	if wait := fault.RetryAfterOf(err); wait <= 0 || wait > paceWindow+paceMargin || b.count() != 6 {
		t.Errorf("wait %v, %d requests", wait, b.count())
	}
	inbox := directRequest()
	inbox.Mode = cuedrop.ModeInbox
	if _, err := b.Init(t.Context(), "act.1", inbox); err != nil {
		t.Errorf("the inbox has its own limit: %v", err)
	}
	if _, err := b.Init(t.Context(), "act.2", directRequest()); err != nil {
		t.Errorf("another token has its own limit: %v", err)
	}
}
