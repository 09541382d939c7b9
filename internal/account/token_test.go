package account_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func (b *bundle) wantCalls(want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.tiktok.calls()); diff != "" {
		b.t.Errorf("TikTok was asked (-want +got):\n%s", diff)
	}
}

func TestATokenIsRenewedShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ life, after time.Duration }{
		{2 * time.Hour, 110 * time.Minute},
		{24 * time.Hour, 24*time.Hour - 10*time.Minute},
		{time.Minute, 48 * time.Second}, // four fifths: ten minutes would mean always
		{5 * time.Second, 4 * time.Second},
	} {
		t.Run(tt.life.String(), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, b *bundle) {
				b.tiktok.life = tt.life
				b.connected()
				wait(tt.after - time.Millisecond)
				if got, err := b.use(t.Context()); got != "act-1" || err != nil {
					t.Errorf("before: %q, %v", got.Reveal(), err)
				}
				wait(time.Millisecond)
				if got, err := b.use(t.Context()); got != "act-2" || err != nil {
					t.Errorf("after: %q, %v", got.Reveal(), err)
				}
				b.wantCalls("refresh rft-1")
			})
		})
	}
}

func TestManyCallersShareOneRefresh(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.takes = time.Second
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				if got, err := b.use(t.Context()); got != "act-2" || err != nil {
					t.Errorf("%q, %v", got.Reveal(), err)
				}
			})
		}
		wg.Wait()
		b.wantCalls("refresh rft-1")
	})
}

// TestTwoProgramsShareOneRefresh: the window and the command line on one workspace.
// The one that comes late uses what the other stored.
func TestTwoProgramsShareOneRefresh(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		other := setup(t, b.dir, b.tiktok)
		other.id = b.id
		for round := 2; round < 6; round++ {
			wait(2 * time.Hour)
			b.tiktok.set(func() { b.tiktok.takes = 3 * time.Second })
			var wg sync.WaitGroup
			for i := range 10 {
				p := []*bundle{b, other}[i%2]
				wg.Go(func() {
					if got, err := p.use(t.Context()); got.Reveal() != fmt.Sprintf("act-%d", round) || err != nil {
						t.Errorf("%q, %v", got.Reveal(), err)
					}
				})
			}
			wg.Wait()
			b.wantCalls(fmt.Sprintf("refresh rft-%d", round-1))
		}
	})
}

// TestALostReplyIsTriedOnceMoreAndThenEndsTheSignIn: TikTok has rotated, so the old
// refresh token is dead, and nobody asks with it for ever
// (reliability-security.md H6).
func TestALostReplyIsTriedOnceMoreAndThenEndsTheSignIn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.lose = 1
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("the account is %s", got)
		}
		b.wantCalls("refresh rft-1", "refresh rft-1")
		_, err = b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		b.wantCalls()
		b.connected()
		if got, err := b.use(t.Context()); err != nil || got != "act-3" {
			t.Errorf("after signing in again: %q, %v", got.Reveal(), err)
		}
	})
}

func TestAFailureThatIsNotTheGrantsKeepsTheSignIn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.fail = map[string]error{"refresh": fault.New(fault.AuthRequired, "tiktok.invalid_client", "Wrong app.")}
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "tiktok.invalid_client")
		if got := b.health(); got != cuedrop.AccountOK {
			t.Errorf("the account is %s", got)
		}
		b.tiktok.fail = nil
		if got, err := b.use(t.Context()); err != nil || got != "act-2" { // at once: the lease was given back
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	})
}

func TestOfflineAnOldButLiveTokenGoesOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.offline = true
		wait(115 * time.Minute)
		if got, err := b.use(t.Context()); got != "act-1" || err != nil {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
		b.wantCalls("refresh rft-1", "refresh rft-1")
		wait(5 * time.Minute)
		_, err := b.use(t.Context())
		wantFault(t, err, fault.Unavailable, "tiktok.offline")
		b.tiktok.offline = false
		if got, err := b.use(t.Context()); got != "act-2" || err != nil {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	})
}
