package media

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// streamHashes are digests of all packets of a clip's first picture and sound, and of when
// each is shown.
func streamHashes(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", "file:"+path, "-map", "0:V:0", "-map", "0:a:0", "-c", "copy", "-f", "framehash", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// TestAPlainClipIsMovedWithoutFFmpeg: picture and sound are those of the original, packet
// by packet, nothing else is left, and what others read agrees.
func TestAPlainClipIsMovedWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	data := madeWith(t, "moreof.mp4", "-i", clip(t, "twosounds.mp4"), "-map", "0", "-c", "copy", "-metadata", "comment=private", "-movflags", "+faststart")
	sparse := madeWith(t, "second.mp4", "-i", clip(t, "twosounds.mp4"), "-map", "0:a:1", "-map", "0:v", "-map", "0:a:0", "-c", "copy")
	for _, in := range []string{clip(t, "indexlast.mp4"), clip(t, "gps.mp4"), clip(t, "fivesounds.mp4"), clip(t, "twosounds.mp4"), data, sparse} {
		name := filepath.Base(in)
		e := engine(t)
		j := &job{e: e, in: in}
		var err error
		if j.facts, err = e.inspect(t.Context(), in, true); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out.mp4")
		if j.part, err = os.Create(out); err != nil {
			t.Fatal(err)
		}
		j.reporter = newReporter(nil)
		p := newPlan(j.facts, cuedrop.RouteRemux, cuedrop.Edit{})
		made, ok, err := j.move(t.Context(), p)
		j.reporter.close(true)
		_ = j.part.Close()
		if err != nil || !ok {
			t.Errorf("%s: moved %v, %v", name, ok, err)
			continue
		}
		mustMatch(t, cuedrop.Rendition{Path: out, Size: made.size, SHA256: made.sha256, Sum64: made.sum64}, out)
		mustConform(t, out)
		mustDecode(t, out)
		if got, want := streamHashes(t, out), streamHashes(t, in); got != want {
			t.Errorf("%s: other packets\n got %.300s\nwant %.300s", name, got, want)
		}
		if got := readPlain(out); !got.whole {
			t.Errorf("%s: what was written is not plain: %s", name, got.odd)
		}
		was, err := e.inspect(t.Context(), in, true)
		now, err2 := e.inspect(t.Context(), out, true)
		if err != nil || err2 != nil || *now.video != *was.video || *now.audio != *was.audio || now.duration != was.duration {
			t.Errorf("%s: %+v, %+v; was %+v, %+v", name, now.video, now.audio, was.video, was.audio)
		}
	}
}

// TestWhatIsNotPlainIsNotMoved: ffmpeg does it, or it is made anew.
func TestWhatIsNotPlainIsNotMoved(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"same.mov", "same.mkv", "fragments.mp4", "rotated.mp4", "silent.mp4", "surround.mp4", "hevc.mp4", "hidden.mp4", "negative.mp4"} {
		e := engine(t)
		j := &job{e: e, in: clip(t, name)}
		var err error
		if j.facts, err = e.inspect(t.Context(), j.in, true); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := j.move(t.Context(), newPlan(j.facts, cuedrop.RouteRemux, cuedrop.Edit{})); ok || err != nil {
			t.Errorf("%s: moved, %v", name, err)
		}
	}
}

func TestAMoveThatIsCanceledLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	e := engine(t)
	in := clip(t, "indexlast.mp4")
	c := check(t, in)
	cancel()
	_, err := e.Prepare(ctx, in, filepath.Join(dir, "o.mp4"), PrepareOptions{Check: &c})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
	onlyFiles(t, dir)
}
