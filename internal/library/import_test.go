package library_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

// importing notes what an import tells.
type importing struct {
	added   []string // names of files, in the order of the drop
	refused map[string]string
	last    [2]int
}

func (b *bundle) imports(ctx context.Context, paths ...string) (importing, error) {
	b.t.Helper()
	out := importing{refused: map[string]string{}}
	byIndex := map[int]string{}
	err := b.Import(ctx, paths, library.ImportOptions{
		Progress: func(done, total int) { out.last = [2]int{done, total} },
		Added: func(ctx context.Context, batch []library.Imported) error {
			for _, i := range batch {
				if i.Err != nil {
					out.refused[filepath.Base(i.Path)] = fault.ReasonOf(i.Err)
					continue
				}
				if kept, err := b.Media(ctx, i.Media.ID); err != nil || kept.Path != i.Path {
					b.t.Errorf("told of a clip that is not stored: %+v, %v", kept, err)
				}
				byIndex[i.Index] = i.Media.Name
			}
			return nil
		},
	})
	for i := range out.last[1] {
		if name, ok := byIndex[i]; ok {
			out.added = append(out.added, name)
		}
	}
	return out, err
}

func (b *bundle) inFolder(names ...string) (folder string) {
	b.t.Helper()
	folder = b.t.TempDir()
	for _, name := range names {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	return folder
}

func TestFoldersAreWalked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	folder := b.inFolder("b.MP4", "a.mov", "sub/deep/c.webm", "notes.txt", "poster.jpg", ".hidden.mp4", ".git/d.mp4", "movie", "readme",
		strings.Repeat("x/", 9)+"too-deep.mp4", strings.Repeat("y/", 7)+"deep.mp4", "refused.mp4")
	want := []string{"a.mov", "b.MP4", "movie", "c.webm", "deep.mp4"}
	if os.Symlink(folder, filepath.Join(folder, "loop")) == nil && os.Symlink(b.clip("linked", "x"), filepath.Join(folder, "z.mp4")) == nil {
		want = append(want, "z.mp4")
	}
	single := b.clip("anything.bin", "named itself")
	got, err := b.imports(t.Context(), single, folder, single, b.inFolder("only.txt"))
	if err != nil || !slices.Equal(got.added, append([]string{"anything.bin"}, want...)) || got.last != [2]int{len(want) + 2, len(want) + 2} {
		t.Errorf("added %v, told %v, %v; want %v", got.added, got.last, err, want)
	}
	if len(got.refused) != 2 || got.refused["refused.mp4"] != "media.refused" {
		t.Errorf("refused %v", got.refused)
	}
}

func TestAFolderWithoutEndIsCutOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var names []string
	for i := range 2001 {
		names = append(names, fmt.Sprintf("%04d.mp4", i))
	}
	folder := b.inFolder(names...)
	files, refused := b.Find(t.Context(), []string{folder})
	if len(files) != 2000 || filepath.Base(files[1999]) != "1999.mp4" || len(refused) != 1 || fault.ReasonOf(refused[0].Err) != "import.too_many" {
		t.Errorf("%d files, refused %+v", len(files), refused)
	}
}

func TestAnImportCanBeEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	folder := b.inFolder("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "f.mp4", "g.mp4", "h.mp4")
	ctx, cancel := context.WithCancel(t.Context())
	stored := 0
	err := b.Import(ctx, []string{folder}, library.ImportOptions{Added: func(_ context.Context, batch []library.Imported) error {
		stored += len(batch)
		cancel()
		return nil
	}})
	wantFault(t, err, fault.Canceled, "import.canceled")
	if all, err := b.All(t.Context()); err != nil || len(all) != stored {
		t.Errorf("%d clips are stored, %d told, %v", len(all), stored, err)
	}
	broken := errors.New("no drafts today")
	err = b.Import(t.Context(), []string{folder}, library.ImportOptions{Added: func(context.Context, []library.Imported) error { return broken }})
	if !errors.Is(err, broken) {
		t.Errorf("an error of the caller: %v", err)
	}
}
