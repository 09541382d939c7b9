package account_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestTheCallersEndDoesNotEndTheRefresh: the window closes while TikTok has already
// rotated (reliability-security.md A18).
func TestTheCallersEndDoesNotEndTheRefresh(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.takes = 10 * time.Second
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error)
		go func() {
			_, err := b.use(ctx)
			got <- err
		}()
		wait(time.Second)
		cancel()
		wantFault(t, <-got, fault.Canceled, "canceled")
		b.Stop() // gives up after five of the nine seconds
		b.wantCalls()
		wait(5 * time.Second)
		b.wantCalls("refresh rft-1")
		if stored, err := b.store.Tokens(t.Context(), b.id); err != nil || stored.Access != "act-2" {
			t.Errorf("stored %q, %v", stored.Access.Reveal(), err)
		}
	})
}

func TestQuittingWaitsForARefreshUnderWay(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.Stop() // at once
		wait(2 * time.Hour)
		b.tiktok.takes = 4 * time.Second
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _, _ = b.use(ctx) }()
		wait(time.Second)
		cancel()
		b.Stop()
		if stored, err := b.store.Tokens(t.Context(), b.id); err != nil || stored.Access != "act-2" {
			t.Errorf("stored %q, %v", stored.Access.Reveal(), err)
		}
	})
}

// TestAnAnswerAtTheLastMomentIsStored: the time allowed for asking has passed when
// the answer is there.
func TestAnAnswerAtTheLastMomentIsStored(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.takes, b.tiktok.deaf = 2*time.Minute, true
		if got, err := b.use(t.Context()); got != "act-2" || err != nil {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	})
}

// TestATikTokThatHangsIsGivenUpBeforeTheLeaseEnds, so that another program never
// asks at the same time.
func TestATikTokThatHangsIsGivenUpBeforeTheLeaseEnds(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.takes = time.Hour
		start := time.Now()
		_, err := b.use(t.Context())
		wantFault(t, err, fault.Unavailable, "tiktok.offline")
		if took := time.Since(start); took >= 45*time.Second {
			t.Errorf("gave up after %v", took)
		}
		b.wantCalls()
	})
}

// TestALeaseOfADeadProgramIsWaitedOut: it was killed in the middle of a refresh that
// TikTok never saw.
func TestALeaseOfADeadProgramIsWaitedOut(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		start := time.Now()
		if ok, err := b.store.LeaseRefresh(t.Context(), b.id, start, start.Add(45*time.Second)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if got, err := b.use(t.Context()); got != "act-2" || err != nil {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
		if waited := time.Since(start); waited < 45*time.Second || waited > 46*time.Second {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestATokenThatTikTokRefusesIsRenewedOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.set(func() { b.tiktok.dead = true })
		calls := 0
		err := b.WithToken(t.Context(), b.id, func(access cuedrop.Secret) error {
			calls++
			if access == "act-2" {
				b.tiktok.set(func() { b.tiktok.dead = false })
			}
			return b.tiktok.accept(access)
		})
		if err != nil || calls != 2 {
			t.Errorf("%d calls, %v", calls, err)
		}
		b.wantCalls("refused act-1", "refresh rft-1")
		if got := b.health(); got != cuedrop.AccountOK {
			t.Errorf("the account is %s", got)
		}
	})
}

func TestATokenThatTikTokRefusesTwiceEndsTheSignIn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.dead = true
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "tiktok.access_token_invalid")
		b.wantCalls("refused act-1", "refresh rft-1", "refused act-2")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("the account is %s", got)
		}
	})
}

func TestOtherFailuresOfTheCallAreReturnedAsTheyAre(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		for _, want := range []error{nil, errors.New("x"), fault.New(fault.RateLimited, "tiktok.rate_limit_exceeded", ""), fault.New(fault.AuthRequired, "tiktok.scope_not_authorized", "")} {
			calls := 0
			if err := b.WithToken(t.Context(), b.id, func(cuedrop.Secret) error { calls++; return want }); !errors.Is(err, want) || calls != 1 {
				t.Errorf("%d calls, %v, want %v", calls, err, want)
			}
		}
		b.wantCalls()
		wantFault(t, b.WithToken(t.Context(), "acct_none", nil), fault.NotFound, "account.not_found")
	})
}

// TestARefusedTokenIsNotHandedOutWhenOffline: it may look alive by our clock.
func TestARefusedTokenIsNotHandedOutWhenOffline(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.dead, b.tiktok.offline = true, true
		_, err := b.use(t.Context())
		wantFault(t, err, fault.Unavailable, "tiktok.offline")
		b.wantCalls("refused act-1", "refresh rft-1", "refresh rft-1")
		if got := b.health(); got != cuedrop.AccountOK {
			t.Errorf("the account is %s", got)
		}
		synctest.Wait()
	})
}
