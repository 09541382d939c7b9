package account_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// post schedules a post of the connected account.
func (b *bundle) post(id string, mode cuedrop.Mode, in time.Duration) cuedrop.Post {
	b.t.Helper()
	ctx, now := b.t.Context(), time.Now()
	m := cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
	if err := b.store.SaveMedia(ctx, m); err != nil {
		b.t.Fatal(err)
	}
	p, err := b.store.CreatePost(ctx, cuedrop.Post{ID: cuedrop.PostID(id), MediaID: m.ID, AccountID: b.id, Mode: mode, CreatedAt: now})
	if err != nil {
		b.t.Fatal(err)
	}
	p, err = b.store.Apply(ctx, cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: now.Add(in)}, cuedrop.Consent{At: now, TextVersion: "music-1"}, now))
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *bundle) keep() {
	b.t.Helper()
	if err := b.Keep(b.t.Context()); err != nil {
		b.t.Error(err)
	}
}

// TestASignInThatHasEndedIsFoundOutBeforeItsPost: told hours before, not when the
// post is due.
func TestASignInThatHasEndedIsFoundOutBeforeItsPost(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.post("post_1", cuedrop.ModeDirect, 20*time.Hour)
		b.keep()
		b.wantCalls() // fresh as it is
		wait(110 * time.Minute)
		b.keep()
		b.wantCalls("refresh rft-1") // ten minutes before it would be dead
		b.tiktok.set(func() { b.tiktok.serial = 9 })
		wait(2 * time.Hour)
		b.keep()
		b.wantCalls("refresh rft-2")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("16 hours before its post the account is %s", got)
		}
		b.keep()
		b.wantCalls() // and nobody asks again
	})
}

// TestAccessWithdrawnInTikTokIsFoundOutBeforeThePost: the token looks alive.
func TestAccessWithdrawnInTikTokIsFoundOutBeforeThePost(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(10 * time.Minute)
		b.post("post_1", cuedrop.ModeDirect, 90*time.Minute)
		b.keep()
		b.wantCalls() // an hour before is soon enough
		wait(35 * time.Minute)
		b.keep()
		b.keep()
		b.wantCalls("creator act-1") // once
		b.post("post_2", cuedrop.ModeDirect, 3*time.Hour)
		wait(54 * time.Minute)
		b.keep()
		b.wantCalls() // publishing asks in a minute
	})
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(30 * time.Minute)
		b.post("post_1", cuedrop.ModeDirect, 50*time.Minute)
		b.tiktok.set(func() { b.tiktok.serial = 9 }) // the user removed the app in TikTok
		b.keep()
		b.keep()
		b.wantCalls("refused act-1", "refresh rft-1")
		if got := b.health(); got != cuedrop.AccountSignedOut {
			t.Errorf("50 minutes before its post the account is %s", got)
		}
	})
}

// TestASignInIsUsedNowAndThen, because TikTok ends one that is not
// (reliability-security.md H7).
func TestASignInIsUsedNowAndThen(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		wait(6 * 24 * time.Hour)
		b.keep()
		b.wantCalls()
		wait(24 * time.Hour)
		b.keep()
		b.wantCalls("refresh rft-1")
		b.keep()
		b.wantCalls()
	})
}

// TestTheKeeperLooksByItselfAndStops.
func TestTheKeeperLooksByItselfAndStops(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.post("post_1", cuedrop.ModeDirect, 10*time.Hour)
		k := account.NewKeeper(b.Service)
		k.Stop() // not started
		for range 2 {
			if err := k.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		wait(111 * time.Minute)
		synctest.Wait()
		b.wantCalls("refresh rft-1")
		k.Wake()
		synctest.Wait()
		k.Stop()
		k.Stop()
		wait(3 * time.Hour)
		b.wantCalls()
	})
}

// TestTikTokIsToldOfASignInThatEndedOffline, however long it takes, and with a live
// token.
func TestTikTokIsToldOfASignInThatEndedOffline(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.set(func() { b.tiktok.offline = true })
		if told, err := b.Disconnect(t.Context(), b.id); told || err != nil {
			t.Fatalf("told %t, %v", told, err)
		}
		b.wantCalls("revoke act-1")
		b.keep()
		b.wantCalls() // not at once again
		wait(time.Minute)
		b.keep()
		b.wantCalls("revoke act-1")
		wait(3 * time.Hour) // the token has expired meanwhile
		b.tiktok.set(func() { b.tiktok.offline = false })
		b.keep()
		b.wantCalls("refresh rft-1", "revoke act-2")
		if left, err := b.store.RevocationsLeft(t.Context()); left != 0 || err != nil {
			t.Errorf("%d left, %v", left, err)
		}
		b.keep()
		b.wantCalls()
	})
}

// TestARevocationThatCanNeverBeToldIsForgotten, with its tokens.
func TestARevocationThatCanNeverBeToldIsForgotten(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		b.tiktok.set(func() { b.tiktok.offline = true })
		if _, err := b.Disconnect(t.Context(), b.id); err != nil {
			t.Fatal(err)
		}
		wait(181 * 24 * time.Hour)
		b.keep()
		if left, err := b.store.RevocationsLeft(t.Context()); left != 0 || err != nil {
			t.Errorf("%d left, %v", left, err)
		}
	})
}
