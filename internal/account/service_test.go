package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestConnectingStoresTheCreator(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.profile = cuedrop.Profile{OpenID: "open-1", Nickname: "Ana", Username: "ana", AvatarURL: "https://a"}
		var announced string
		a, err := b.Connect(t.Context(), account.Connecting{Announce: func(u string) { announced = u }})
		if err != nil {
			t.Fatal(err)
		}
		want := cuedrop.Account{
			ID: a.ID, OpenID: "open-1", Nickname: "Ana", Username: "ana", AvatarURL: "https://a", Scopes: cuedrop.BaseScopes,
			Health: cuedrop.AccountOK, Missed: cuedrop.DefaultMissed, SignInEndsAt: time.Now().AddDate(0, 0, 180).UTC(), ConnectedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC(), Rev: a.Rev,
		}
		if diff := cmp.Diff(want, a); diff != "" {
			t.Errorf("account (-want +got):\n%s", diff)
		}
		if !strings.Contains(announced, "user.info.basic video.publish video.upload") {
			t.Errorf("announced %q", announced)
		}
		if all, err := b.Accounts(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("accounts %v, %v", all, err)
		}
		b.wantCalls("exchange code")
		wait(time.Hour)
		if again, err := b.Connect(t.Context(), account.Connecting{}); err != nil || again.ID != a.ID || !again.ConnectedAt.Equal(a.ConnectedAt) {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}

func TestTheHandleComesFromCreatorInfoWhenTheProfileLacksIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.creator = cuedrop.Creator{Username: "ana", Nickname: "Ana"}
		if a, err := b.Connect(t.Context(), account.Connecting{}); err != nil || a.Username != "ana" || a.Nickname != "Ana" {
			t.Errorf("%+v, %v", a, err)
		}
		b.tiktok.fail = map[string]error{"creator": errors.New("can't post now")}
		b.tiktok.grant.OpenID = "open-2"
		if a, err := b.Connect(t.Context(), account.Connecting{}); err != nil || a.Username != "" {
			t.Errorf("a creator who can't post: %+v, %v", a, err)
		}
		b.tiktok.calls()
		b.tiktok.grant = cuedrop.Grant{OpenID: "open-3", Scopes: []string{cuedrop.ScopeUserBasic}}
		if a, err := b.Connect(t.Context(), account.Connecting{}); err != nil || a.Has(cuedrop.ScopeVideoPublish) {
			t.Errorf("%+v, %v", a, err)
		}
		b.wantCalls("exchange code") // creator_info needs the scope
	})
}

func TestASignInThatFailsStoresNothing(t *testing.T) {
	t.Parallel()
	broken := fault.New(fault.Unavailable, "tiktok.offline", "")
	for name, spoil := range map[string]func(b *bundle) string{
		"the browser":   func(b *bundle) string { b.signIn.err = broken; return "tiktok.offline" },
		"the address":   func(b *bundle) string { b.tiktok.fail = map[string]error{"authorize": broken}; return "tiktok.offline" },
		"the exchange":  func(b *bundle) string { b.tiktok.fail = map[string]error{"exchange": broken}; return "tiktok.offline" },
		"the profile":   func(b *bundle) string { b.tiktok.fail = map[string]error{"profile": broken}; return "tiktok.offline" },
		"another's one": func(b *bundle) string { b.tiktok.profile.OpenID = "open-9"; return "account.mismatch" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, b *bundle) {
				reason := spoil(b)
				_, err := b.Connect(t.Context(), account.Connecting{})
				if fault.ReasonOf(err) != reason {
					t.Errorf("err = %v, want %s", err, reason)
				}
				if all, err := b.Accounts(t.Context()); err != nil || len(all) > 0 {
					t.Errorf("stored %v, %v", all, err)
				}
				// The next sign-in is not in the way of itself.
				b.signIn.err, b.tiktok.fail, b.tiktok.profile.OpenID = nil, nil, ""
				b.connected()
			})
		})
	}
}

