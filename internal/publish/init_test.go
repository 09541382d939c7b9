package publish_test

import (
	"os"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestAnInitWhoseAnswerIsLostIsRepeated is the row INIT_SENT, crash/timeouts/5xx, of
// reliability-security.md 3.3: no byte was sent, so a new init is harmless. TikTok
// keeps the lost upload, empty for ever.
func TestAnInitWhoseAnswerIsLostIsRepeated(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]reply{
		"taken, answer lost": {err: lost},
		"not taken":          {err: lost, deaf: true},
		"gateway":            {err: gateway, deaf: true},
		"killed after":       {crash: true},
		"killed before":      {crash: true, deaf: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.script["init"] = []reply{how, how}
				w.wantPublished(w.settle(10 * time.Minute))
				w.wantCalls("init", 3)
				if all := w.attempts(); len(all) != 1 || all[0].Inits != 3 {
					t.Errorf("attempts %+v, want one with three inits", all)
				}
			})
		})
	}
}

// TestThreeLostInitsBlock is the end of the same row: ≤ 3, then BLOCKED.
func TestThreeLostInitsBlock(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["init"] = []reply{{err: lost}, {err: gateway}, {err: lost}, {err: lost}, {err: lost}}
		start := time.Now()
		w.wantState(w.settle(time.Hour), cuedrop.Blocked, "publish.init_gave_up")
		w.wantCalls("init", 3)
		if took := time.Since(start); took < 35*time.Second {
			t.Errorf("three inits within %v", took)
		}
		if w.pub.CauseGone(w.t.Context(), w.now()) {
			t.Error("goes on by itself")
		}
		if a := w.attempts(); len(a) != 1 || a[0].State != cuedrop.AttemptAbandoned || a[0].EndedAt.IsZero() {
			t.Errorf("attempts %+v", a)
		}
		// The user tries again when TikTok is back.
		w.api.script["init"] = nil
		w.retry()
		w.wantPublished(w.settle(time.Minute))
	})
}

// retry is what the user does with a post that stopped.
func (w *world) retry() {
	w.t.Helper()
	p := w.now()
	w.mustApply(cuedrop.RetryChange(p, p.Schedule, time.Now()))
}

// TestBeingSlowedDownIsNoFailedInit: a 429 waits as long as TikTok says and does not
// use up the three tries, however often it comes (fault.RateLimited, G10).
func TestBeingSlowedDownIsNoFailedInit(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		pause := reply{err: slowDown(time.Minute), deaf: true}
		w.api.script["init"] = []reply{pause, pause, pause, pause, pause, pause}
		start := time.Now()
		w.until(90*time.Second, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(w.now(), cuedrop.InitSent, "tiktok.rate_limit_exceeded")
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 7)
		if took := time.Since(start); took < 6*time.Minute || took > 8*time.Minute {
			t.Errorf("six pauses of a minute took %v", took)
		}
	})
}

// TestSlowedDownBetweenLostInits: pauses in between change nothing about the limit.
func TestSlowedDownBetweenLostInits(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		pause, gone := reply{err: slowDown(time.Minute), deaf: true}, reply{err: lost}
		w.api.script["init"] = []reply{gone, pause, pause, gone, pause, pause, gone, gone, gone, gone}
		w.wantState(w.settle(time.Hour), cuedrop.Blocked, "publish.init_gave_up")
		if n := w.api.count("init"); n < 6 || n > 8 {
			t.Errorf("%d inits", n)
		}
	})
}

// TestARefusedInit is the row INIT_SENT, 4xx policy: FAILED where the post itself is
// refused, BLOCKED where something outside of it can change.
func TestARefusedInit(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]cuedrop.State{
		"invalid_params":                     cuedrop.Failed,
		"spam_risk_text":                     cuedrop.Failed,
		"spam_risk_user_banned_from_posting": cuedrop.Failed,
		"upload_url_refused":                 cuedrop.Failed,

		"spam_risk_too_many_posts":                           cuedrop.Blocked,
		"spam_risk_too_many_pending_share":                   cuedrop.Blocked,
		"reached_active_user_cap":                            cuedrop.Blocked,
		"unaudited_client_can_only_post_to_private_accounts": cuedrop.Blocked,
		"privacy_level_option_mismatch":                      cuedrop.Blocked,
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.script["init"] = []reply{{deaf: true, err: fault.New(fault.Rejected, "tiktok."+reason, "Refused.")}}
				w.wantState(w.settle(time.Hour), want, "tiktok."+reason)
				w.wantCalls("init", 1)
				w.wantPosts(0)
				if a := w.attempts(); len(a) != 1 || a[0].State.Live() {
					t.Errorf("attempts %+v, want one that has ended", a)
				}
			})
		})
	}
}

func TestASignInThatIsOverBlocksBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.accounts.token = func() error { return signedOut }
		w.accounts.creator = func() (cuedrop.Creator, error) { return cuedrop.Creator{}, signedOut }
		w.wantState(w.settle(time.Hour), cuedrop.Blocked, "account.signed_out")
		w.wantCalls("init", 0)
	})
}

// TestATokenThatDiesAtInit is H1: it is renewed and init is sent once with effect.
func TestATokenThatDiesAtInit(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["init"] = []reply{{deaf: true, err: deadToken}}
		w.wantPublished(w.settle(time.Minute))
		if len(w.api.uploads) != 1 || w.accounts.renewed != 1 {
			t.Errorf("%d uploads, %d renewals", len(w.api.uploads), w.accounts.renewed)
		}
	})
}

// TestWhatIsCheckedRightBeforeInit changes the world between scheduling and init.
func TestWhatIsCheckedRightBeforeInit(t *testing.T) {
	t.Parallel()
	creator := func(change func(*cuedrop.Creator)) func(*world) {
		return func(w *world) {
			w.accounts.creator = func() (cuedrop.Creator, error) {
				c := cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf}, MaxDuration: time.Minute}
				change(&c)
				return c, nil
			}
		}
	}
	for name, c := range map[string]struct {
		change func(*world)
		state  cuedrop.State
		reason string
	}{
		"audience gone":  {creator(func(c *cuedrop.Creator) { c.PrivacyOptions = nil }), cuedrop.Blocked, "tiktok.privacy_not_offered"},
		"too long now":   {creator(func(c *cuedrop.Creator) { c.MaxDuration = 3 * time.Second }), cuedrop.Blocked, "media.too_long_for_creator"},
		"source missing": {func(w *world) { w.library.err = fault.New(fault.Rejected, "media.source_missing", "The file is gone.") }, cuedrop.Blocked, "media.source_missing"},
		"source changed": {func(w *world) { w.library.err = fault.New(fault.Rejected, "media.source_changed", "The file changed.") }, cuedrop.Blocked, "media.source_changed"},
		"no ffmpeg":      {func(w *world) { w.library.err = fault.New(fault.Unsupported, "media.no_ffmpeg", "ffmpeg is missing.") }, cuedrop.Blocked, "media.no_ffmpeg"},
		"not convertible": {func(w *world) { w.library.err = fault.New(fault.Invalid, "media.broken", "The clip is broken.") },
			cuedrop.Failed, "media.broken"},
		"empty rendition": {func(w *world) { w.library.rendition.Size = 0 }, cuedrop.Failed, "media.empty"},
		"rendition gone": {func(w *world) {
			w.library.rendition.Path = w.path + ".gone"
		}, cuedrop.Blocked, "media.source_missing"},
		"rendition of another size": {func(w *world) {
			if err := os.Truncate(w.path, small-1); err != nil {
				w.t.Fatal(err)
			}
		}, cuedrop.Blocked, "media.rendition_changed"},
		"account gone": {func(w *world) {
			if err := w.store.RemoveAccount(w.t.Context(), w.account, nil); err != nil {
				w.t.Fatal(err)
			}
		}, cuedrop.Blocked, "post.account_gone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				c.change(w)
				w.wantState(w.settle(time.Hour), c.state, c.reason)
				w.wantCalls("init", 0)
			})
		})
	}
}

// TestCreatorInfoThatIsNotThere waits for it without counting inits.
func TestCreatorInfoThatIsNotThere(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		answers := []error{lost, slowDown(time.Minute), gateway, gateway}
		w.accounts.creator = func() (cuedrop.Creator, error) {
			c := cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf}}
			if len(answers) == 0 {
				return c, nil
			}
			err := answers[0]
			answers = answers[1:]
			return c, err
		}
		w.until(time.Minute, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(w.now(), cuedrop.Prepared, "network.unreachable")
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}
