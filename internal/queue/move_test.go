package queue_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

var tomorrow = noon.Add(24 * time.Hour)

// same compares posts without what every write changes.
func same(t *testing.T, what string, want, got cuedrop.Post) {
	t.Helper()
	want.Rev, got.Rev, want.UpdatedAt, got.UpdatedAt = 0, 0, time.Time{}, time.Time{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (b *bundle) post(id cuedrop.PostID) cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.Post(b.t.Context(), id))
}

func (b *bundle) undo(token string) []cuedrop.Post {
	b.t.Helper()
	return must[[]cuedrop.Post](b.t)(b.Undo(b.t.Context(), token))
}

// TestAMoveInEachState, and its undo.
func TestAMoveInEachState(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		state  cuedrop.State
		after  cuedrop.State // "" = refused
		reason string
	}{
		{cuedrop.Draft, cuedrop.Draft, ""},
		{cuedrop.Scheduled, cuedrop.Scheduled, ""},
		{cuedrop.Blocked, cuedrop.Scheduled, ""},
		{cuedrop.Missed, cuedrop.Scheduled, ""},
		{cuedrop.Failed, cuedrop.Scheduled, ""},
		{cuedrop.Canceled, cuedrop.Scheduled, ""},
		{cuedrop.Due, "", "post.in_flight"},
		{cuedrop.Prepared, "", "post.in_flight"},
		{cuedrop.InitSent, "", "post.in_flight"},
		{cuedrop.Uploading, "", "post.in_flight"},
		{cuedrop.Finishing, "", "post.in_flight"},
		{cuedrop.Confirming, "", "post.in_flight"},
		{cuedrop.Uncertain, "", "post.uncertain"},
		{cuedrop.InInbox, "", "post.in_inbox"},
		{cuedrop.Published, "", "post.published"},
	} {
		t.Run(string(tt.state), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			before := b.in(tt.state)
			act, err := b.Move(t.Context(), before.ID, at(t, tomorrow))
			if tt.after == "" {
				wantFault(t, err, fault.Conflict, tt.reason)
				same(t, "a refused post", before, b.post(before.ID))
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := b.post(before.ID)
			if got.State != tt.after || !got.Schedule.At.Equal(tomorrow) || !cmp.Equal(got.Consent, before.Consent) || !got.SaysTheSame(before) {
				t.Errorf("moved: %+v", got)
			}
			same(t, "what Move returned", got, act.Posts[0])
			b.undo(act.Undo)
			same(t, "undone", before, b.post(before.ID))
			if err := b.store.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
			_, err = b.Undo(t.Context(), act.Undo)
			wantFault(t, err, fault.NotFound, "undo.gone")
		})
	}
}

func TestAMoveIsIntoTheFuture(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	_, err := b.Move(t.Context(), p.ID, cuedrop.Schedule{})
	wantFault(t, err, fault.Invalid, "schedule.time")
	_, err = b.Move(t.Context(), p.ID, at(t, noon))
	wantFault(t, err, fault.Invalid, "schedule.past")
	_, err = b.Move(t.Context(), "post_none", at(t, tomorrow))
	wantFault(t, err, fault.NotFound, "post.not_found")
	same(t, "after refusals", p, b.post(p.ID))
}

// TestAMoveNeedsTheConsentThatWasGiven: an edit has withdrawn it.
func TestAMoveNeedsTheConsentThatWasGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, s := range []cuedrop.State{cuedrop.Blocked, cuedrop.Missed, cuedrop.Failed, cuedrop.Canceled} {
		p := b.in(s)
		changed := settings
		changed.Caption = "other words"
		if _, err := b.Save(t.Context(), p.ID, b.account.ID, cuedrop.ModeDirect, changed); err != nil {
			t.Fatal(err)
		}
		_, err := b.Move(t.Context(), p.ID, at(t, tomorrow))
		wantFault(t, err, fault.Invalid, "post.consent")
	}
}