func TestOneSignInAtATime(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.signIn.during = func(ctx context.Context) {
			_, err := b.Connect(ctx, account.Connecting{})
			wantFault(t, err, fault.Conflict, "account.signing_in")
		}
		b.connected()
	})
}

// TestASpentCodeIsKeptWhateverBecomesOfTheWindow: the window closes just as the
// browser comes back.
func TestASpentCodeIsKeptWhateverBecomesOfTheWindow(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		ctx, cancel := context.WithCancel(t.Context())
		b.signIn.during = func(context.Context) { cancel() }
		if _, err := b.Connect(ctx, account.Connecting{}); err != nil {
			t.Errorf("err = %v", err)
		}
		if all, err := b.Accounts(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("stored %v, %v", all, err)
		}
	})
}

func TestFindUnderstandsNames(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		var ids []cuedrop.AccountID
		for _, p := range []cuedrop.Profile{
			{OpenID: "o1", Username: "ana", Nickname: "Ana"}, {OpenID: "o2", Username: "bob", Nickname: "Same"},
			{OpenID: "o3", Username: "cleo", Nickname: "Same"}, {OpenID: "o4", Nickname: "bob"}, {OpenID: "o5"},
		} {
			b.tiktok.profile, b.tiktok.grant.OpenID = p, p.OpenID
			b.connected()
			ids = append(ids, b.id)
			wait(time.Second)
		}
		for name, want := range map[string]cuedrop.AccountID{
			string(ids[4]): ids[4], "ana": ids[0], "@ana": ids[0], "Ana": ids[0], "bob": ids[1], "@cleo": ids[2],
		} {
			if a, err := b.Find(t.Context(), name); err != nil || a.ID != want {
				t.Errorf("Find(%q) = %s, %v, want %s", name, a.ID, err, want)
			}
		}
		_, err := b.Find(t.Context(), "Same")
		wantFault(t, err, fault.Invalid, "account.ambiguous")
		for _, name := range []string{"nobody", "@", "@@ana", "ANA"} {
			_, err := b.Find(t.Context(), name)
			wantFault(t, err, fault.NotFound, "account.not_found")
		}
	})
}

func TestCreatorIsAskedAgainWhenItCounts(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		ask := func(fresh bool) {
			t.Helper()
			c, err := b.Creator(t.Context(), b.id, fresh)
			if err != nil || c.FetchedAt.IsZero() {
				t.Errorf("%+v, %v", c, err)
			}
		}
		ask(false)
		wait(2*time.Minute - time.Second)
		ask(false) // from memory
		b.wantCalls("creator act-1")
		ask(true)
		wait(2 * time.Minute)
		ask(false)
		b.wantCalls("creator act-1", "creator act-1")
		b.tiktok.fail = map[string]error{"creator": errOffline}
		_, err := b.Creator(t.Context(), b.id, true)
		wantFault(t, err, fault.Unavailable, "tiktok.offline")
	})
}

func TestDisconnectingRevokesAndForgets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before func(b *bundle)
		calls  []string
		told   bool // TikTok knows
	}{
		{"with a live token", func(*bundle) {}, []string{"revoke act-1"}, true},
		{"with a token that has ended", func(*bundle) { wait(3 * time.Hour) }, []string{"refresh rft-1", "revoke act-2"}, true},
		{"offline", func(b *bundle) { b.tiktok.offline = true }, []string{"revoke act-1"}, false},
		{"offline with a token that has ended", func(b *bundle) { wait(3 * time.Hour); b.tiktok.offline = true }, []string{"refresh rft-1"}, false},
		{"when TikTok has ended the sign-in", func(b *bundle) { wait(3 * time.Hour); b.tiktok.serial = 9 }, []string{"refresh rft-1"}, true},
		{"when signed out", func(b *bundle) { _ = b.store.SignOut(context.Background(), b.id, time.Now()) }, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, b *bundle) {
				b.connected()
				tt.before(b)
				told, err := b.Disconnect(t.Context(), b.id)
				if told != tt.told || err != nil {
					t.Errorf("told %t, %v, want %t", told, err, tt.told)
				}
				if diff := cmp.Diff(tt.calls, b.tiktok.calls()); diff != "" {
					t.Errorf("TikTok was asked (-want +got):\n%s", diff)
				}
				_, err = b.Account(t.Context(), b.id)
				wantFault(t, err, fault.NotFound, "account.not_found")
				left, err := b.store.RevocationsLeft(t.Context())
				if want := map[bool]int{false: 1}[tt.told]; left != want || err != nil {
					t.Errorf("%d revocations wait, %v, want %d", left, err, want)
				}
			})
		})
	}
}

