package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/notify"
)

// TestTheTrayTellsWhatGoesOutNext: the first post's time in the computer's zone and its
// account, but no words of the post; and no name where content is hidden.
func TestTheTrayTellsWhatGoesOutNext(t *testing.T) {
	t.Parallel()
	b := setup(t)
	look, next, err := b.trayLook(t.Context())
	if err != nil || next != "" || look.hasNext || look.next != "Nothing is scheduled" {
		t.Fatalf("an empty queue: %+v, %q, %v", look, next, err)
	}
	posts := &Posts{b.App}
	schedule := func(wall string) string {
		t.Helper()
		id := b.draft()
		if _, err := posts.Save(id, PostInput{AccountID: string(b.account.ID), Mode: "direct", Caption: "secret words", Privacy: "SELF_ONLY"}); err != nil {
			t.Fatal(err)
		}
		if _, err := posts.Schedule(id, When{Wall: wall, Zone: "Asia/Jakarta"}, Consent{TextVersion: "music-1", Options: []string{"SELF_ONLY"}}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	schedule("2031-05-02T20:00")
	first := schedule("2030-05-01T20:30")
	look, next, err = b.trayLook(t.Context())
	if err != nil || next != cuedrop.PostID(first) || !look.hasNext || look.next != "Next: 2030-05-01 15:30, @ana" {
		t.Errorf("%+v, %q, %v", look, next, err)
	}
	if strings.Contains(look.next+look.tooltip, "secret") {
		t.Error("the tray has words of the post")
	}
	if err := notify.Save(t.Context(), b.store, notify.Settings{On: true, HideContent: true}); err != nil {
		t.Fatal(err)
	}
	b.limits.Paused = true
	if look, _, err = b.trayLook(t.Context()); err != nil || look.next != "Next: 2030-05-01 15:30" || !look.paused {
		t.Errorf("hidden and paused: %+v, %v", look, err)
	}
}

// TestTheTrayFollowsWhatHappens is for the system's side: told at the start, and again
// once things have settled.
func TestTheTrayFollowsWhatHappens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shown := make(chan trayLook, 10)
	b.tray.system = &fakeTray{shown: shown}
	b.StartTray()
	if first := <-shown; first.hasNext {
		t.Errorf("at the start %+v", first)
	}
	if err := (&System{b.App}).SetSpoken("es"); err != nil {
		t.Fatal(err)
	}
	select {
	case then := <-shown:
		if then.quit != "Salir de Cuedrop" {
			t.Errorf("in Spanish %+v", then)
		}
	case <-time.After(10 * time.Second):
		t.Error("the tray did not hear of the language")
	}
	b.tray.close()
	if !b.tray.system.(*fakeTray).stopped { //nolint:forcetypeassert // set above
		t.Error("the tray was not taken away")
	}
}

type fakeTray struct {
	noTray
	shown   chan trayLook
	stopped bool
}

func (f *fakeTray) show(l trayLook) { f.shown <- l }
func (f *fakeTray) stop()           { f.stopped = true }

type noTray struct{}

func (noTray) start(_, _, _, _ func())      {}
func (noTray) visible(context.Context) bool { return true }
