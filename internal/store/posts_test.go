package store_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func ids(posts []cuedrop.Post) []cuedrop.PostID {
	out := []cuedrop.PostID{}
	for _, p := range posts {
		out = append(out, p.ID)
	}
	return out
}

func TestADraftIsStoredAsItIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.media()
	want := cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: m.ID, AccountID: b.account("o").ID, Mode: cuedrop.ModeInbox, State: cuedrop.Draft,
		Settings: cuedrop.Settings{Caption: "日本語 👩‍👩‍👧‍👦 \"quotes\" <b>&\u2028", Privacy: cuedrop.PrivacyFollowers, AllowStitch: true, BrandedContent: true, CoverMs: 42, Edit: cuedrop.Edit{Fit: cuedrop.FitCrop}},
		PostIDs:  []string{}, CreatedAt: noon, UpdatedAt: noon,
	}
	got := must[cuedrop.Post](t)(b.CreatePost(t.Context(), want))
	want.Rev = must[int64](t)(b.Rev(t.Context()))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("post (-want +got):\n%s", diff)
	}
	if _, err := b.CreatePost(t.Context(), want); err == nil {
		t.Error("an id was used twice")
	}
	_, err := b.Post(t.Context(), "post_none")
	wantFault(t, err, fault.NotFound, "post.not_found")
}

func TestAnEditIsRefusedWhenThePostHasMovedOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := b.draft()
	first := seen
	first.Settings.Caption = "first"
	first = must[cuedrop.Post](t)(b.SavePost(t.Context(), first, noon))
	second := seen
	second.Settings.Caption = "second"
	_, err := b.SavePost(t.Context(), second, noon)
	wantFault(t, err, fault.Conflict, "post.changed")
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), seen.ID)); got.Settings.Caption != "first" {
		t.Errorf("lost update: %q", got.Settings.Caption)
	}
	p := b.apply(cuedrop.ScheduleChange(first, must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(noon, "Etc/UTC")), consent, noon))
	_, err = b.SavePost(t.Context(), p, noon)
	wantFault(t, err, fault.Conflict, "post.changed") // consent is for what it says now
	p = b.apply(cuedrop.BlockChange(p, nil, cuedrop.Failure{Reason: "r"}, noon))
	p = must[cuedrop.Post](t)(b.SavePost(t.Context(), p, noon))
	if p.Consent != nil || p.State != cuedrop.Blocked || p.Schedule.IsZero() {
		t.Errorf("after the edit: %+v", p)
	}
}

func TestDuePostsComeInOrderAndNotBeforeTheirRestIsOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	third := b.scheduled(noon.Add(-time.Minute))
	first := b.scheduled(noon.Add(-3 * time.Minute))
	second := b.apply(cuedrop.BeginChange(b.scheduled(noon.Add(-2*time.Minute)), noon))
	snoozed := b.scheduled(noon.Add(-time.Hour))
	b.apply(cuedrop.SnoozeChange(snoozed, noon.Add(time.Minute), nil, noon))
	future := b.scheduled(noon.Add(2 * time.Minute))
	b.draft()
	missed := b.apply(cuedrop.MissChange(b.scheduled(noon.Add(-2*time.Hour)), cuedrop.Failure{}, noon))
	due := func(at time.Duration, limit int) []cuedrop.PostID {
		t.Helper()
		return ids(must[[]cuedrop.Post](t)(b.DuePosts(t.Context(), noon.Add(at), limit)))
	}
	next := func(at time.Duration) time.Duration {
		t.Helper()
		n := must[time.Time](t)(b.NextDue(t.Context(), noon.Add(at)))
		if n.IsZero() {
			return -1
		}
		return n.Sub(noon)
	}
	for _, tt := range []struct {
		at   time.Duration
		due  []cuedrop.PostID
		next time.Duration
	}{
		{-time.Hour, []cuedrop.PostID{second.ID}, -3 * time.Minute}, // begun, whatever the clock says since
		{0, []cuedrop.PostID{first.ID, second.ID, third.ID}, time.Minute},
		{time.Minute - time.Millisecond, []cuedrop.PostID{first.ID, second.ID, third.ID}, time.Minute},
		{time.Minute, []cuedrop.PostID{snoozed.ID, first.ID, second.ID, third.ID}, 2 * time.Minute},
		{2 * time.Minute, []cuedrop.PostID{snoozed.ID, first.ID, second.ID, third.ID, future.ID}, -1},
	} {
		if diff := cmp.Diff(tt.due, due(tt.at, 100)); diff != "" {
			t.Errorf("due at %v (-want +got):\n%s", tt.at, diff)
		}
		if got := next(tt.at); got != tt.next {
			t.Errorf("next after %v: %v, want %v", tt.at, got, tt.next)
		}
	}
	if got := due(0, 2); len(got) != 2 || got[0] != first.ID {
		t.Errorf("the first two: %v", got)
	}
	if n := must[int](t)(b.InFlight(t.Context())); n != 1 {
		t.Errorf("%d in flight", n)
	}
	if err := b.RemovePost(t.Context(), first.ID, noon); err != nil {
		t.Fatal(err)
	}
	if got := due(0, 100); len(got) != 2 {
		t.Errorf("a removed post is due: %v", got)
	}
	if missed.State != cuedrop.Missed {
		t.Error(missed.State)
	}
}