func TestDisconnectingForgetsEvenWhatCanNotBeUnsealed(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		first := b.id
		b.tiktok.grant.OpenID = "open-2"
		b.connected()
		b.Service = account.New(account.Config{Store: sealedShut{b.store}, TikTok: b.tiktok, Clock: b.Clock})
		_, err := b.Disconnect(t.Context(), first)
		wantFault(t, err, fault.Unsupported, "account.revoke")
		_, err = b.store.Account(t.Context(), first)
		wantFault(t, err, fault.NotFound, "account.not_found")
		_, err = b.Disconnect(t.Context(), first)
		wantFault(t, err, fault.NotFound, "account.not_found")
		b.wantCalls()
	})
}

// TestAnAccountOnItsWayStaysConnected: its token is still needed to see what becomes
// of the post.
func TestAnAccountOnItsWayStaysConnected(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		ctx, now := t.Context(), time.Now()
		m := cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
		if err := b.store.SaveMedia(ctx, m); err != nil {
			t.Fatal(err)
		}
		p, err := b.store.CreatePost(ctx, cuedrop.Post{ID: "post_1", MediaID: m.ID, AccountID: b.id, Mode: cuedrop.ModeDirect, CreatedAt: now})
		if err != nil {
			t.Fatal(err)
		}
		p, err = b.store.Apply(ctx, cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: now}, cuedrop.Consent{At: now}, now))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = b.store.Apply(ctx, cuedrop.BeginChange(p, now)); err != nil {
			t.Fatal(err)
		}
		_, err = b.Disconnect(ctx, b.id)
		wantFault(t, err, fault.Conflict, "account.busy")
		b.wantCalls()
	})
}

// TestTheScreenAsksTikTokEachTime it is opened (G1), and makes do with the last minutes'
// answer only where TikTok asks for fewer questions.
func TestTheScreenAsksTikTokEachTime(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.tiktok.creator = cuedrop.Creator{Username: "ana", PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacyPublic}}
		a, err := b.Connect(t.Context(), account.Connecting{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.CreatorNow(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		b.tiktok.creator.PrivacyOptions = []cuedrop.Privacy{cuedrop.PrivacySelf}
		now, err := b.CreatorNow(t.Context(), a.ID)
		if err != nil || len(now.PrivacyOptions) != 1 || now.PrivacyOptions[0] != cuedrop.PrivacySelf {
			t.Errorf("a second later it is told %+v, %v", now, err)
		}
		b.tiktok.fail = map[string]error{"creator": fault.New(fault.RateLimited, "tiktok.rate_limit", "")}
		if again, err := b.CreatorNow(t.Context(), a.ID); err != nil || again.PrivacyOptions[0] != cuedrop.PrivacySelf {
			t.Errorf("asked too often: %+v, %v", again, err)
		}
		wait(3 * time.Minute)
		if _, err := b.CreatorNow(t.Context(), a.ID); fault.KindOf(err) != fault.RateLimited {
			t.Errorf("an old answer drives the screen: %v", err)
		}
		b.tiktok.fail = map[string]error{"creator": fault.New(fault.Rejected, "creator.cant_post", "Try later.")}
		if _, err := b.CreatorNow(t.Context(), a.ID); fault.ReasonOf(err) != "creator.cant_post" {
			t.Errorf("a creator who can't post now: %v", err)
		}
	})
}
