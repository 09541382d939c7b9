package account_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func noneLost(context.Context) error { return nil }

// TestRevokingEverythingEndsTheSignInThatIsOpen, wherever it has got to: nothing of it is
// kept, and TikTok ends what it has brought.
func TestRevokingEverythingEndsTheSignInThatIsOpen(t *testing.T) {
	t.Parallel()
	revoke := func(t *testing.T, b *bundle) {
		if err := b.EndAll(t.Context(), noneLost); err != nil {
			t.Error(err)
		}
	}
	type way struct {
		prepare func(t *testing.T, b *bundle) func(context.Context, account.Candidate) (bool, error)
		spent   bool // the code was exchanged
	}
	for name, w := range map[string]way{
		"while the browser is open": {func(t *testing.T, b *bundle) func(context.Context, account.Candidate) (bool, error) {
			b.signIn.during = func(ctx context.Context) { revoke(t, b); <-ctx.Done() }
			return nil
		}, false},
		"while the user is asked": {func(t *testing.T, b *bundle) func(context.Context, account.Candidate) (bool, error) {
			return func(context.Context, account.Candidate) (bool, error) { revoke(t, b); return true, nil }
		}, true},
		"by another program, while the browser is open": {func(t *testing.T, b *bundle) func(context.Context, account.Candidate) (bool, error) {
			b.signIn.during = func(ctx context.Context) { revoke(t, setup(t, b.dir, b.tiktok)); <-ctx.Done() } //nolint:contextcheck // another program
			return nil
		}, false},
		"by another program, at the last moment": {func(t *testing.T, b *bundle) func(context.Context, account.Candidate) (bool, error) {
			return func(context.Context, account.Candidate) (bool, error) {
				revoke(t, setup(t, b.dir, b.tiktok)) //nolint:contextcheck // another program
				return true, nil
			}
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, known := range []bool{false, true} {
				bubble(t, func(t *testing.T, b *bundle) {
					if known {
						b.connected()
					}
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
					defer cancel()
					_, err := b.Connect(ctx, account.Connecting{Confirm: w.prepare(t, b)})
					wantFault(t, err, fault.Canceled, "account.revoked_meanwhile")
					all, err := b.Accounts(t.Context())
					if err != nil || len(all) > 1 || len(all) == 1 && (!known || all[0].Health != cuedrop.AccountSignedOut) {
						t.Errorf("kept %+v, %v", all, err)
					}
					pair := "act-1"
					if known {
						pair = "act-2"
					}
					if calls := b.tiktok.calls(); w.spent != slices.Contains(calls, "revoke "+pair) {
						t.Errorf("TikTok was asked %q", calls)
					}
					// The next one is not in the way of itself.
					b.signIn.during = nil
					b.connected()
				})
			}
		})
	}
}

// TestClosingEndsTheSignInThatIsOpen, and waits until TikTok has ended what it has brought.
func TestClosingEndsTheSignInThatIsOpen(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.signIn.during = func(ctx context.Context) { <-ctx.Done() }
		open := make(chan error, 1)
		connect := func(c account.Connecting) {
			go func() {
				_, err := b.Connect(t.Context(), c)
				open <- err
			}()
		}
		connect(account.Connecting{})
		wait(time.Second)
		b.Stop()
		wantFault(t, <-open, fault.Canceled, "account.closed_meanwhile")
		b.wantCalls()
		b.signIn.during = nil
		connect(account.Connecting{Confirm: func(ctx context.Context, _ account.Candidate) (bool, error) {
			<-ctx.Done()
			return false, ctx.Err()
		}})
		wait(time.Second)
		b.Stop()
		select {
		case err := <-open:
			wantFault(t, err, fault.Canceled, "account.closed_meanwhile")
		default:
			t.Error("it was not waited for")
		}
		if calls := b.tiktok.calls(); calls[len(calls)-1] != "revoke act-1" {
			t.Errorf("TikTok was asked %q", calls)
		}
	})
}