// TestDueAndNextAgree: for any set of posts and any instant, every post with a time
// is either due or at or after the next instant.
func TestDueAndNextAgree(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var all []cuedrop.Post
	for range 12 {
		all = append(all, b.scheduled(noon))
	}
	raw := b.raw()
	rapid.Check(t, func(rt *rapid.T) {
		minutes := rapid.Int64Range(-5, 5)
		// Round Apply and in one transaction, because this runs a hundred times.
		tx := must[*sql.Tx](t)(raw.BeginTx(t.Context(), nil))
		for i := range all {
			p := &all[i]
			p.Schedule.At = noon.Add(time.Duration(minutes.Draw(rt, "due")) * time.Minute)
			p.NotBefore = noon.Add(time.Duration(minutes.Draw(rt, "rest")) * time.Minute)
			must[sql.Result](t)(tx.ExecContext(t.Context(), `UPDATE post SET due_at = ?, not_before = ? WHERE id = ?`, p.Schedule.At.UnixMilli(), p.NotBefore.UnixMilli(), p.ID))
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		now := noon.Add(time.Duration(minutes.Draw(rt, "now")) * time.Minute)
		due := map[cuedrop.PostID]bool{}
		for _, p := range must[[]cuedrop.Post](t)(b.DuePosts(t.Context(), now, 100)) {
			due[p.ID] = true
		}
		var next time.Time
		for _, p := range all {
			if at := p.DueAt(); at.After(now) == due[p.ID] {
				rt.Fatalf("post due at %v, at %v: %t", at, now, due[p.ID])
			} else if at.After(now) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
		if got := must[time.Time](t)(b.NextDue(t.Context(), now)); !got.Equal(next) {
			rt.Fatalf("NextDue = %v, want %v", got, next)
		}
	})
}

func TestTheListHasTheEarliestTimeFirstAndDraftsLast(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft()
	late, early := b.scheduled(noon.Add(time.Hour)), b.scheduled(noon)
	blocked := b.apply(cuedrop.BlockChange(b.scheduled(noon.Add(time.Minute)), nil, cuedrop.Failure{Reason: "r"}, noon))
	want := []cuedrop.PostID{early.ID, blocked.ID, late.ID, draft.ID}
	if diff := cmp.Diff(want, ids(must[[]cuedrop.Post](t)(b.Posts(t.Context())))); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]cuedrop.PostID{blocked.ID}, ids(must[[]cuedrop.Post](t)(b.BlockedPosts(t.Context())))); diff != "" {
		t.Errorf("blocked (-want +got):\n%s", diff)
	}
	if got := must[[]cuedrop.Post](t)(setup(t).Posts(t.Context())); got == nil || len(got) != 0 {
		t.Errorf("an empty workspace lists %#v", got)
	}
}

// TestWhatMayBeRemovedAndWhatStays: of a post that was tried the record stays.
func TestWhatMayBeRemovedAndWhatStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := func(id cuedrop.PostID) (n int) {
		t.Helper()
		if err := b.raw().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM post WHERE id = ?`, id).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	published, a := b.uploading("pub-1")
	published = b.apply(cuedrop.PublishChange(published, &a, nil, noon))
	failed, a := b.uploading("pub-2")
	failed = b.apply(cuedrop.FailChange(failed, &a, cuedrop.Failure{}, noon))
	uncertain, a := b.uploading("pub-3")
	uncertain = b.apply(cuedrop.BeginFinishChange(uncertain, a, noon))
	uncertain = b.apply(cuedrop.MarkUncertainChange(uncertain, a, cuedrop.Failure{}, noon))
	uploading, _ := b.uploading("pub-4")
	for _, tt := range []struct {
		post    cuedrop.Post
		refused bool
		stays   int
	}{
		{b.draft(), false, 0},
		{b.scheduled(noon), false, 0},
		{b.prepared(), true, 1},
		{uploading, true, 1},
		{uncertain, true, 1},
		{published, false, 1},
		{failed, false, 1},
	} {
		b.reported()
		events := must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), tt.post.ID))
		err := b.RemovePost(t.Context(), tt.post.ID, noon)
		if tt.refused {
			wantFault(t, err, fault.Conflict, "post.in_flight")
		} else if err != nil {
			t.Errorf("%s: %v", tt.post.State, err)
		}
		if got := rows(tt.post.ID); got != tt.stays {
			t.Errorf("%s: %d rows stay, want %d", tt.post.State, got, tt.stays)
		}
		if _, err := b.Post(t.Context(), tt.post.ID); fault.Is(err, fault.NotFound) == tt.refused {
			t.Errorf("%s: %v", tt.post.State, err)
		}
		if facts := b.reported(); (len(facts) == 1) == tt.refused {
			t.Errorf("%s: reported %v", tt.post.State, facts)
		}
		if got := must[[]cuedrop.AttemptEvent](t)(b.Events(t.Context(), tt.post.ID)); len(got) != len(events) {
			t.Errorf("%s: the journal has %d lines of %d", tt.post.State, len(got), len(events))
		}
	}
	wantFault(t, b.RemovePost(t.Context(), published.ID, noon), fault.NotFound, "post.not_found")
	_, err := b.Apply(t.Context(), cuedrop.CancelChange(failed, nil, noon))
	wantFault(t, err, fault.Conflict, "post.changed") // nothing happens to a removed post
	if len(must[[]cuedrop.Attempt](t)(b.Attempts(t.Context(), published.ID))) != 1 {
		t.Error("the attempt of a hidden post is gone")
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}
