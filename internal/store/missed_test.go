package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// of gives a post to an account.
func (b *bundle) of(id cuedrop.AccountID, at time.Time) cuedrop.Post {
	b.t.Helper()
	p := b.draft()
	p.AccountID = id
	p = must[cuedrop.Post](b.t)(b.SavePost(b.t.Context(), p, noon))
	s := must[cuedrop.Schedule](b.t)(cuedrop.ScheduleAt(at, "Europe/Madrid"))
	return b.apply(cuedrop.ScheduleChange(p, s, consent, noon))
}

func TestTheMissedPolicyIsKeptAndReported(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a, other := b.account("open-1"), b.account("open-2")
	if a.Missed != cuedrop.DefaultMissed {
		t.Errorf("a new account has %+v", a.Missed)
	}
	b.reported()
	want := cuedrop.MissedPolicy{Policy: cuedrop.MissedNextSlot, Minutes: 15}
	if err := b.SetMissedPolicy(t.Context(), a.ID, want); err != nil {
		t.Fatal(err)
	}
	got := must[cuedrop.Account](t)(b.Account(t.Context(), a.ID))
	if got.Missed != want || got.Rev <= a.Rev {
		t.Errorf("kept %+v with rev %d after %d", got.Missed, got.Rev, a.Rev)
	}
	if diff := cmp.Diff([]any{got}, b.reported()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	all := must[map[cuedrop.AccountID]cuedrop.MissedPolicy](t)(b.MissedPolicies(t.Context()))
	if diff := cmp.Diff(map[cuedrop.AccountID]cuedrop.MissedPolicy{a.ID: want, other.ID: cuedrop.DefaultMissed}, all); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	if err := b.SetMissedPolicy(t.Context(), a.ID, cuedrop.MissedPolicy{Policy: "never", Minutes: 1}); err == nil {
		t.Error("the schema takes a policy that is none")
	}
	wantFault(t, b.SetMissedPolicy(t.Context(), "acct_none", want), fault.NotFound, "account.not_found")
	// Signing in again changes nothing about it.
	again := b.account("open-1")
	if again.Missed != want {
		t.Errorf("after signing in again: %+v", again.Missed)
	}
}

func TestLateAndOverduePosts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hasty, calm := b.account("open-1"), b.account("open-2")
	for id, minutes := range map[cuedrop.AccountID]int{hasty.ID: 5, calm.ID: 1440} {
		if err := b.SetMissedPolicy(t.Context(), id, cuedrop.MissedPolicy{Policy: cuedrop.MissedAsk, Minutes: minutes}); err != nil {
			t.Fatal(err)
		}
	}
	atLimit := b.of(hasty.ID, noon.Add(-5*time.Minute))
	late := b.of(hasty.ID, noon.Add(-6*time.Minute))
	patient := b.of(calm.ID, noon.Add(-3*time.Hour))
	alone := b.scheduled(noon.Add(-2 * time.Hour)) // of no account: an hour
	snoozed := b.of(hasty.ID, noon.Add(-4*time.Hour))
	b.apply(cuedrop.SnoozeChange(snoozed, noon.Add(-time.Minute), nil, noon))
	b.apply(cuedrop.BeginChange(b.of(hasty.ID, noon.Add(-5*time.Hour)), noon)) // under way: not to be judged
	b.of(hasty.ID, noon.Add(time.Minute))
	overdue := ids(must[[]cuedrop.Post](t)(b.OverduePosts(t.Context(), noon)))
	if diff := cmp.Diff([]cuedrop.PostID{alone.ID, late.ID}, overdue); diff != "" {
		t.Errorf("overdue (-want +got):\n%s", diff)
	}
	got := ids(must[[]cuedrop.Post](t)(b.LatePosts(t.Context(), noon.Add(-5*time.Minute))))
	if diff := cmp.Diff([]cuedrop.PostID{patient.ID, alone.ID, late.ID, atLimit.ID}, got); diff != "" {
		t.Errorf("late (-want +got):\n%s", diff)
	}
}

func TestWhatAPolicyHasBegunIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	moving := b.apply(cuedrop.MissChange(b.of(a.ID, noon), cuedrop.Failure{Reason: "moving"}, noon))
	b.apply(cuedrop.MissChange(b.of(a.ID, noon), cuedrop.Failure{Reason: "asked"}, noon))
	got := ids(must[[]cuedrop.Post](t)(b.MissedFor(t.Context(), "moving")))
	if diff := cmp.Diff([]cuedrop.PostID{moving.ID}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	why := cuedrop.Failure{Reason: "spaced"}
	b.apply(cuedrop.SnoozeChange(b.of(a.ID, noon), noon.Add(10*time.Minute), &why, noon))
	b.apply(cuedrop.SnoozeChange(b.of(a.ID, noon), noon.Add(20*time.Minute), &why, noon))
	b.apply(cuedrop.SnoozeChange(b.of(a.ID, noon), noon.Add(30*time.Minute), &cuedrop.Failure{Reason: "other"}, noon))
	until := must[map[cuedrop.AccountID]time.Time](t)(b.SpacedUntil(t.Context(), "spaced"))
	if len(until) != 1 || !until[a.ID].Equal(noon.Add(20*time.Minute)) {
		t.Errorf("spaced until %v", until)
	}
}

// TestDueAfterReadsPageByPage: each post once, none of the accounts left out.
func TestDueAfterReadsPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	many, other := b.account("open-1"), b.account("open-2")
	var want []cuedrop.PostID
	for i := range 7 { // two at a time at the same moment, made at the same moment
		want = append(want, b.of(many.ID, noon.Add(-time.Duration(7-i/2)*time.Minute)).ID)
	}
	last := b.of(other.ID, noon)
	alone := b.scheduled(noon)
	var got []cuedrop.PostID
	var after cuedrop.Post
	for {
		page := must[[]cuedrop.Post](t)(b.DueAfter(t.Context(), noon, after, nil, 3))
		got = append(got, ids(page)...)
		if len(page) < 3 {
			break
		}
		after = page[2]
	}
	if diff := cmp.Diff(ids(must[[]cuedrop.Post](t)(b.DuePosts(t.Context(), noon, 100))), got); diff != "" || len(got) != len(want)+2 {
		t.Errorf("%d posts (-at once +in pages):\n%s", len(got), diff)
	}
	page := must[[]cuedrop.Post](t)(b.DueAfter(t.Context(), noon, cuedrop.Post{}, []cuedrop.AccountID{many.ID}, 3))
	if len(page) != 2 || page[0].AccountID == many.ID || page[1].AccountID == many.ID {
		t.Errorf("without the busy account: %v, want %s and %s", ids(page), last.ID, alone.ID)
	}
	page = must[[]cuedrop.Post](t)(b.DueAfter(t.Context(), noon, cuedrop.Post{}, []cuedrop.AccountID{""}, 100))
	if len(page) != len(want)+1 {
		t.Errorf("without those of no account: %d", len(page))
	}
}
