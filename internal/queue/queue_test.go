package queue_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

func TestADraftMayLackThingsButNotContradictItself(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := must[cuedrop.Post](t)(b.Create(t.Context(), queue.Draft{MediaID: b.media.ID, Mode: cuedrop.ModeInbox}))
	if p.State != cuedrop.Draft || p.AccountID != "" || !p.CreatedAt.Equal(noon) || p.Consent != nil {
		t.Errorf("draft %+v", p)
	}
	for reason, d := range map[string]queue.Draft{
		"post.mode":         {MediaID: b.media.ID},
		"media.not_found":   {MediaID: "clip_none", Mode: cuedrop.ModeDirect},
		"account.not_found": {MediaID: b.media.ID, AccountID: "acct_none", Mode: cuedrop.ModeDirect},
		"caption.too_long":  {MediaID: b.media.ID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: strings.Repeat("x", 2201)}},
	} {
		if _, err := b.Create(t.Context(), d); fault.ReasonOf(err) != reason {
			t.Errorf("%s: %v", reason, err)
		}
	}
	if n := len(must[[]cuedrop.Post](t)(b.Posts(t.Context()))); n != 1 {
		t.Errorf("%d posts", n)
	}
}

// TestAnEditTakesTheConsentBack: it was for what the post said before. The time
// stays.
func TestAnEditTakesTheConsentBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	edited := settings
	edited.Caption = "other words"
	for _, s := range cuedrop.States {
		p := b.in(s)
		got, err := b.Save(t.Context(), p.ID, b.account.ID, cuedrop.ModeDirect, edited)
		if !s.Editable() {
			wantFault(t, err, fault.Conflict, "post.not_editable")
			continue
		}
		want := s
		if s == cuedrop.Scheduled {
			want = cuedrop.Draft
		}
		if err != nil || got.State != want || got.Consent != nil || got.Settings != edited || got.Schedule != p.Schedule {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
}

func TestAnEditThatChangesNothingChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	got := must[cuedrop.Post](t)(b.Save(t.Context(), p.ID, p.AccountID, p.Mode, p.Settings))
	if got.Rev != p.Rev || got.State != cuedrop.Scheduled || got.Consent == nil {
		t.Errorf("%+v", got)
	}
	bad := p.Settings
	bad.CoverMs = -1
	_, err := b.Save(t.Context(), p.ID, p.AccountID, p.Mode, bad)
	wantFault(t, err, fault.Invalid, "post.cover")
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); got.State != cuedrop.Scheduled {
		t.Errorf("a refused edit took the post off the schedule: %s", got.State)
	}
	_, err = b.Save(t.Context(), "post_none", "", cuedrop.ModeDirect, settings)
	wantFault(t, err, fault.NotFound, "post.not_found")
}

func TestAPostGetsATimeOnlyWithEverythingItNeeds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, hour := t.Context(), at(t, noon.Add(time.Hour))
	bare := must[cuedrop.Post](t)(b.Create(ctx, queue.Draft{MediaID: b.media.ID, Mode: cuedrop.ModeDirect, Settings: settings}))
	_, err := b.Schedule(ctx, bare.ID, hour, consent)
	wantFault(t, err, fault.Invalid, "post.account")
	p := b.draft()
	for _, c := range []cuedrop.Consent{{}, {At: noon}, {TextVersion: "music-1"}} {
		_, err = b.Schedule(ctx, p.ID, hour, c)
		wantFault(t, err, fault.Invalid, "post.consent")
	}
	for _, s := range []cuedrop.Schedule{{}, {Wall: "2026-11-24T18:30:00", Zone: "Europe/Madrid"}} {
		_, err = b.Schedule(ctx, p.ID, s, consent)
		wantFault(t, err, fault.Invalid, "schedule.time")
	}
	_, err = b.Schedule(ctx, "post_none", hour, consent)
	wantFault(t, err, fault.NotFound, "post.not_found")
	if b.changed != 0 {
		t.Errorf("the scheduler was woken %d times for nothing", b.changed)
	}
	got := must[cuedrop.Post](t)(b.Schedule(ctx, p.ID, hour, consent))
	if got.State != cuedrop.Scheduled || got.Schedule != hour || got.Consent.TextVersion != "music-1" || b.changed != 1 {
		t.Errorf("%+v, woken %d times", got, b.changed)
	}
}

