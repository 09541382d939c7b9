package engine_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

// TestOriginalsStayAsTheyAre takes a clip that nobody may write to through everything
// that is done with files, and looks at it and at what is left of the rest.
func TestOriginalsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("no ffmpeg on this machine")
	}
	folder := t.TempDir()
	original := filepath.Join(folder, "clip.mkv")
	if out, err := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=30:d=1.2", "-f", "lavfi", "-i", "sine=d=1.2",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", original).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, err := range []error{os.Chtimes(original, old, old), os.Chmod(original, 0o400), os.Chmod(folder, 0o500)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })

	e, err := engine.New(t.Context(), engine.Config{DataDir: t.TempDir(), Passphrase: "p", Cost: leastCost})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var id cuedrop.MediaID
	for range 2 {
		err := e.Library.Import(t.Context(), []string{folder}, library.ImportOptions{Added: added(t, &id)})
		if err != nil {
			t.Fatal(err)
		}
	}
	thumb, err := e.Library.Thumbnail(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Library.Render(t.Context(), cuedrop.Post{ID: "post_1", MediaID: id}, nil)
	if err != nil || r.Path == original {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := e.Library.Discard("post_1"); err != nil {
		t.Error(err)
	}
	if err := os.Chtimes(thumb, old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Library.Cache.Sweep(func(cuedrop.MediaID) bool { return false }); err != nil {
		t.Error(err)
	}
	if _, err := e.Library.Sweep(func(cuedrop.PostID) bool { return false }); err != nil {
		t.Error(err)
	}
	for _, path := range []string{r.Path, thumb} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", filepath.Base(path), err)
		}
	}
	after, err := os.ReadFile(original)
	info, statErr := os.Stat(original)
	if err != nil || statErr != nil || !bytes.Equal(after, content) || !info.ModTime().Equal(old) {
		t.Errorf("the original is another one: %d bytes, %v, %v", len(after), err, statErr)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("left beside the original: %v, %v", entries, err)
	}
}

func TestTheLimitOfTheCacheIsKept(t *testing.T) {
	t.Parallel()
	e, err := engine.New(t.Context(), engine.Config{DataDir: t.TempDir(), Passphrase: "p", Cost: leastCost})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if mb, err := e.CacheMB(t.Context()); mb != 1024 || err != nil {
		t.Errorf("by default %d, %v", mb, err)
	}
	path, err := e.Library.Cache.Path(library.ProxiesDir, "clip_a.mp4")
	if err == nil {
		err = os.WriteFile(path, nil, 0o600)
	}
	if err == nil {
		err = os.Truncate(path, 65<<20)
	}
	if err == nil {
		err = os.Chtimes(path, time.Now().Add(-time.Hour), time.Now().Add(-time.Hour))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := e.SetCacheMB(t.Context(), 63); fault.ReasonOf(err) != "cache.limit" {
		t.Errorf("63 MB: %v", err)
	}
	if err := e.SetCacheMB(t.Context(), 64); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("over the limit, and still there: %v", err)
	}
}

func added(t *testing.T, id *cuedrop.MediaID) func(ctx context.Context, batch []library.Imported) error {
	return func(_ context.Context, batch []library.Imported) error {
		for _, i := range batch {
			if i.Err != nil || *id != "" && (!i.Again || i.Media.ID != *id) {
				t.Errorf("%+v", i)
			}
			*id = i.Media.ID
		}
		return nil
	}
}

// TestAStartKeepsThePicturesOfTheLibrary: a clip needs no post to be shown there.
func TestAStartKeepsThePicturesOfTheLibrary(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	kept, gone := w.clip(e, 1000), cuedrop.NewMediaID()
	paths := map[cuedrop.MediaID]string{}
	for _, id := range []cuedrop.MediaID{kept.ID, gone} {
		path, err := e.Library.Cache.Path(library.ProxiesDir, string(id)+".mp4")
		if err == nil {
			err = os.WriteFile(path, []byte("x"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		paths[id] = path
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(paths[kept.ID]); err != nil {
		t.Errorf("the preview of a clip without posts: %v", err)
	}
	if _, err := os.Stat(paths[gone]); !os.IsNotExist(err) {
		t.Errorf("the preview of no clip is still there: %v", err)
	}
}