// TestOneInTheWayStopsThemAll, and each that is in the way is named.
func TestOneInTheWayStopsThemAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good, out, going := b.in(cuedrop.Scheduled), b.in(cuedrop.Published), b.in(cuedrop.Uploading)
	var moves []queue.Move
	ids := []cuedrop.PostID{good.ID, out.ID, going.ID}
	for _, id := range ids {
		moves = append(moves, queue.Move{Post: id, Schedule: at(t, tomorrow)})
	}
	b.changed = 0
	act := must[queue.Act](t)(b.MoveAll(t.Context(), moves))
	if len(act.Refused) != 2 || act.Refused[0].Post != out.ID || act.Refused[1].Post != going.ID || act.Undo != "" || len(act.Posts) != 0 || b.changed != 0 {
		t.Errorf("%+v", act)
	}
	same(t, "the good one", good, b.post(good.ID))
	act = must[queue.Act](t)(b.RemoveAll(t.Context(), ids))
	if len(act.Refused) != 1 || act.Refused[0].Post != going.ID || len(b.discarded) != 0 {
		t.Errorf("%+v", act)
	}
	b.post(good.ID)
	for _, bad := range [][]cuedrop.PostID{nil, {good.ID, good.ID}, make([]cuedrop.PostID, 10_001)} {
		_, err := b.RemoveAll(t.Context(), bad)
		wantFault(t, err, fault.Invalid, map[int]string{0: "posts.none", 2: "posts.twice"}[len(bad)]+map[bool]string{true: "posts.too_many"}[len(bad) > 2])
	}
}

// TestPostsChangePlaces in each other's slots, at once.
func TestPostsChangePlaces(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	one := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), b.draft().ID, consent))
	two := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), b.draft().ID, consent))
	act := must[queue.Act](t)(b.MoveAll(t.Context(), []queue.Move{{one.ID, two.Schedule, true}, {two.ID, one.Schedule, true}}))
	if len(act.Posts) != 2 || !b.post(one.ID).Schedule.At.Equal(two.Schedule.At) || !b.post(two.ID).Schedule.At.Equal(one.Schedule.At) {
		t.Fatalf("%+v", act)
	}
	// The slot is theirs: a third one can't be given it, and nothing is stored.
	third := b.in(cuedrop.Scheduled)
	act = must[queue.Act](t)(b.MoveAll(t.Context(), []queue.Move{{third.ID, one.Schedule, true}}))
	if len(act.Refused) != 1 || fault.ReasonOf(act.Refused[0].Err) != "slot.taken" {
		t.Errorf("%+v", act)
	}
	same(t, "the third", third, b.post(third.ID))
}

// TestUnplan takes the time away, and undo gives back what was withdrawn.
func TestUnplan(t *testing.T) {
	t.Parallel()
	for _, s := range []cuedrop.State{cuedrop.Scheduled, cuedrop.Blocked, cuedrop.Missed} {
		b := setup(t)
		before := b.in(s)
		act := must[queue.Act](t)(b.Unplan(t.Context(), before.ID))
		got := b.post(before.ID)
		if got.State != cuedrop.Draft || !got.Schedule.IsZero() || !got.Schedule.At.IsZero() || got.Consent != nil {
			t.Errorf("%s: %+v", s, got)
		}
		b.undo(act.Undo)
		same(t, "undone", before, b.post(before.ID))
	}
	b := setup(t)
	p := b.draft()
	if act := must[queue.Act](t)(b.Unplan(t.Context(), p.ID)); act.Undo != "" || len(act.Posts) != 1 {
		t.Errorf("a draft without a time: %+v", act)
	}
	if _, err := b.Move(t.Context(), p.ID, at(t, tomorrow)); err != nil {
		t.Fatal(err)
	}
	act := must[queue.Act](t)(b.Unplan(t.Context(), p.ID))
	if got := b.post(p.ID); !got.Schedule.IsZero() {
		t.Errorf("%+v", got)
	}
	b.undo(act.Undo)
	if got := b.post(p.ID); !got.Schedule.At.Equal(tomorrow) {
		t.Errorf("%+v", got)
	}
	_, err := b.Unplan(t.Context(), b.in(cuedrop.Canceled).ID)
	wantFault(t, err, fault.Conflict, "post.stopped")
	_, err = b.Unplan(t.Context(), b.in(cuedrop.Finishing).ID)
	wantFault(t, err, fault.Conflict, "post.in_flight")
}

