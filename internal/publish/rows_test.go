package publish_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/publish"
	"cuedrop/internal/store"
)

// The rows of docs/reliability.md that no other test of this package is about.

// TestKilledWhileAsking is A11: the next program asks about the same publish_id.
func TestKilledWhileAsking(t *testing.T) {
	t.Parallel()
	for _, inbox := range []bool{false, true} {
		inBubble(t, small, func(w *world) {
			w.api.polls, w.api.inbox = 4, inbox
			w.api.script["status"] = []reply{{}, {crash: true}, {}, {crash: true}, {crash: true}}
			p := w.settle(time.Hour)
			if want := map[bool]cuedrop.State{false: cuedrop.Published, true: cuedrop.InInbox}[inbox]; p.State != want {
				w.t.Errorf("the post is %s, want %s", p.State, want)
			}
			w.wantCalls("init", 1)
			w.wantPosts(1)
			if w.crashes != 3 || len(w.attempts()) != 1 {
				w.t.Errorf("%d crashes, attempts %+v", w.crashes, w.attempts())
			}
		})
	}
}

// TestKilledAroundTheVerdict is A12: TikTok has said "published" and the program dies
// before or after that is stored. The journal has it once.
func TestKilledAroundTheVerdict(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"after status", "before publish", "after publish"} {
		inBubble(t, small, func(w *world) {
			w.killAt(point)
			p := w.settle(time.Hour)
			w.wantPublished(p)
			n := 0
			for _, step := range w.journal() {
				if step == "publish" {
					n++
				}
			}
			if n != 1 || w.crashes != 1 || len(p.PostIDs) != 1 || p.PublishedAt.IsZero() {
				w.t.Errorf("%s: published %d times after %d crashes, as %v", point, n, w.crashes, p.PostIDs)
			}
			w.wantCalls("init", 1)
		})
	}
}

// TestPublishNowPressedTwice is B10: in one window many times, and in another program
// that drives the same post at the same moment.
func TestPublishNowPressedTwice(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		other, err := store.Open(w.t.Context(), store.Options{Dir: w.dir + "/workspace", Sealer: func(string) store.Sealer { return &w.sealer }})
		if err != nil {
			w.t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		second := publish.New(publish.Config{Store: other, TikTok: w.api, Accounts: w.accounts, Library: w.library, Clock: clock.System{}, Bus: w.bus})
		now, err := cuedrop.ScheduleAt(time.Now(), "Europe/Madrid")
		if err != nil {
			w.t.Fatal(err)
		}
		press := func() {
			_, err := w.user().Schedule(w.t.Context(), w.post, now, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"})
			if err != nil && !fault.Is(err, fault.Conflict) {
				w.t.Errorf("Schedule = %v", err)
			}
		}
		// The second program comes while the first one's init is on its way.
		w.api.script["init"] = []reply{{do: func() {
			press()
			if _, err := second.Drive(w.t.Context(), w.post); err != nil && !fault.Is(err, fault.Conflict) {
				w.t.Errorf("the second program: %v", err)
			}
		}}}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(press)
		}
		wg.Wait()
		w.wantPublished(w.settle(time.Hour))
		press()
		if p := w.now(); p.State != cuedrop.Published {
			w.t.Errorf("pressed once more it is %s", p.State)
		}
		w.wantPublished(w.settle(time.Hour))
	})
}

