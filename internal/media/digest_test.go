package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"

	"cuedrop/internal/fault"
)

func TestDigest(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("clip"), 700_000)
	path := write(t, filepath.Join(t.TempDir(), "a"), data)
	got, err := Digest(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	want := FileFacts{Size: int64(len(data)), ModTime: fi.ModTime(), SHA256: hex.EncodeToString(sum[:]), Sum64: fmt.Sprintf("%016x", xxhash.Sum64(data))}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDigestFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	for _, tt := range []struct {
		path string
		kind fault.Kind
		made bool
	}{
		{filepath.Join(dir, "gone"), fault.NotFound, true},
		{dir, fault.Invalid, true},
		{pipe, fault.Invalid, makePipe(pipe)},
	} {
		if _, err := Digest(context.Background(), tt.path); tt.made && (!fault.Is(err, tt.kind) || fault.MessageOf(err) == fault.InternalMessage) {
			t.Errorf("%s: %v", tt.path, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Digest(ctx, write(t, filepath.Join(dir, "a"), []byte("x"))); !fault.Is(err, fault.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// growing calls grow after its first piece, like a file that is still being copied.
type growing struct {
	r    io.Reader
	grow func()
}

func (g *growing) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.grow != nil {
		g.grow()
		g.grow = nil
	}
	return n, err
}

func TestUnchangedSeesAGrowingFile(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "a"), []byte("one"))
	f, before, problem := openRegular(path)
	if problem != "" {
		t.Fatal(problem)
	}
	defer func() { _ = f.Close() }()
	_, err := copyAll(context.Background(), io.Discard, &growing{r: f, grow: func() { write(t, path, []byte("one and more")) }}, nil)
	if err != nil || unchanged(f, before) {
		t.Errorf("not seen: %v", err)
	}
}

func TestThumbnail(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip          string
		at            time.Duration
		width, height int
	}{
		{"conforming.mp4", 2 * time.Second, 270, 480},
		{"conforming.mp4", time.Hour, 270, 480}, // past the end: the first frame
		{"rotated.mp4", time.Second, 320, 180},
		{"anamorphic.mp4", 0, 320, 180},
		{"same.ts", 500 * time.Millisecond, 90, 160},
		{"hlg.mp4", time.Second, 90, 160},
	} {
		out := write(t, filepath.Join(t.TempDir(), "100%d.jpg"), []byte("old"))
		if err := engine(t).Thumbnail(context.Background(), clip(t, tt.clip), out, tt.at, tt.width); err != nil {
			t.Errorf("%s: %v", tt.clip, err)
			continue
		}
		size, err := jpeg.DecodeConfig(bytes.NewReader(read(t, out)))
		if err != nil || size.Width != tt.width || size.Height < tt.height-2 || size.Height > tt.height+2 {
			t.Errorf("%s: %d x %d, %v", tt.clip, size.Width, size.Height, err)
		}
	}
}

func TestThumbnailOfNoVideo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, in := range []string{write(t, filepath.Join(dir, "a.mp4"), []byte("text")), filepath.Join(dir, "gone"), clip(t, "soundonly.mp4")} {
		out := filepath.Join(t.TempDir(), "o.jpg")
		err := engine(t).Thumbnail(context.Background(), in, out, 0, 100)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", in, err)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Error("something was written")
		}
	}
}
