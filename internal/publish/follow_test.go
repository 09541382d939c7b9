package publish_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestFollowLearnsTheIDs asks about a public post that TikTok is still moderating.
func TestFollowLearnsTheIDs(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		complete := func(ids ...string) reply {
			return reply{answer: &cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: ids, Uploaded: -1}}
		}
		w.api.script["status"] = []reply{complete(), complete(), {err: lost}, complete("7301", "7302")}
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.Published, "")
		if len(p.PostIDs) != 0 {
			t.Fatalf("ids %v before TikTok named them", p.PostIDs)
		}
		journal := len(w.journal())
		for i, want := range []struct {
			ids []string
			err error
		}{{[]string{}, nil}, {[]string{}, lost}, {[]string{"7301", "7302"}, nil}} {
			if err := w.pub.Follow(w.t.Context(), p); !errors.Is(err, want.err) {
				t.Errorf("Follow %d: %v", i, err)
			}
			if diff := cmp.Diff(want.ids, w.now().PostIDs); diff != "" {
				t.Errorf("ids after Follow %d (-want +got):\n%s", i, diff)
			}
		}
		if len(w.journal()) != journal {
			t.Error("learning an id was written as a step")
		}
		w.wantCalls("init", 1)
	})
}

// TestFollowSeesTheCreatorFinish: what was delivered to the inbox is published there.
func TestFollowSeesTheCreatorFinish(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.inbox = true
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.InInbox, "")
		if err := w.pub.Follow(w.t.Context(), p); err != nil || w.now().State != cuedrop.InInbox {
			t.Errorf("Follow = %v, state %s", err, w.now().State)
		}
		w.api.inbox = false
		if err := w.pub.Follow(w.t.Context(), p); err != nil {
			t.Error(err)
		}
		got := w.now()
		w.wantState(got, cuedrop.Published, "")
		if len(got.PostIDs) != 1 || got.PublishedAt.IsZero() {
			t.Errorf("post %+v", got)
		}
		w.wantCalls("init", 1)
		// A second answer for the same post comes too late.
		if err := w.pub.Follow(w.t.Context(), p); !fault.Is(err, fault.Conflict) {
			t.Errorf("Follow of what is published by now: %v", err)
		}
	})
}

func TestFollowAfterTheAccountIsGone(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		p := w.settle(time.Hour)
		p.AccountID, p.PostIDs = "", nil
		if err := w.pub.Follow(w.t.Context(), p); !fault.Is(err, fault.AuthRequired) {
			t.Errorf("Follow = %v", err)
		}
	})
}

// TestCauseGone is the list of what lets a blocked post go on by itself.
func TestCauseGone(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		blocked := func(reason string) cuedrop.Post {
			p := w.now()
			p.State, p.Failure = cuedrop.Blocked, &cuedrop.Failure{Reason: reason, Message: "x"}
			return p
		}
		ask := func(p cuedrop.Post) bool { return w.pub.CauseGone(w.t.Context(), p) }
		for _, reason := range []string{"account.signed_out", "tiktok.access_token_invalid", "vault.locked"} {
			if !ask(blocked(reason)) {
				t.Errorf("%s: signed in, and still blocked", reason)
			}
		}
		if err := w.store.SignOut(w.t.Context(), w.account, time.Now()); err != nil {
			t.Fatal(err)
		}
		for _, reason := range []string{"account.signed_out", "tiktok.access_token_invalid"} {
			if ask(blocked(reason)) {
				t.Errorf("%s: signed out, and goes on", reason)
			}
		}
		if ask(blocked("media.source_missing")) {
			t.Error("the file is missing, and the post goes on")
		}
		w.library.present = true
		if !ask(blocked("media.source_missing")) {
			t.Error("the file is back, and the post still blocked")
		}
		for _, reason := range []string{"media.rendition_changed", "tiktok.spam_risk_too_many_posts", "publish.init_gave_up", ""} {
			if ask(blocked(reason)) {
				t.Errorf("%s: goes on without the user", reason)
			}
		}
		for name, change := range map[string]func(*cuedrop.Post){
			"edited since":  func(p *cuedrop.Post) { p.Consent = nil },
			"without time":  func(p *cuedrop.Post) { p.Schedule = cuedrop.Schedule{} },
			"without cause": func(p *cuedrop.Post) { p.Failure = nil },
			"not blocked":   func(p *cuedrop.Post) { p.State = cuedrop.Failed },
		} {
			p := blocked("media.source_missing")
			change(&p)
			if ask(p) {
				t.Errorf("a post %s goes on by itself", name)
			}
		}
	})
}
