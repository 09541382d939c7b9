package media

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestImpossibleTrims lists what no conversion begins for.
func TestImpossibleTrims(t *testing.T) {
	t.Parallel()
	recipes4s, dir := clip(t, "conforming.mp4"), t.TempDir()
	for _, tt := range []struct {
		name       string
		clip       string
		start, end int64
		reason     string
	}{
		{"starts after the end", recipes4s, 4100, 0, "media.trim_outside"},
		{"ends after the end", recipes4s, 0, 4400, "media.trim_outside"},
		{"longer than the clip", recipes4s, 1000, 9000, "media.trim_outside"},
		{"less than a second", recipes4s, 1000, 1900, "media.too_short"},
		{"the last moment", recipes4s, 3500, 0, "media.too_short"},
		{"backwards", recipes4s, 3000, 1000, "post.trim"},
		{"more than ten minutes", clip(t, "eleven.mp4"), 0, 640_000, "media.too_long"},
		{"of a clip that is nothing", write(t, filepath.Join(dir, "x.mp4"), []byte("no clip")), 0, 2000, "media.not_video"},
	} {
		out := filepath.Join(t.TempDir(), "o.mp4")
		_, err := engine(t).Prepare(context.Background(), tt.clip, out, PrepareOptions{
			Edit: cuedrop.Edit{TrimStartMs: tt.start, TrimEndMs: tt.end},
		})
		if fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Invalid) || fault.MessageOf(err) == fault.InternalMessage {
			t.Errorf("%s: %v", tt.name, err)
		}
		onlyFiles(t, filepath.Dir(out))
	}
}

// TestATooLongClipIsTrimmedToWhatTikTokTakes shows that what is left is judged, also
// with the verdict of a check that refused the whole.
func TestATooLongClipIsTrimmedToWhatTikTokTakes(t *testing.T) {
	t.Parallel()
	in := clip(t, "eleven.mp4")
	c := check(t, in)
	if c.Verdict != cuedrop.VerdictRefused || codes(c)[0] != "too_long" {
		t.Fatalf("%s: %v", c.Verdict, codes(c))
	}
	out := filepath.Join(t.TempDir(), "o.mp4")
	r, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{
		Check: &c, Edit: cuedrop.Edit{TrimStartMs: 60_000, TrimEndMs: 600_000, TrimAtKeyframe: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	mustMatch(t, r, out)
	mustConform(t, out)
	// Keyframes are some 4 s apart there.
	if end := r.StartMs + r.DurationMs; r.Route != cuedrop.RouteRemux || r.StartMs > 60_000 || r.StartMs < 55_000 || (ms(end)-10*time.Minute).Abs() > 100*time.Millisecond {
		t.Errorf("by %q from %d ms, %d ms long", r.Route, r.StartMs, r.DurationMs)
	}
	if _, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{Check: &c}); fault.ReasonOf(err) != "media.too_long" {
		t.Errorf("the whole: %v", err)
	}
}

// TestATrimOfEverythingIsNone shows that a clip that goes out whole is not touched.
func TestATrimOfEverythingIsNone(t *testing.T) {
	t.Parallel()
	r, err := engine(t).Prepare(context.Background(), clip(t, "conforming.mp4"), filepath.Join(t.TempDir(), "o.mp4"), PrepareOptions{
		Edit: cuedrop.Edit{TrimEndMs: 4100},
	})
	if err != nil || r.Route != cuedrop.RouteCopy || r.StartMs != 0 {
		t.Errorf("%q from %d ms, %v", r.Route, r.StartMs, err)
	}
}

// stored makes packets in the order of the file from the numbers of their pictures, 40 ms
// each; a negative number is a keyframe's, one more than its picture's.
func stored(pictures ...int) []packet {
	var all []packet
	for i, n := range pictures {
		p := packet{shown: ms(int64(n) * 40), decoded: ms(int64(i-1) * 40)}
		if n < 0 {
			p.shown, p.key = ms(int64(-n-1)*40), true
		}
		all = append(all, p)
	}
	return all
}

func TestCopiedCut(t *testing.T) {
	t.Parallel()
	const frame = 40 * time.Millisecond
	plain := stored(-1, 1, 2, 3, -5, 5, 6, 7, -9, 9, 10, 11)
	// The picture after the second keyframe is shown before it and needs the one before.
	open := stored(-1, 2, 1, 3, -6, 4, 7, 6, -9, 9, 10, 11)
	reordered := stored(-1, 4, 1, 2, 3, 8, 5, 6, 7, 12, 9, 10, 11)
	key := func(start, end int64) cuedrop.Edit {
		return cuedrop.Edit{TrimStartMs: start, TrimEndMs: end, TrimAtKeyframe: true}
	}
	exact := func(start, end int64) cuedrop.Edit { return cuedrop.Edit{TrimStartMs: start, TrimEndMs: end} }
	for _, tt := range []struct {
		name    string
		packets []packet
		edit    cuedrop.Edit
		want    cut
		ok      bool
	}{
		{"on a keyframe", plain, exact(160, 0), cut{start: ms(160)}, true},
		{"within half a frame of one", plain, exact(145, 0), cut{start: ms(160)}, true},
		{"between keyframes", plain, exact(240, 0), cut{}, false},
		{"between, at the keyframe", plain, key(240, 0), cut{start: ms(160)}, true},
		{"before the first but one", plain, key(120, 0), cut{}, true},
		{"the end alone", plain, exact(0, 200), cut{length: ms(200), picture: ms(140)}, true},
		{"both", plain, exact(160, 320), cut{start: ms(160), length: ms(160), picture: ms(100)}, true},
		{"an end that is the clip's", plain, exact(0, 470), cut{}, true},
		{"a keyframe that others lean on", open, key(240, 0), cut{}, true},
		{"an end inside a group", reordered, exact(0, 280), cut{}, false},
		{"an end inside a group, at the keyframe", reordered, key(0, 280), cut{length: ms(360), picture: ms(300)}, true},
		{"nothing known", nil, key(240, 0), cut{}, false},
		{"no keyframe first", stored(1, 2, 3, 4), key(80, 0), cut{}, false},
	} {
		got, ok := copiedCut(tt.packets, tt.edit, ms(480), frame)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s: %+v, %v", tt.name, got, ok)
		}
	}
}

