package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestManyPostsThroughTheWindow makes each bulk call once, and takes it back.
func TestManyPostsThroughTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	one, two := b.draft(), b.draft()
	slots := []cuedrop.Slot{{Weekday: time.Monday, Wall: "12:00", Zone: "Europe/Madrid"}, {Weekday: time.Thursday, Wall: "18:30", Zone: "Asia/Jakarta"}}
	if err := b.deps().Queue.SetSlots(t.Context(), b.account.ID, slots); err != nil {
		t.Fatal(err)
	}
	free, err := posts.FreeSlots(string(b.account.ID), "2030-01-01T00:00:00Z", 3)
	if err != nil || len(free) != 3 || free[0].At != "2030-01-03T11:30:00Z" || free[0].Zone != "Asia/Jakarta" || free[1].Wall != "2030-01-07T12:00:00" {
		t.Fatalf("FreeSlots = %+v, %v", free, err)
	}
	var moves []PostMove
	for i, id := range []string{one, two} {
		moves = append(moves, PostMove{ID: id, When: When{Wall: free[i].Wall, Zone: free[i].Zone}, Slot: true})
	}
	moved, err := posts.MoveAll(moves)
	if err != nil || len(moved.Posts) != 2 || moved.Undo == "" || len(moved.Refused) != 0 || moved.Posts[0].State != "draft" || moved.Posts[0].ScheduledAt != free[0].At || moved.Posts[0].ConsentAt != "" {
		t.Fatalf("MoveAll = %+v, %v", moved, err)
	}
	edited, err := posts.EditAll(BulkEdit{[]PostEdit{{ID: one, SetCaption: true, Caption: "hello"}, {ID: two, SetAccount: true}}})
	if err != nil || edited.Posts[0].Caption != "hello" || edited.Posts[0].AccountID != string(b.account.ID) || edited.Posts[1].AccountID != "" {
		t.Fatalf("EditAll = %+v, %v", edited, err)
	}
	back, err := posts.Undo(edited.Undo)
	if err != nil || len(back) != 2 || back[0].Caption != "" || back[1].AccountID != string(b.account.ID) || back[0].ScheduledAt != free[0].At {
		t.Fatalf("Undo = %+v, %v", back, err)
	}
	if got, err := posts.Unplan(one); err != nil || got.Posts[0].ScheduledAt != "" || got.Posts[0].Wall != "" {
		t.Fatalf("Unplan = %+v, %v", got, err)
	}
	if got, err := posts.UnplanAll([]string{one, two}); err != nil || len(got.Posts) != 2 {
		t.Fatalf("UnplanAll = %+v, %v", got, err)
	}
	if got, err := posts.Move(one, When{Wall: "2031-01-01T10:00", Zone: "Europe/Madrid"}); err != nil || got.Posts[0].Wall != "2031-01-01T10:00:00" {
		t.Fatalf("Move = %+v, %v", got, err)
	}
	gone, err := posts.RemoveAll([]string{one, two})
	if err != nil || len(gone.Posts) != 0 || gone.Undo == "" {
		t.Fatalf("RemoveAll = %+v, %v", gone, err)
	}
	if raw, err := json.Marshal(gone); err != nil || strings.Contains(string(raw), "null") {
		t.Errorf("%s, %v", raw, err)
	}
	if back, err := posts.Undo(gone.Undo); err != nil || len(back) != 2 {
		t.Fatalf("Undo = %+v, %v", back, err)
	}
}

// TestWhatThePageSendsIsChecked again.
func TestWhatThePageSendsIsChecked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.draft()
	for name, call := range map[string]func() error{
		"a past time": func() error {
			_, err := posts.Move(id, When{Wall: "2020-01-01T10:00", Zone: "Europe/Madrid"})
			return err
		},
		"now": func() error { _, err := posts.Move(id, When{Now: true}); return err },
		"no zone": func() error {
			_, err := posts.MoveAll([]PostMove{{ID: id, When: When{Wall: "2031-01-01T10:00"}}})
			return err
		},
		"no posts":         func() error { _, err := posts.RemoveAll(nil); return err },
		"a date":           func() error { _, err := posts.FreeSlots(string(b.account.ID), "tomorrow", 3); return err },
		"too many slots":   func() error { _, err := posts.FreeSlots(string(b.account.ID), "", 100_000); return err },
		"too many posts":   func() error { _, err := posts.UnplanAll(make([]string, 10_001)); return err },
		"a post two times": func() error { _, err := posts.EditAll(BulkEdit{[]PostEdit{{ID: id}, {ID: id}}}); return err },
	} {
		if err := call(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := posts.Undo("made up"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a made-up undo: %v", err)
	}
	long := strings.Repeat("a", cuedrop.CaptionMax+1)
	got, err := posts.EditAll(BulkEdit{[]PostEdit{{ID: id, SetCaption: true, Caption: long}}})
	if err != nil || len(got.Refused) != 1 || got.Refused[0].Reason != "caption.too_long" || got.Undo != "" {
		t.Errorf("EditAll = %+v, %v", got, err)
	}
}

// TestHistory tells the journal without more than it needs to.
func TestHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts := &Posts{b.App}
	id := b.draft()
	if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Privacy: "SELF_ONLY", Fit: "keep"}); err != nil {
		t.Fatal(err)
	}
	if _, err := posts.Schedule(id, When{Wall: "2031-01-01T10:00", Zone: "Europe/Madrid"}, Consent{TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	p, err := b.store.Post(t.Context(), cuedrop.PostID(id))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Apply(t.Context(), cuedrop.BlockChange(p, nil, cuedrop.Failure{Reason: "media.unreadable", Message: "M."}, time.Now())); err != nil {
		t.Fatal(err)
	}
	got, err := posts.History(id)
	if err != nil || len(got) != 2 || got[0].Step != "schedule" || got[0].State != "scheduled" || got[1].Why != "media.unreadable" || got[1].At == "" {
		t.Errorf("History = %+v, %v", got, err)
	}
	if lines := toHistory([]cuedrop.AttemptEvent{{Transition: cuedrop.TransAckChunk, Detail: `{"acked":42}`}, {Detail: `broken`}}); lines[0].Bytes != 42 || lines[1].Bytes != 0 {
		t.Errorf("%+v", lines)
	}
}