// TestABulkEditAndItsUndo: the consent goes with the words and comes back with them.
func TestABulkEditAndItsUndo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.store.SaveGrant(t.Context(), cuedrop.Account{ID: "acct_2", OpenID: "open-2"}, cuedrop.Tokens{Access: "a", Refresh: "r"}, noon); err != nil {
		t.Fatal(err)
	}
	var before []cuedrop.Post
	var edits []queue.Edit
	words, other := "new words", cuedrop.AccountID("acct_2")
	for _, s := range []cuedrop.State{cuedrop.Draft, cuedrop.Scheduled, cuedrop.Blocked, cuedrop.Missed, cuedrop.Failed, cuedrop.Canceled} {
		p := b.in(s)
		before = append(before, p)
		edits = append(edits, queue.Edit{Post: p.ID, Account: &other, Caption: &words})
	}
	act := must[queue.Act](t)(b.EditAll(t.Context(), edits))
	for _, p := range before {
		got := b.post(p.ID)
		want := p
		want.AccountID, want.Consent, want.Settings = other, nil, cuedrop.Settings{Caption: words}
		if p.State == cuedrop.Scheduled {
			want.State = cuedrop.Draft
		}
		same(t, "edited "+string(p.State), want, got)
	}
	b.undo(act.Undo)
	for _, p := range before {
		same(t, "undone "+string(p.State), p, b.post(p.ID))
	}
	// Nothing to change is nothing done; what can't be is refused.
	if act := must[queue.Act](t)(b.EditAll(t.Context(), []queue.Edit{{Post: before[1].ID, Caption: &settings.Caption}})); act.Undo != "" {
		t.Errorf("%+v", act)
	}
	nobody := cuedrop.AccountID("acct_none")
	act = must[queue.Act](t)(b.EditAll(t.Context(), []queue.Edit{{Post: before[0].ID, Caption: &words}, {Post: before[1].ID, Account: &nobody}}))
	if len(act.Refused) != 1 || act.Refused[0].Post != before[1].ID {
		t.Errorf("%+v", act)
	}
	same(t, "beside a refused one", before[0], b.post(before[0].ID))
	act = must[queue.Act](t)(b.EditAll(t.Context(), []queue.Edit{{Post: b.in(cuedrop.Prepared).ID, Caption: &words}}))
	if len(act.Refused) != 1 || fault.ReasonOf(act.Refused[0].Err) != "post.not_editable" {
		t.Errorf("%+v", act)
	}
}

// TestWhatIsDeletedComesBack as it was, in every state that may be deleted.
func TestWhatIsDeletedComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var before []cuedrop.Post
	var ids []cuedrop.PostID
	for _, s := range []cuedrop.State{cuedrop.Draft, cuedrop.Scheduled, cuedrop.Blocked, cuedrop.Missed, cuedrop.Failed, cuedrop.Canceled, cuedrop.Published, cuedrop.InInbox} {
		p := b.in(s)
		before, ids = append(before, p), append(ids, p.ID)
	}
	act := must[queue.Act](t)(b.RemoveAll(t.Context(), ids))
	if left := must[[]cuedrop.Post](t)(b.Posts(t.Context())); len(left) != 0 || !slices.Equal(b.discarded, ids) {
		t.Fatalf("left %d, discarded %v", len(left), b.discarded)
	}
	if got := b.undo(act.Undo); len(got) != len(ids) {
		t.Errorf("%d came back", len(got))
	}
	for _, p := range before {
		same(t, "back from "+string(p.State), p, b.post(p.ID))
	}
	if err := b.store.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAnUndoThatIsTooLate changes nothing when something else has changed, sends nothing
// whose time has passed, and is forgotten.
func TestAnUndoThatIsTooLate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.in(cuedrop.Scheduled), b.in(cuedrop.Scheduled)
	act := must[queue.Act](t)(b.UnplanAll(t.Context(), []cuedrop.PostID{one.ID, two.ID}))
	again := cuedrop.Consent{At: noon.Add(time.Minute), TextVersion: "music-2"}
	changed := must[cuedrop.Post](t)(b.Schedule(t.Context(), two.ID, at(t, tomorrow), again))
	_, err := b.Undo(t.Context(), act.Undo)
	wantFault(t, err, fault.Conflict, "undo.changed")
	same(t, "the changed one", changed, b.post(two.ID))
	if got := b.post(one.ID); got.State != cuedrop.Draft || got.Consent != nil {
		t.Errorf("half of it was undone: %+v", got)
	}

	late := b.in(cuedrop.Scheduled) // for 13:00
	act = must[queue.Act](t)(b.Move(t.Context(), late.ID, at(t, tomorrow)))
	deleted := b.in(cuedrop.Scheduled)
	gone := must[queue.Act](t)(b.RemoveAll(t.Context(), []cuedrop.PostID{deleted.ID}))
	b.clock.Advance(55 * time.Minute)
	soon := b.in(cuedrop.Scheduled)
	moved := must[queue.Act](t)(b.Move(t.Context(), soon.ID, at(t, tomorrow)))
	b.clock.Advance(5 * time.Minute)
	_, err = b.Undo(t.Context(), act.Undo)
	wantFault(t, err, fault.NotFound, "undo.gone")
	_, err = b.Undo(t.Context(), gone.Undo)
	wantFault(t, err, fault.NotFound, "undo.gone")
	b.undo(moved.Undo)
	if got := b.post(soon.ID); got.State != cuedrop.Missed || got.Failure.Reason != "undo.late" || !got.Schedule.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
}

