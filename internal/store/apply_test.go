package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestALifeFromDraftToPublished follows one post and looks at every column after
// every step.
func TestALifeFromDraftToPublished(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.draft()
	at, steps := noon, 0
	step := func(c cuedrop.Change, expect func(want *cuedrop.Post)) {
		t.Helper()
		want := p
		want.Rev, want.UpdatedAt, want.State, want.Failure = p.Rev+1, at, must[cuedrop.State](t)(cuedrop.Next(p.State, c.Transition)), nil
		expect(&want)
		p = b.apply(c)
		if diff := cmp.Diff(want, p); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.Transition, diff)
		}
		if read := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); !cmp.Equal(read, p) {
			t.Errorf("%s: Apply and Post differ: %s", c.Transition, cmp.Diff(p, read))
		}
		at, steps = at.Add(time.Second), steps+1
	}
	s := cuedrop.Schedule{Wall: "2026-11-24T13:00:00", Zone: "Europe/Madrid", At: noon}
	step(cuedrop.ScheduleChange(p, s, consent, at), func(w *cuedrop.Post) { w.Schedule, w.Consent = s, &consent })
	step(cuedrop.UnscheduleChange(p, at), func(w *cuedrop.Post) { w.Consent = nil })
	step(cuedrop.ScheduleChange(p, s, consent, at), func(w *cuedrop.Post) { w.Consent = &consent })
	snooze := cuedrop.Failure{Reason: "tiktok.rate_limit_exceeded", Message: "Wait."}
	step(cuedrop.SnoozeChange(p, at.Add(time.Minute), &snooze, at), func(w *cuedrop.Post) { w.NotBefore, w.Failure = at.Add(time.Minute), &snooze })
	step(cuedrop.BeginChange(p, at), func(w *cuedrop.Post) { w.NotBefore = time.Time{} })
	r := cuedrop.Rendition{Path: "/r.mp4", Route: cuedrop.RouteRemux, Size: 100, SHA256: "cd", DurationMs: 9000}
	step(cuedrop.PrepareChange(p, r, at), func(w *cuedrop.Post) { w.Rendition = &r })
	step(cuedrop.RecheckChange(p, "gone", at), func(*cuedrop.Post) {})
	step(cuedrop.PrepareChange(p, r, at), func(*cuedrop.Post) {})
	a := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), PostID: p.ID, Plan: plan, SHA256: "cd"}
	started := at
	step(cuedrop.StartAttemptChange(p, a, at), func(w *cuedrop.Post) { w.Attempts = 1 })
	a.Number, a.State, a.Inits, a.StartedAt = 1, cuedrop.AttemptInitSent, 1, started
	wantLive := func() {
		t.Helper()
		if diff := cmp.Diff(a, b.live(p)); diff != "" {
			t.Errorf("attempt (-want +got):\n%s", diff)
		}
	}
	wantLive()
	step(cuedrop.RepeatInitChange(p, a, at), func(*cuedrop.Post) {})
	a.Inits = 2
	wantLive()
	a.State, a.PublishID, a.UploadURL, a.IssuedAt = cuedrop.AttemptUploading, "pub-1", "https://upload.example/?token=x", at
	step(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "pub-1", UploadURL: a.UploadURL}, at), func(w *cuedrop.Post) { w.PublishID = "pub-1" })
	wantLive()
	step(cuedrop.AckChunkChange(p, a, 40, at), func(*cuedrop.Post) {})
	a.Acked = 40
	a.FinishingAt = at
	step(cuedrop.BeginFinishChange(p, a, at), func(*cuedrop.Post) {})
	a.State = cuedrop.AttemptFinishing
	wantLive()
	step(cuedrop.ResumeUploadChange(p, a, 30, at), func(*cuedrop.Post) {})
	a.State, a.Acked = cuedrop.AttemptUploading, 30
	wantLive()
	step(cuedrop.BeginFinishChange(p, a, at), func(*cuedrop.Post) {}) // keeps the first finishing_at
	step(cuedrop.FinishUploadChange(p, a, at), func(*cuedrop.Post) {})
	a.State, a.Acked = cuedrop.AttemptConfirming, 100
	wantLive()
	lost := cuedrop.Failure{Reason: "publish.unconfirmed", Message: "Look."}
	step(cuedrop.MarkUncertainChange(p, a, lost, at), func(w *cuedrop.Post) { w.Failure = &lost })
	a.State, a.Failure = cuedrop.AttemptUncertain, &lost
	wantLive()
	a.State, a.UploadURL, a.EndedAt = cuedrop.AttemptPublished, "", at
	step(cuedrop.PublishChange(p, &a, []string{"7600000000000000001"}, at), func(w *cuedrop.Post) {
		w.PostIDs, w.PublishedAt = []string{"7600000000000000001"}, at
	})
	if live := must[*cuedrop.Attempt](t)(b.LiveAttempt(t.Context(), p.ID)); live != nil {
		t.Errorf("an attempt of a published post is live: %+v", live)
	}
	if diff := cmp.Diff([]cuedrop.Attempt{a}, must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID))); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if n := len(must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID))); n != steps {
		t.Errorf("%d lines in the journal for %d steps", n, steps)
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOtherEnds takes the roads that the life above does not.
func TestOtherEnds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := cuedrop.Failure{Reason: "tiktok.spam_risk", Message: "M."}
	ends := map[cuedrop.AttemptState]func(cuedrop.Post, cuedrop.Attempt) cuedrop.Change{
		cuedrop.AttemptFailed:    func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.FailChange(p, &a, f, noon) },
		cuedrop.AttemptCanceled:  func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.CancelChange(p, &a, noon) },
		cuedrop.AttemptAbandoned: func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.BlockChange(p, &a, f, noon) },
		cuedrop.AttemptInInbox:   func(p cuedrop.Post, a cuedrop.Attempt) cuedrop.Change { return cuedrop.DeliverChange(p, &a, noon) },
	}
	for state, end := range ends {
		p, a := b.uploading("pub-" + string(state))
		p = b.apply(end(p, a))
		got := must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID))[0]
		if got.State != state || got.EndedAt.IsZero() || got.UploadURL != "" {
			t.Errorf("%s: attempt %+v", state, got)
		}
		if failed := state == cuedrop.AttemptFailed || state == cuedrop.AttemptAbandoned; (got.Failure != nil) != failed || (p.Failure != nil) != failed {
			t.Errorf("%s: failure %v, %v", state, got.Failure, p.Failure)
		}
	}
	p, a := b.uploading("pub-again")
	p = b.apply(cuedrop.AbandonChange(p, a, "expired", noon.Add(time.Hour), noon))
	p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
	if p.Attempts != 2 || p.PublishID != "" || b.live(p).Number != 2 {
		t.Errorf("the second attempt: %+v", p)
	}
}

