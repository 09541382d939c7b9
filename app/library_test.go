package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

// TestClipsOfTheWindow: what lies on the disk is told by id, a removed clip is told of,
// and no answer holds a path.
func TestClipsOfTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var shown []cuedrop.MediaID
	b.deps().ShowFile = func(_ context.Context, id cuedrop.MediaID) error { shown = append(shown, id); return nil }
	lib := &Library{b.App}
	post, err := b.deps().Queue.Post(t.Context(), cuedrop.PostID(b.draft()))
	if err != nil {
		t.Fatal(err)
	}
	id := string(post.MediaID)
	files, err := lib.Files()
	if err != nil || len(files.Clips) != 1 || files.Clips[0].MediaID != id || files.Clips[0].State != "here" || files.Copies == nil {
		t.Fatalf("%+v, %v", files, err)
	}
	if err := lib.ShowFile(id); err != nil || len(shown) != 1 || string(shown[0]) != id {
		t.Errorf("shown %v, %v", shown, err)
	}
	path := filepath.Join(b.dir, "clip.mp4")
	moved := b.clip("moved.mp4")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	got, err := b.replaceFile(post.MediaID, moved)
	if err != nil || got != (Replaced{MediaID: id, Same: true}) {
		t.Errorf("replaced %+v, %v", got, err)
	}
	if err := lib.Remove(id); err != nil {
		t.Fatal(err)
	}
	snapshot, err := (&System{b.App}).Snapshot()
	if err != nil || len(snapshot.Media) != 1 || !snapshot.Media[0].Removed || snapshot.Media[0].AddedAt == "" {
		t.Errorf("a clip that a draft has: %+v, %v", snapshot.Media, err)
	}
	if err := lib.Remove("clip_gone"); fault.KindOf(err) != fault.NotFound || strings.Contains(message(err), b.dir) {
		t.Errorf("of nobody: %v", err)
	}
	b.emit.fact(b.shownSession(), event.MediaRemoved{ID: "clip_x"})
	events := b.heard()
	if last := events[len(events)-1]; last.Name != "media:removed" || last.Payload.(Removed).ID != "clip_x" {
		t.Errorf("%+v", last)
	}
}

// TestWordsForCaptions are kept by the window, put in order.
func TestWordsForCaptions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings := &Settings{b.App}
	saved, err := settings.SaveSnippet(Snippet{Kind: "hashtags", Name: "Surf", Text: "surf surfcoach"})
	if err != nil || saved.ID == "" || saved.Text != "#surf #surfcoach" {
		t.Fatalf("%+v, %v", saved, err)
	}
	all, err := settings.Snippets()
	if err != nil || len(all) != 1 || all[0] != saved {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := settings.SaveSnippet(Snippet{Kind: "script", Name: "x", Text: "x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a kind of the page's own: %v", err)
	}
	if err := settings.RemoveSnippet(saved.ID); err != nil {
		t.Error(err)
	}
	if all, err := settings.Snippets(); err != nil || all == nil || len(all) != 0 {
		t.Errorf("afterwards %+v, %v", all, err)
	}
}

// TestDropsKeepTheOrderOfTheirFiles, in the answer and as the window sorts drafts: by the
// text of createdAt.
func TestDropsKeepTheOrderOfTheirFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	names := []string{"c.mp4", "a.mp4", "d.mp4", "b.mp4"}
	var paths []string
	for _, name := range names {
		paths = append(paths, b.clip(name))
	}
	added := b.addFiles(paths)
	var places, files []string
	for _, id := range added.PostIDs {
		p, err := b.deps().Queue.Post(t.Context(), cuedrop.PostID(id))
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, b.post(p).CreatedAt)
		m, err := b.deps().Library.Media(t.Context(), p.MediaID)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, m.Name)
	}
	if diff := cmp.Diff(names, files); diff != "" {
		t.Error(diff)
	}
	if len(places) != len(paths) || !slices.IsSorted(places) || len(slices.Compact(places)) != len(paths) {
		t.Errorf("the drafts stand at %q", places)
	}
}
