package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestTheUserSeesWhoSignedInBeforeAnythingIsKept (tiktok-open-api.md P23).
func TestTheUserSeesWhoSignedInBeforeAnythingIsKept(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.profile = cuedrop.Profile{Nickname: "Ana", AvatarURL: "https://p16-sign.tiktokcdn.com/a"}
		b.tiktok.creator = cuedrop.Creator{Username: "ana"}
		b.tiktok.avatar = []byte("\x89PNG\r\n\x1a\n")
		b.tiktok.grant.Scopes = []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoUpload, cuedrop.ScopeVideoPublish}
		var shown account.Candidate
		a, err := b.Connect(t.Context(), account.Connecting{Confirm: func(ctx context.Context, who account.Candidate) (bool, error) {
			shown = who
			if all, err := b.Accounts(ctx); len(all) != 0 || err != nil {
				t.Errorf("kept before it was confirmed: %v, %v", all, err)
			}
			return true, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		want := account.Candidate{
			Nickname: "Ana", Username: "ana", Avatar: b.tiktok.avatar, Scopes: b.tiktok.grant.Scopes, Missing: []string{},
		}
		if diff := cmp.Diff(want, shown); diff != "" {
			t.Errorf("shown (-want +got):\n%s", diff)
		}
		if got, err := b.Avatar(t.Context(), a.ID); !a.HasAvatar || string(got) != string(b.tiktok.avatar) || err != nil {
			t.Errorf("picture %q of %+v, %v", got, a, err)
		}
		// Again: known now.
		if _, err := b.Connect(t.Context(), account.Connecting{Confirm: func(_ context.Context, who account.Candidate) (bool, error) {
			if !who.Known {
				t.Error("a connected creator counts as new")
			}
			return true, nil
		}}); err != nil {
			t.Error(err)
		}
	})
}

// TestAccessThatIsNotKeptIsGivenBack: TikTok must not go on listing an app that holds
// nothing.
func TestAccessThatIsNotKeptIsGivenBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		confirm func(ctx context.Context) (bool, error)
		reason  string
	}{
		{"declined", func(context.Context) (bool, error) { return false, nil }, "account.declined"},
		{"nobody answers", func(ctx context.Context) (bool, error) { <-ctx.Done(); return false, ctx.Err() }, "account.unconfirmed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, b *bundle) {
				ask := account.Connecting{Confirm: func(ctx context.Context, _ account.Candidate) (bool, error) { return tt.confirm(ctx) }}
				_, err := b.Connect(t.Context(), ask)
				wantFault(t, err, fault.Canceled, tt.reason)
				if all, err := b.Accounts(t.Context()); len(all) != 0 || err != nil {
					t.Errorf("kept %v, %v", all, err)
				}
				calls := b.tiktok.calls()
				if last := calls[len(calls)-1]; last != "revoke act-1" {
					t.Errorf("TikTok was asked %q", calls)
				}
				// One that is connected keeps its sign-in: revoking would end that too.
				b.connected()
				_, err = b.Connect(t.Context(), ask)
				wantFault(t, err, fault.Canceled, tt.reason)
				for _, c := range b.tiktok.calls() {
					if c == "revoke act-3" || c == "revoke act-2" {
						t.Error("the sign-in of a connected account was revoked")
					}
				}
				if got := b.health(); got != cuedrop.AccountOK {
					t.Errorf("the account is %s", got)
				}
			})
		})
	}
}

func TestAnotherCreatorThanTheOneAskedForIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.profile.Username = "ana"
		b.connected()
		b.tiktok.grant.OpenID, b.tiktok.profile.Username = "open-2", "ben"
		_, err := b.Connect(t.Context(), account.Connecting{Account: b.id, Confirm: func(context.Context, account.Candidate) (bool, error) {
			t.Error("the user is asked about a creator that can't be the right one")
			return true, nil
		}})
		wantFault(t, err, fault.Rejected, "account.other")
		if got := fault.MessageOf(err); !contains(got, "@ben") || !contains(got, "@ana") {
			t.Errorf("it says %q", got)
		}
		all, err := b.Accounts(t.Context())
		if len(all) != 1 || all[0].OpenID != "open-1" || all[0].Username != "ana" || err != nil {
			t.Errorf("accounts %+v, %v", all, err)
		}
		b.wantCalls("exchange code", "revoke act-2")
		b.tiktok.grant.OpenID = "open-1"
		if a, err := b.Connect(t.Context(), account.Connecting{Account: b.id}); err != nil || a.ID != b.id {
			t.Errorf("the right one: %+v, %v", a, err)
		}
		_, err = b.Connect(t.Context(), account.Connecting{Account: "acct_none"})
		wantFault(t, err, fault.NotFound, "account.not_found")
	})
}

