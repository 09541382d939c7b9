package publish_test

import (
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// TestTheTokenDiesWhilePolling is H3, the bug that made others post twice: the token
// is renewed and the same publish_id is asked about.
func TestTheTokenDiesWhilePolling(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.polls = 5
		w.api.script["status"] = []reply{{}, {err: deadToken}, {err: deadToken}, {err: deadToken}}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
		if len(w.attempts()) != 1 || w.accounts.renewed < 2 {
			t.Errorf("%d attempts, %d renewals", len(w.attempts()), w.accounts.renewed)
		}
	})
}

// TestTheSignInEndsWhilePolling is H4: a confirming post stays confirming, says why,
// and goes on with the same publish_id after the next sign-in.
func TestTheSignInEndsWhilePolling(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.polls = 2
		w.until(time.Hour, func(p cuedrop.Post) bool { return p.State == cuedrop.Confirming })
		w.accounts.token = func() error { return signedOut }
		w.until(2*time.Hour, func(cuedrop.Post) bool { return false })
		w.wantState(w.now(), cuedrop.Confirming, "account.signed_out")
		w.accounts.token = nil
		// The first answer clears the reason although it is no verdict yet.
		w.wantState(w.until(time.Hour, func(p cuedrop.Post) bool { return p.Failure == nil }), cuedrop.Confirming, "")
		w.wantPublished(w.settle(2 * time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestQuestionsThatAreNotAnswered waits for as long as it takes, with a reason.
func TestQuestionsThatAreNotAnswered(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["status"] = []reply{{err: lost}, {err: gateway}, {err: slowDown(10 * time.Minute)}, {err: lost}}
		start := time.Now()
		w.wantPublished(w.settle(2 * time.Hour))
		if took := time.Since(start); took < 10*time.Minute {
			t.Errorf("done after %v although TikTok asked for ten minutes", took)
		}
		w.wantCalls("init", 1)
	})
}

// TestADayOffline: TikTok could not be asked for a day, which is no verdict either.
func TestADayOffline(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["status"] = slices.Repeat([]reply{{err: lost}}, 10_000)
		start := time.Now()
		w.wantState(w.settle(30*time.Hour), cuedrop.Uncertain, "publish.unconfirmed")
		if took := time.Since(start); took < 24*time.Hour {
			t.Errorf("uncertain after %v", took)
		}
		w.wantCalls("init", 1)
	})
}

// TestWakingUpAfterADayWithoutANetwork: the first question after a long sleep meets a
// network that is not up yet. That is no reason to bother the user.
func TestWakingUpAfterADayWithoutANetwork(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.polls = 1
		w.until(time.Hour, func(p cuedrop.Post) bool { return p.State == cuedrop.Confirming })
		<-time.After(30 * time.Hour)
		w.api.script["status"] = []reply{{err: lost}, {err: lost}, {err: lost}}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestAVerdictAgainstThePost is the row CONFIRMING, FAILED(reason).
func TestAVerdictAgainstThePost(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.fails, w.api.polls = "frame_rate_check_failed", 2
		w.wantState(w.settle(time.Hour), cuedrop.Failed, "tiktok.frame_rate_check_failed")
		<-time.After(time.Hour)
		if _, err := w.drive(); err != nil {
			t.Error(err)
		}
		w.wantCalls("init", 1)
		w.wantPosts(0)
		w.api.fails = ""
		w.retry()
		w.wantPublished(w.settle(time.Hour))
	})
}

// TestWordsThatCuedropDoesNotKnow counts as pending until TikTok says one it knows.
func TestWordsThatCuedropDoesNotKnow(t *testing.T) {
	t.Parallel()
	pending := reply{answer: &cuedrop.RemoteStatus{State: cuedrop.RemotePending, Uploaded: -1}}
	for name, last := range map[string]reply{"answered": {}, "answer lost": {err: lost}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.script["last"] = []reply{last}
				w.api.script["status"] = []reply{pending, pending, pending}
				w.wantPublished(w.settle(time.Hour))
				w.wantCalls("init", 1)
			})
		})
	}
}