// TestActsAreTakenBackOneAfterTheOther, the newest first, although each undo gives the posts
// new revs; out of that order nothing is.
func TestActsAreTakenBackOneAfterTheOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.in(cuedrop.Scheduled), b.in(cuedrop.Scheduled)
	caption := "other words"
	before := [][]cuedrop.Post{}
	tokens := []string{}
	did := func(act queue.Act) {
		if act.Undo == "" {
			t.Fatalf("%+v", act)
		}
		tokens = append(tokens, act.Undo)
	}
	now := func() []cuedrop.Post { return []cuedrop.Post{b.post(one.ID), b.post(two.ID)} }
	before = append(before, now())
	did(must[queue.Act](t)(b.Move(t.Context(), one.ID, at(t, tomorrow))))
	before = append(before, now())
	did(must[queue.Act](t)(b.EditAll(t.Context(), []queue.Edit{{Post: one.ID, Caption: &caption}, {Post: two.ID, Caption: &caption}})))
	before = append(before, now())
	did(must[queue.Act](t)(b.RemoveAll(t.Context(), []cuedrop.PostID{one.ID})))
	_, err := b.Undo(t.Context(), tokens[1])
	if err == nil {
		t.Fatal("an act was taken back from under a later one")
	}
	// That attempt has used its token up: the two others are left.
	b.undo(tokens[2])
	for i, p := range now() {
		same(t, "after the deletion", before[2][i], p)
	}
	did(must[queue.Act](t)(b.UnplanAll(t.Context(), []cuedrop.PostID{one.ID})))
	did(must[queue.Act](t)(b.RemoveAll(t.Context(), []cuedrop.PostID{one.ID, two.ID})))
	b.undo(tokens[4])
	b.undo(tokens[3])
	for i, p := range now() {
		same(t, "after all", before[2][i], p)
	}
}

// TestAnEarlierActIsTakenBackWithItsConsent through two moves of one post.
func TestAnEarlierActIsTakenBackWithItsConsent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled) // for 13:00
	first := must[queue.Act](t)(b.Move(t.Context(), p.ID, at(t, tomorrow)))
	between := b.post(p.ID)
	second := must[queue.Act](t)(b.Unplan(t.Context(), p.ID))
	b.undo(second.Undo)
	same(t, "the first move", between, b.post(p.ID))
	b.undo(first.Undo)
	same(t, "the beginning", p, b.post(p.ID))

	// What comes back as missed is not what the act before had left.
	late := b.in(cuedrop.Scheduled)
	soon := must[cuedrop.Schedule](t)(cuedrop.ScheduleAt(noon.Add(5*time.Minute), "UTC"))
	moved := must[queue.Act](t)(b.Move(t.Context(), late.ID, soon))
	unplanned := must[queue.Act](t)(b.Unplan(t.Context(), late.ID))
	b.clock.Advance(6 * time.Minute)
	b.undo(unplanned.Undo)
	if got := b.post(late.ID); got.State != cuedrop.Missed {
		t.Fatalf("%+v", got)
	}
	_, err := b.Undo(t.Context(), moved.Undo)
	wantFault(t, err, fault.Conflict, "undo.changed")
}

// TestADraftsPlanTakesItsSlot for those who choose, and not for itself.
func TestADraftsPlanTakesItsSlot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	free := must[[]cuedrop.FreeSlot](t)(b.FreeSlots(t.Context(), b.account.ID, time.Time{}, 3))
	planned := b.draft()
	if _, err := b.Move(t.Context(), planned.ID, free[0].Schedule); err != nil {
		t.Fatal(err)
	}
	if got := must[[]cuedrop.FreeSlot](t)(b.FreeSlots(t.Context(), b.account.ID, time.Time{}, 2)); !got[0].At.Equal(free[1].At) || !got[1].At.Equal(free[2].At) {
		t.Errorf("%+v", got)
	}
	if got := must[[]cuedrop.FreeSlot](t)(b.FreeSlots(t.Context(), b.account.ID, free[1].At, 1)); !got[0].At.Equal(free[2].At) {
		t.Errorf("after the second: %+v", got)
	}
	other := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), b.draft().ID, consent))
	if !other.Schedule.At.Equal(free[1].At) {
		t.Errorf("took %v, want the one after the plan", other.Schedule)
	}
	if p := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), planned.ID, consent)); !p.Schedule.At.Equal(free[0].At) {
		t.Errorf("took %v, not its own", p.Schedule)
	}
	for _, n := range []int{0, 201} {
		_, err := b.FreeSlots(t.Context(), b.account.ID, time.Time{}, n)
		wantFault(t, err, fault.Invalid, "slot.count")
	}
	if many := must[[]cuedrop.FreeSlot](t)(b.FreeSlots(t.Context(), b.account.ID, time.Time{}, 200)); len(many) != 200 {
		t.Errorf("%d slots", len(many))
	}
}