func TestOfTwoStepsFromOneStateOneWins(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.scheduled(noon)
	b.apply(cuedrop.BeginChange(p, noon))
	b.reported()
	_, err := b.Apply(t.Context(), cuedrop.MissChange(p, cuedrop.Failure{}, noon))
	wantFault(t, err, fault.Conflict, "post.changed")
	_, err = b.Apply(t.Context(), cuedrop.PublishChange(p, nil, nil, noon))
	wantFault(t, err, fault.Conflict, "post.illegal_transition")
	_, err = b.Apply(t.Context(), cuedrop.BeginChange(cuedrop.Post{ID: "post_none", State: cuedrop.Scheduled}, noon))
	wantFault(t, err, fault.Conflict, "post.changed")
	if facts := b.reported(); len(facts) > 0 {
		t.Errorf("refused steps were reported: %v", facts)
	}
	if n := len(must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID))); n != 2 {
		t.Errorf("refused steps are in the journal: %d lines", n)
	}
}

// TestAConsentHoldsForTheWordsItWasGivenFor: between reading a post and scheduling
// it, another window may have changed its caption.
func TestAConsentHoldsForTheWordsItWasGivenFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.draft()
	edited := p
	edited.Settings.Caption = "other words"
	must[cuedrop.Post](t)(b.SavePost(t.Context(), edited, noon))
	_, err := b.Apply(t.Context(), cuedrop.ScheduleChange(p, must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(noon, "Etc/UTC")), consent, noon))
	wantFault(t, err, fault.Conflict, "post.changed")
}

// TestACancelLosesAgainstALastChunk: the upload went to finishing and back after the
// caller looked, so the state alone does not tell.
func TestACancelLosesAgainstALastChunk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen, a := b.uploading("pub-1")
	p := b.apply(cuedrop.BeginFinishChange(seen, a, noon))
	b.apply(cuedrop.ResumeUploadChange(p, a, 0, noon))
	_, err := b.Apply(t.Context(), cuedrop.CancelChange(seen, &a, noon))
	wantFault(t, err, fault.Conflict, "post.changed")
}

// TestAStepWithAnOldIdeaOfTheAttemptIsRefused: in every pair the post's state is
// right and the attempt is not.
func TestAStepWithAnOldIdeaOfTheAttemptIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, first := b.initSent()
	p = b.apply(cuedrop.AbandonChange(p, first, "x", noon, noon))
	p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
	for name, c := range map[string]cuedrop.Change{
		"cancel without knowing of it": cuedrop.CancelChange(p, nil, noon),
		"fail the one before":          cuedrop.FailChange(p, &first, cuedrop.Failure{}, noon),
		"repeat init of none":          {Post: p.ID, Transition: cuedrop.TransBeginInit, From: p.State, At: noon, Attempt: &cuedrop.AttemptChange{ID: "try_none"}},
	} {
		_, err := b.Apply(t.Context(), c)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ready := b.prepared()
	_, err := b.Apply(t.Context(), cuedrop.Change{Post: ready.ID, Transition: cuedrop.TransBeginInit, From: ready.State, At: noon})
	wantFault(t, err, fault.Conflict, "post.changed")
}