func TestPacketsAreRead(t *testing.T) {
	t.Parallel()
	for step := 1; step < 20; step++ {
		list := packetList{max: 10}
		for piece := range slices.Chunk([]byte("packet,1.480000,1.400000,K_\n\npacket,1.513333,N/A,__\nside data\nformat,1.4\n"), step) {
			if _, err := list.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		want := []packet{{shown: ms(80), key: true}, {shown: 113333 * time.Microsecond, decoded: -1400 * time.Millisecond, undated: true}}
		if got := list.from(list.begin); !slices.Equal(got, want) {
			t.Fatalf("in pieces of %d: %+v", step, got)
		}
	}
	for _, text := range []string{"packet,N/A,0.1,K_\n", "packet,nan,0.1,K_\n", "packet,1e300,0,K_\n", ""} {
		list := packetList{max: 10}
		_, _ = list.Write([]byte(text))
		if got := list.from(0); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	list := packetList{max: 2}
	if _, err := list.Write([]byte(strings.Repeat("packet,1,1,K_\n", 3))); !errors.Is(err, errTooMuch) {
		t.Errorf("three of two: %v", err)
	}
}

// TestAKeyframeThatOthersLeanOnIsNoStart: what the window shows as the start of a copied
// cut is where the cut begins.
func TestAKeyframeThatOthersLeanOnIsNoStart(t *testing.T) {
	t.Parallel()
	open := stored(-1, 2, 1, 3, -6, 4, 7, 6, -9, 9, 10, 11) // the picture after the second is shown before it
	tl := timelineFrom(open)
	if want := []time.Duration{0, ms(320)}; !slices.Equal(tl.starts, want) || len(tl.keys) != 3 {
		t.Errorf("starts %v of %v", tl.starts, tl.keys)
	}
	// A clip with groups that are open, as cameras and x264 make them when told so.
	in := madeWith(t, "open.mp4", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=25:d=8", "-f", "lavfi", "-i", "sine=d=8:r=48000",
		"-c:v", "libx264", "-preset", "veryfast", "-x264-params", "open-gop=1:keyint=27:min-keyint=27:bframes=3:b-adapt=0:scenecut=0", "-pix_fmt", "yuv420p", "-c:a", "aac")
	for _, path := range []string{in, madeWith(t, "open.mkv", "-i", in, "-c", "copy")} {
		starts, known, err := engine(t).Keyframes(t.Context(), path)
		tl, _, _ := engine(t).timelineOf(t.Context(), path)
		if err != nil || !known || len(starts) == 0 || len(starts) >= len(tl.keys) {
			t.Errorf("%s: starts %v of %v, %v", filepath.Base(path), starts, tl.keys, err)
			continue
		}
		for _, at := range []int64{3500, 1500} {
			edit := cuedrop.Edit{TrimStartMs: at, TrimAtKeyframe: true}
			r, err := engine(t).Prepare(t.Context(), path, filepath.Join(t.TempDir(), "o.mp4"), PrepareOptions{Edit: edit})
			shown := starts[0]
			for _, s := range starts {
				if s <= ms(at) {
					shown = s
				}
			}
			if err != nil || (ms(r.StartMs)-shown).Abs() > time.Millisecond {
				t.Errorf("%s: a cut at %d ms begins at %d, %s was shown, %v", filepath.Base(path), at, r.StartMs, shown, err)
			}
		}
	}
}