// TestOfflineUsesUpNoTry is G1: for hours there is no network, and afterwards nothing
// has been counted against the post.
func TestOfflineUsesUpNoTry(t *testing.T) {
	t.Parallel()
	offline := fault.New(fault.Unavailable, "network.offline", "There is no network.")
	inBubble(t, small, func(w *world) {
		back := time.Now().Add(3 * time.Hour)
		w.accounts.creator = func() (cuedrop.Creator, error) {
			if time.Now().Before(back) {
				return cuedrop.Creator{}, offline
			}
			return cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf}}, nil
		}
		p := w.settle(2 * time.Hour)
		w.wantState(p, cuedrop.Prepared, "network.offline")
		if len(w.attempts()) != 0 || p.Attempts != 0 {
			w.t.Errorf("attempts %+v after hours offline", w.attempts())
		}
		told := 0 // one notice, not one for each look
		for _, step := range w.journal() {
			if step == "snooze" {
				told++
			}
		}
		if told > 1 {
			w.t.Errorf("the cause was written %d times", told)
		}
		w.wantPublished(w.settle(3 * time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestTheTokenDiesWhileChunksGoOut is H2: the upload address needs none, so every byte
// is sent, and only the question afterwards waits for a sign-in.
func TestTheTokenDiesWhileChunksGoOut(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{small, many} {
		inBubble(t, size, func(w *world) {
			w.probe = func(point string) {
				if point == "after accept_init" {
					w.accounts.token = func() error { return signedOut }
				}
			}
			w.until(2*time.Hour, func(p cuedrop.Post) bool { return p.State == cuedrop.Confirming && p.Failure != nil })
			w.wantState(w.now(), cuedrop.Confirming, "account.signed_out")
			w.wantPosts(1)
			w.accounts.token, w.probe = nil, nil
			w.wantPublished(w.settle(2 * time.Hour))
			w.wantCalls("init", 1)
		})
	}
}

// TestTheKeyIsGoneForGood is H15 for a post on its way: its upload address can never be
// read again. What TikTok may have is only asked about; what it can't have starts anew.
func TestTheKeyIsGoneForGood(t *testing.T) {
	t.Parallel()
	for point, inits := range map[string]int{
		"after accept_init":   2,
		"after begin_finish":  2, // no byte was sent: two readings say so
		"after last chunk":    1,
		"after finish_upload": 1,
	} {
		inBubble(t, small, func(w *world) {
			again := func(at string) {
				if at == "before init" {
					w.sealer.lost = false // what is sealed from now on can be read
				}
			}
			w.probe = func(at string) {
				if at == point {
					w.probe, w.sealer.lost = again, true
					panic(crashed{at})
				}
			}
			w.wantPublished(w.settle(5 * time.Hour))
			w.wantCalls("init", inits)
			if w.crashes != 1 {
				w.t.Errorf("%s was never reached", point)
			}
		})
	}
}

// TestATwiceBrokenConversionIsTheUsers is E2: a clip that breaks the tool is tried once
// more, and then the user is asked instead of the computer kept busy for ever.
func TestATwiceBrokenConversionIsTheUsers(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.library.err = fault.New(fault.Internal, "ffmpeg.failed", "The clip could not be converted. Try another one.")
		w.wantState(w.settle(24*time.Hour), cuedrop.Blocked, "ffmpeg.failed")
		if w.library.renders != 2 {
			t.Errorf("converted %d times, want 2", w.library.renders)
		}
		w.library.err = nil
		w.retry()
		w.wantPublished(w.settle(time.Hour))
	})
}

// TestTheFileIsGoneForAWhile is D7: the upload waits for the drive to come back, and
// goes on at the same address.
func TestTheFileIsGoneForAWhile(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		away := w.path + ".away"
		w.probe = func(point string) {
			if point == "after accept_init" {
				w.probe = nil
				if err := os.Rename(w.path, away); err != nil {
					w.t.Error(err)
				}
			}
		}
		p := w.until(10*time.Minute, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(p, cuedrop.Uploading, "media.source_missing")
		if err := os.Rename(away, w.path); err != nil {
			t.Fatal(err)
		}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestAWrongPassphraseIsTriedAgainInTheNextRun: nobody tells when the program is started
// with the right one.
func TestAWrongPassphraseIsTriedAgainInTheNextRun(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.accounts.token = func() error {
			return fault.New(fault.AuthRequired, "vault.passphrase_wrong", "The passphrase doesn't open this workspace.")
		}
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.Blocked, "vault.passphrase_wrong")
		if w.pub.CauseGone(w.t.Context(), p) {
			t.Error("it would be tried for ever in one run")
		}
		w.accounts.token = nil
		w.restart()
		if !w.pub.CauseGone(w.t.Context(), p) {
			t.Error("the next run leaves it blocked")
		}
		w.mustApply(cuedrop.UnblockChange(p, time.Now()))
		w.wantPublished(w.settle(time.Hour))
	})
}