func TestATimeCanBeGivenWhereverItMakesSense(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hour := at(t, noon.Add(2*time.Hour))
	for _, s := range cuedrop.States {
		p := b.in(s)
		got, err := b.Schedule(t.Context(), p.ID, hour, consent)
		if !s.Editable() {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", s, err)
			}
			continue
		}
		if err != nil || got.State != cuedrop.Scheduled || got.Schedule != hour || got.Failure != nil {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
}

// TestCancelStopsAtTheLastChunk: before, the post is canceled, its work interrupted
// and its file discarded; from finishing on it is refused. The vault stays shut.
func TestCancelStopsAtTheLastChunk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, s := range cuedrop.States {
		p := b.in(s)
		b.changed, b.interrupted, b.discarded = 0, nil, nil
		got, err := b.Cancel(t.Context(), p.ID)
		if s.HandedOver() || s == cuedrop.Canceled {
			if !fault.Is(err, fault.Conflict) || b.changed > 0 || b.interrupted != nil || b.discarded != nil {
				t.Errorf("%s: %v, woken %d, interrupted %v, discarded %v", s, err, b.changed, b.interrupted, b.discarded)
			}
			if s.HandedOver() && s != cuedrop.Published && !strings.Contains(fault.MessageOf(err), "already handed to TikTok") {
				t.Errorf("%s: %s", s, fault.MessageOf(err))
			}
			continue
		}
		if err != nil || got.State != cuedrop.Canceled || b.changed != 1 || !slices.Equal(b.interrupted, []cuedrop.PostID{p.ID}) || !slices.Equal(b.discarded, b.interrupted) {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
		for _, a := range must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID)) {
			if a.State != cuedrop.AttemptCanceled || a.EndedAt.IsZero() {
				t.Errorf("%s: attempt %+v", s, a)
			}
		}
	}
}

// TestAnUploadThatOnceBeganToFinishCanNotBeCanceled even while it sends again.
func TestAnUploadThatOnceBeganToFinishCanNotBeCanceled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Finishing)
	a := must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID))[0]
	b.apply(cuedrop.ResumeUploadChange(p, a, 0, noon))
	_, err := b.Cancel(t.Context(), p.ID)
	wantFault(t, err, fault.Conflict, "post.handed_over")
}

// TestAFileThatStaysDoesNotUndoWhatWasAsked: on Windows an open file can't be
// removed.
func TestAFileThatStaysDoesNotUndoWhatWasAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.discardErr = errors.New("sharing violation")
	if _, err := b.Cancel(t.Context(), b.in(cuedrop.Prepared).ID); err != nil {
		t.Error(err)
	}
	if err := b.Remove(t.Context(), b.in(cuedrop.Draft).ID); err != nil {
		t.Error(err)
	}
	if got := strings.Count(b.log.String(), "sharing violation"); got != 2 {
		t.Errorf("the log tells of %d:\n%s", got, b.log.String())
	}
}

func TestRetryIsDueNowUnlessItsTimeIsToCome(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, s := range []cuedrop.State{cuedrop.Failed, cuedrop.Canceled, cuedrop.Blocked, cuedrop.Missed} {
		p := b.in(s)
		got := must[cuedrop.Post](t)(b.Retry(t.Context(), p.ID))
		if got.State != cuedrop.Scheduled || got.Schedule != p.Schedule || got.Failure != nil {
			t.Errorf("%s, early: %+v", s, got)
		}
		p = b.in(s)
		b.clock.Advance(24 * time.Hour)
		got = must[cuedrop.Post](t)(b.Retry(t.Context(), p.ID))
		if !got.Schedule.At.Equal(b.clock.Now()) || got.Schedule.Zone != "Europe/Madrid" || got.Schedule.Wall != "2026-11-25T13:00:00" {
			t.Errorf("%s, late: %+v", s, got.Schedule)
		}
		b.clock.Advance(-24 * time.Hour)
	}
	for _, s := range []cuedrop.State{cuedrop.Scheduled, cuedrop.Uploading, cuedrop.Published, cuedrop.Uncertain} {
		if _, err := b.Retry(t.Context(), b.in(s).ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", s, err)
		}
	}
	edited := b.in(cuedrop.Failed)
	must[cuedrop.Post](t)(b.Save(t.Context(), edited.ID, b.account.ID, cuedrop.ModeInbox, settings))
	_, err := b.Retry(t.Context(), edited.ID)
	wantFault(t, err, fault.Invalid, "post.consent")
}

func TestTheUserResolvesWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for published, want := range map[bool]cuedrop.State{true: cuedrop.Published, false: cuedrop.Prepared} {
		p := b.in(cuedrop.Uncertain)
		b.changed = 0
		got := must[cuedrop.Post](t)(b.Resolve(t.Context(), p.ID, published))
		if got.State != want || b.changed != 1 {
			t.Errorf("there: %t: %s, woken %d times", published, got.State, b.changed)
		}
		events := must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), p.ID))
		if last := events[len(events)-1]; last.Detail != `{"by":"user"}` {
			t.Errorf("the journal says %s", last.Detail)
		}
	}
	for _, s := range cuedrop.States {
		if s == cuedrop.Uncertain {
			continue
		}
		p := b.in(s)
		for _, published := range []bool{true, false} {
			if _, err := b.Resolve(t.Context(), p.ID, published); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", s, err)
			}
		}
	}
}

// TestWhatIsNotOnTikTokIsADraftAgain, which nothing sends until the user agrees anew; then
// it goes on as any other.
func TestWhatIsNotOnTikTokIsADraftAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, s := range cuedrop.States {
		p := b.in(s)
		b.changed = 0
		got, err := b.Reopen(t.Context(), p.ID)
		if s != cuedrop.Uncertain {
			if after := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); !fault.Is(err, fault.Conflict) || after.Rev != p.Rev {
				t.Errorf("%s: %v", s, err)
			}
			continue
		}
		if err != nil || got.State != cuedrop.Draft || got.Consent != nil || got.Settings != p.Settings || got.Schedule != p.Schedule || b.changed != 1 {
			t.Fatalf("%+v, %v, woken %d times", got, err, b.changed)
		}
		if got.Failure == nil || got.Failure.Reason != cuedrop.ReasonAgain {
			t.Errorf("nothing says why: %+v", got.Failure)
		}
		for _, a := range must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), p.ID)) {
			if a.State != cuedrop.AttemptNotPublished || a.EndedAt.IsZero() {
				t.Errorf("attempt %+v", a)
			}
		}
		if _, err := b.Retry(t.Context(), p.ID); err == nil {
			t.Error("it goes out without a new consent")
		}
		edited := got.Settings
		edited.Caption = "once more"
		if got = must[cuedrop.Post](t)(b.Save(t.Context(), p.ID, got.AccountID, got.Mode, edited)); got.Failure == nil || got.Failure.Reason != cuedrop.ReasonAgain {
			t.Errorf("an edit forgets that it was sent once: %+v", got.Failure)
		}
		got = must[cuedrop.Post](t)(b.Schedule(t.Context(), p.ID, at(t, noon.Add(time.Hour)), consent))
		if got.State != cuedrop.Scheduled || got.Failure != nil || got.Consent == nil {
			t.Errorf("%+v", got)
		}
	}
	if err := b.store.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestUnscheduleAndRemove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := must[cuedrop.Post](t)(b.Unschedule(t.Context(), b.in(cuedrop.Scheduled).ID))
	if p.State != cuedrop.Draft || p.Consent != nil || p.Schedule.IsZero() {
		t.Errorf("%+v", p)
	}
	for _, s := range cuedrop.States {
		p := b.in(s)
		b.changed, b.discarded = 0, nil
		err := b.Remove(t.Context(), p.ID)
		if kept := s.InFlight() || s == cuedrop.Uncertain; kept != (err != nil) || kept != (b.changed == 0) || kept != (b.discarded == nil) {
			t.Errorf("%s: %v, woken %d, discarded %v", s, err, b.changed, b.discarded)
		}
	}
}

func TestEveryCallOnAPostThatIsNotThereSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bare := queue.New(queue.Config{Store: b.store, Clock: clock.System{}}) // the rest may be missing
	ctx, none := t.Context(), cuedrop.PostID("post_none")
	for name, call := range map[string]func() error{
		"cancel":     func() error { _, err := bare.Cancel(ctx, none); return err },
		"retry":      func() error { _, err := bare.Retry(ctx, none); return err },
		"resolve":    func() error { _, err := bare.Resolve(ctx, none, true); return err },
		"unschedule": func() error { _, err := bare.Unschedule(ctx, none); return err },
		"remove":     func() error { return bare.Remove(ctx, none) },
		"post":       func() error { _, err := bare.Post(ctx, none); return err },
	} {
		if err := call(); fault.ReasonOf(err) != "post.not_found" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := bare.Cancel(ctx, b.in(cuedrop.Due).ID); err != nil {
		t.Error(err)
	}
}
