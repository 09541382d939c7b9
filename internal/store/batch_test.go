package store_test

import (
	"errors"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestABatchIsAllOrNothing: a refusal at the last step leaves no trace of the first, and
// names the post.
func TestABatchIsAllOrNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft, scheduled := b.draft(), b.scheduled(noon.Add(time.Hour))
	b.reported()
	planned, changed := draft, scheduled
	planned.Schedule = scheduled.Schedule
	off := cuedrop.UnscheduleChange(scheduled, noon)
	off.Rev = scheduled.Rev
	stale := off
	stale.Rev--
	before := must[int64](t)(b.Rev(t.Context()))
	for name, last := range map[string]cuedrop.Step{
		"an old rev":       {Change: &stale},
		"words of another": {Words: &changed}, // a scheduled post's words are not stored
		"nothing":          {},
		"back from here":   {Return: &draft},
	} {
		_, err := b.ApplyAll(t.Context(), []cuedrop.Step{{Plan: &planned}, last}, noon)
		var at *cuedrop.StepError
		if err == nil || !errors.As(err, &at) || at.Post != last.Post() {
			t.Errorf("%s: %v", name, err)
		}
		if got := must[cuedrop.Post](t)(b.Post(t.Context(), draft.ID)); got.Rev != draft.Rev || !got.Schedule.IsZero() {
			t.Errorf("%s: half of it was stored: %+v", name, got)
		}
	}
	if after := must[int64](t)(b.Rev(t.Context())); after != before || len(b.reported()) != 0 {
		t.Errorf("rev %d, was %d", after, before)
	}
}

// TestABatchReportsEachPostOnce, as it is after all of its steps.
func TestABatchReportsEachPostOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	gone, scheduled := b.draft(), b.scheduled(noon.Add(time.Hour))
	b.reported()
	off := cuedrop.UnscheduleChange(scheduled, noon)
	off.Rev = scheduled.Rev
	after, _, err := off.On(scheduled, nil)
	if err != nil {
		t.Fatal(err)
	}
	after.Settings.Caption = "new"
	unplanned := after
	unplanned.Schedule = cuedrop.Schedule{}
	posts := must[[]cuedrop.Post](t)(b.ApplyAll(t.Context(), []cuedrop.Step{{Remove: &gone}, {Change: &off}, {Words: &after}, {Plan: &unplanned}}, noon))
	if len(posts) != 1 || posts[0].State != cuedrop.Draft || posts[0].Settings.Caption != "new" || !posts[0].Schedule.IsZero() {
		t.Fatalf("%+v", posts)
	}
	facts := b.reported()
	if len(facts) != 2 || facts[0].(removed).ID != string(gone.ID) || facts[1].(cuedrop.Post).Rev != posts[0].Rev {
		t.Errorf("%+v", facts)
	}
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
	// What was planned is never due.
	planned := posts[0]
	planned.Schedule = scheduled.Schedule
	if _, err := b.ApplyAll(t.Context(), []cuedrop.Step{{Plan: &planned}}, noon); err != nil {
		t.Fatal(err)
	}
	late := noon.Add(240 * time.Hour)
	for name, got := range map[string][]cuedrop.Post{
		"due":     must[[]cuedrop.Post](t)(b.DuePosts(t.Context(), late, 9)),
		"late":    must[[]cuedrop.Post](t)(b.LatePosts(t.Context(), late)),
		"overdue": must[[]cuedrop.Post](t)(b.OverduePosts(t.Context(), late)),
	} {
		if len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if next := must[time.Time](t)(b.NextDue(t.Context(), noon)); !next.IsZero() {
		t.Errorf("next due %v", next)
	}
	if _, err := b.ApplyAll(t.Context(), []cuedrop.Step{{Plan: &scheduled}}, noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("a plan for what is no draft as seen: %v", err)
	}
}