// TestScopesAreAskedForWithTheirFeatureOnly (product.md, A3).
func TestScopesAreAskedForWithTheirFeatureOnly(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		asked := ""
		ask := func() cuedrop.Account {
			t.Helper()
			a, err := b.Connect(t.Context(), account.Connecting{Announce: func(u string) { asked = u }})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		b.id = ask().ID
		if want := "https://www.tiktok.com/v2/auth/authorize/?scope=[user.info.basic video.publish video.upload]"; asked != want {
			t.Errorf("asked for %s", asked)
		}
		for _, f := range []cuedrop.Feature{cuedrop.FeatureStatistics, cuedrop.FeatureLinks, cuedrop.FeatureLinks} {
			if err := b.SetFeature(t.Context(), f, true); err != nil {
				t.Fatal(err)
			}
		}
		wantFault(t, b.SetFeature(t.Context(), "everything", true), fault.Invalid, "account.feature")
		a, _ := b.Account(t.Context(), b.id)
		missing, err := b.Missing(t.Context(), a)
		if diff := cmp.Diff([]string{"video.list", "user.info.stats"}, missing); diff != "" || err != nil {
			t.Errorf("missing %s %v", diff, err)
		}
		ask()
		if want := "https://www.tiktok.com/v2/auth/authorize/?scope=[user.info.basic video.publish video.upload video.list user.info.stats]"; asked != want {
			t.Errorf("asked for %s", asked)
		}
		if err := b.SetFeature(t.Context(), cuedrop.FeatureStatistics, false); err != nil {
			t.Fatal(err)
		}
		if on, err := b.Features(t.Context()); err != nil || len(on) != 1 || on[0] != cuedrop.FeatureLinks {
			t.Errorf("on: %v, %v", on, err)
		}
		// The subset that was granted is what counts.
		b.tiktok.grant.Scopes = []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoUpload}
		a = ask()
		wantFault(t, account.Allows(a, cuedrop.ModeDirect), fault.AuthRequired, "account.scope_missing")
		if err := account.Allows(a, cuedrop.ModeInbox); err != nil {
			t.Error(err)
		}
		// A reply that names none leaves it to the redirect, and then to TikTok.
		if err := account.Allows(cuedrop.Account{}, cuedrop.ModeDirect); err != nil {
			t.Error(err)
		}
	})
}

func TestTheRedirectNamesTheScopesWhereTheReplyDoesNot(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.grant.Scopes = []string{}
		b.signIn.scopes = []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoUpload}
		b.connected()
		a, err := b.Account(t.Context(), b.id)
		if diff := cmp.Diff(b.signIn.scopes, a.Scopes); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
	})
}

// TestARefreshReplyThatIsLostTwiceEndsTheSignIn (tiktok-open-api.md 1.6): a third
// try would be with a token that is dead.
func TestARefreshReplyThatIsLostTwiceEndsTheSignIn(t *testing.T) {
	t.Parallel()
	lost := fault.New(fault.Unavailable, "network.lost", "The answer was lost.")
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.lose, b.tiktok.lost = 2, lost
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		b.wantCalls("refresh rft-1", "refresh rft-1")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("the account is %s", got)
		}
		_, err = b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		b.wantCalls() // never again
	})
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.lose, b.tiktok.lost = 1, lost
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		b.wantCalls("refresh rft-1", "refresh rft-1") // the one retry says that it is dead
	})
}

// TestARenewalForAnotherCreatorEndsTheSignIn: its posts would go out somewhere else
// (reliability-security.md B16).
func TestARenewalForAnotherCreatorEndsTheSignIn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(2 * time.Hour)
		b.tiktok.renewed = "open-2"
		_, err := b.use(t.Context())
		wantFault(t, err, fault.AuthRequired, "account.signed_out")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("the account is %s", got)
		}
	})
}
