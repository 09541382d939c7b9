package library_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
	"cuedrop/internal/store"
)

// TestStorageTellsWhatLiesOnTheDisk: where the files are, and what was made of them.
func TestStorageTellsWhatLiesOnTheDisk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	here, moved, touched := b.added("here.mp4", "here"), b.added("moved.mp4", "moved"), b.added("touched.mp4", "touched")
	if err := os.Remove(moved.Path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(touched.Path, noon, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	thumb, err := b.Thumbnail(t.Context(), here.ID)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(thumb)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(b.dir, "renditions"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"post_1.mp4": "prepared", "post_1.mp4.json": "a note", "post_2.mp4.part": "half"} {
		if err := os.WriteFile(filepath.Join(b.dir, "renditions", name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.Storage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	states := map[cuedrop.MediaID]library.ClipStorage{}
	for _, c := range got.Clips {
		states[c.Media] = c
	}
	want := map[cuedrop.MediaID]library.ClipStorage{
		here.ID:    {Media: here.ID, State: library.FileHere, CacheBytes: info.Size()},
		moved.ID:   {Media: moved.ID, State: library.FileMissing},
		touched.ID: {Media: touched.ID, State: library.FileDiffers},
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("clips (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]library.RenditionFile{{Post: "post_1", Size: 8}}, got.Renditions); diff != "" {
		t.Errorf("renditions (-want +got):\n%s", diff)
	}
}

// TestAClipIsRemovedFromTheLibrary: without posts it is gone with its pictures, with posts
// it stays theirs, and while one may go out it is refused. The file stays in each case.
func TestAClipIsRemovedFromTheLibrary(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, ok := b.Store.(*store.Store)
	if !ok {
		t.Fatal("not on a real store")
	}
	ctx := t.Context()
	alone, used := b.added("alone.mp4", "alone"), b.added("used.mp4", "used")
	thumb, err := b.Thumbnail(ctx, alone.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, alone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(thumb); err == nil {
		t.Error("its picture stays")
	}
	if _, err := b.Media(ctx, alone.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after its removal: %v", err)
	}
	if err := b.Remove(ctx, alone.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("twice: %v", err)
	}

	p, err := s.CreatePost(ctx, cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: used.ID, Mode: cuedrop.ModeInbox, CreatedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	p, err = s.Apply(ctx, cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "2026-11-25T12:00:00", Zone: "UTC", At: noon.Add(24 * time.Hour)}, cuedrop.Consent{At: noon}, noon))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, used.ID); fault.KindOf(err) != fault.Conflict || fault.ReasonOf(err) != "media.in_use" {
		t.Errorf("while a post is scheduled: %v", err)
	}
	if _, err := s.Apply(ctx, cuedrop.CancelChange(p, nil, noon)); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(ctx, used.ID); err != nil {
		t.Fatal(err)
	}
	kept, err := b.Media(ctx, used.ID)
	if err != nil || !kept.RemovedAt.Equal(noon) {
		t.Errorf("its post has lost it: %+v, %v", kept, err)
	}
	if got, err := b.Storage(ctx); err != nil || len(got.Clips) != 0 {
		t.Errorf("the library shows %+v, %v", got.Clips, err)
	}
	for _, m := range []cuedrop.Media{alone, used} {
		if _, err := os.Stat(m.Path); err != nil {
			t.Errorf("the user's file: %v", err)
		}
	}

	back, err := b.Add(ctx, used.Path)
	if err != nil || back.ID != used.ID || !back.RemovedAt.IsZero() {
		t.Errorf("added again: %+v, %v", back, err)
	}
	if kept, err := b.Media(ctx, used.ID); err != nil || !kept.RemovedAt.IsZero() {
		t.Errorf("and stored: %+v, %v", kept, err)
	}
}

// TestAnotherFileForAClip is the same clip where the bytes are, and one of its own where
// they differ.
func TestAnotherFileForAClip(t *testing.T) {
	t.Parallel()
	b := setup(t)
	clip := b.added("clip.mp4", "clip")
	moved := filepath.Join(b.clips, "moved.mp4")
	if err := os.Rename(clip.Path, moved); err != nil {
		t.Fatal(err)
	}
	got, same, err := b.Replace(t.Context(), clip.ID, moved)
	if err != nil || !same || got.ID != clip.ID || got.Path != moved {
		t.Errorf("the same bytes: %+v %v %v", got, same, err)
	}
	other := b.clip("other.mp4", "other bytes")
	got, same, err = b.Replace(t.Context(), clip.ID, other)
	if err != nil || same || got.ID == clip.ID || got.Path != other {
		t.Errorf("other bytes: %+v %v %v", got, same, err)
	}
	if kept, err := b.Media(t.Context(), clip.ID); err != nil || kept.Path != moved {
		t.Errorf("the clip moved with them: %+v %v", kept, err)
	}
	bad := b.clip("refused.mp4", "bad")
	if _, _, err := b.Replace(t.Context(), clip.ID, bad); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file that TikTok refuses: %v", err)
	}
}
