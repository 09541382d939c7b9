package media

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestBadInputs gives every file that is not a usable clip to Check and to Prepare:
// one finding with a sentence and a remedy, and nothing written.
func TestBadInputs(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	clipBytes := read(t, clip(t, "conforming.mp4"))
	late := read(t, clip(t, "indexlast.mp4"))
	noise := make([]byte, 50_000)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	noPicture := bytes.Clone(clipBytes) // a sound index over nothing
	clear(noPicture[bytes.Index(noPicture, []byte("mdat"))+4:])
	if err := os.Mkdir(at("folder.mp4"), 0o750); err != nil {
		t.Fatal(err)
	}
	rows := []struct{ name, path, code string }{
		{"missing", at("gone.mp4"), "file_missing"},
		{"missing in missing folder", at("no/gone.mp4"), "file_missing"},
		{"below a file", filepath.Join(write(t, at("plain"), []byte("x")), "a.mp4"), "file_missing"},
		{"folder", at("folder.mp4"), "file_is_folder"},
		{"0 bytes", write(t, at("empty.mp4"), nil), "file_empty"},
		{"text", write(t, at("diary.mp4"), []byte("Dear diary,\nnothing happened.\n")), "not_video"},
		{"noise", write(t, at("noise.mp4"), noise), "not_video"},
		{"zip", write(t, at("zip.mp4"), append([]byte("PK\x03\x04"), noise...)), "not_video"},
		{"JPEG named .mp4", copied(t, clip(t, "picture.jpg"), at("jpeg.mp4")), "picture"},
		{"PNG named .mov", copied(t, clip(t, "picture.png"), at("png.mov")), "picture"},
		{"sound only", copied(t, clip(t, "soundonly.mp4"), at("sound.mp4")), "audio_only"},
		{"protected", copied(t, clip(t, "protected.mp4"), at("protected.mp4")), "encrypted"},
		{"cut, index first", write(t, at("cut1.mp4"), clipBytes[:len(clipBytes)/2]), "truncated"},
		{"cut by one byte", write(t, at("cut2.mp4"), clipBytes[:len(clipBytes)-1]), "truncated"},
		{"cut, index last", write(t, at("cut3.mp4"), late[:len(late)/2]), "truncated"},
		{"cut Matroska", write(t, at("cut.mkv"), half(read(t, clip(t, "same.mkv")))), "truncated"},
		{"cut fragments", write(t, at("cut4.mp4"), half(read(t, clip(t, "fragments.mp4")))), "truncated"},
		{"a quarter, index first", write(t, at("cut5.mp4"), clipBytes[:len(clipBytes)/4]), "truncated"},
		{"three quarters, index first", write(t, at("cut6.mp4"), clipBytes[:len(clipBytes)*3/4]), "truncated"},
		{"a quarter, index last", write(t, at("cut7.mp4"), late[:len(late)/4]), "truncated"},
		{"three quarters, index last", write(t, at("cut8.mp4"), late[:len(late)*3/4]), "truncated"},
		{"eleven minutes", clip(t, "eleven.mp4"), "too_long"},
		{"header only", write(t, at("head.mp4"), clipBytes[:200]), "truncated"},
		{"too short", copied(t, clip(t, "blink.mp4"), at("blink.mp4")), "too_short"},
		{"too long", clip(t, "long.mp4"), "too_long"},
		{"no picture decodes", write(t, at("zeros.mp4"), noPicture), "no_picture"},
		{"emoji", write(t, at("🎬 клип\nnew.mp4"), []byte("no clip")), "not_video"},
	}
	if runtime.GOOS != "windows" {
		rows = append(rows, struct{ name, path, code string }{"device", os.DevNull, "file_not_regular"})
	}
	if pipe := at("pipe.mp4"); makePipe(pipe) {
		rows = append(rows, struct{ name, path, code string }{"pipe", pipe, "file_not_regular"})
	}
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := check(t, tt.path)
			if c.Verdict != cuedrop.VerdictRefused || c.Route != "" || len(c.Findings) == 0 {
				t.Fatalf("check: %+v", c)
			}
			if got := c.Findings[0]; got.Code != tt.code || got.Severity != cuedrop.SeverityRefused {
				t.Errorf("finding %+v, want %s", got, tt.code)
			}
			wellFormed(t, c.Findings[0])
			out := t.TempDir()
			_, err := engine(t).Prepare(context.Background(), tt.path, filepath.Join(out, "x.mp4"), PrepareOptions{})
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.NotFound {
				t.Errorf("prepare: %v", err)
			}
			if m := fault.MessageOf(err); m == fault.InternalMessage {
				t.Errorf("prepare has no sentence: %v", err)
			}
			onlyFiles(t, out)
		})
	}
}

func half(data []byte) []byte { return data[:len(data)/2] }

// TestAttackFiles has the files of reliability-security.md 5.5: lists that make a
// demuxer open other files, named like clips. Check, Prepare, also with somebody's
// word that the file is fine, and Thumbnail refuse them and write nothing.
func TestAttackFiles(t *testing.T) {
	t.Parallel()
	victim := clip(t, "conforming.mp4")
	dir, out := t.TempDir(), t.TempDir()
	fine := check(t, victim)
	for name, text := range map[string]string{
		"ffconcat.mp4": "ffconcat version 1.0\nfile " + victim + "\n",
		"hls.mp4":      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + victim + "\n#EXT-X-ENDLIST\n",
		"hls-net.mp4":  "#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
		"dash.mp4": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4">` +
			`<Representation id="1"><BaseURL>file://` + victim + `</BaseURL></Representation></AdaptationSet></Period></MPD>`,
		"sdp.mp4":     "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n",
		"image2.mp4":  "/etc/passwd%d.png\n",
		"subfile.mp4": "subfile,,start,0,end,0,,:" + victim + "\n",
		"padded.mp4":  "\n\n   \t#EXTM3U\n#EXTINF:4,\n" + victim + "\n",
		"concat.mp4":  "file '" + victim + "'\nfile 'concat:" + victim + "|" + victim + "'\n",
	} {
		c := check(t, write(t, filepath.Join(dir, name), []byte(text)))
		if c.Verdict != cuedrop.VerdictRefused {
			t.Errorf("%s: %s", name, c.Verdict)
		}
		if c.Info.Width != 0 || c.Info.DurationMs != 0 {
			t.Errorf("%s: something was opened: %+v", name, c.Info)
		}
		for _, given := range []*cuedrop.Check{nil, &c, &fine} {
			_, err := engine(t).Prepare(t.Context(), filepath.Join(dir, name), filepath.Join(out, "x.mp4"), PrepareOptions{Check: given})
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: prepare: %v", name, err)
			}
		}
		if err := engine(t).Thumbnail(t.Context(), filepath.Join(dir, name), filepath.Join(out, "x.jpg"), 0, 270); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: thumbnail: %v", name, err)
		}
		onlyFiles(t, out)
	}
}

// TestWhitelistHoldsWithoutSniffing shows that ffprobe itself refuses the lists,
// should one get past the first look.
func TestWhitelistHoldsWithoutSniffing(t *testing.T) {
	t.Parallel()
	e := engine(t)
	b, err := e.binaries(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	victim := clip(t, "conforming.mp4")
	out := filepath.Join(t.TempDir(), "out.part")
	for _, text := range []string{"ffconcat version 1.0\nfile " + victim + "\n", "#EXTM3U\n#EXTINF:4,\n" + victim + "\n#EXT-X-ENDLIST\n"} {
		path := write(t, filepath.Join(t.TempDir(), "a.mp4"), []byte(text))
		// A conversion that somebody talked into it: ffmpeg refuses, and nothing is made.
		args, err := renderArgs(plan{route: cuedrop.RouteRemux, hasAudio: true}, Tools{}, path, out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.short(t.Context(), probeTimeout, command{path: b.ffmpeg, args: args}); err == nil {
			t.Errorf("ffmpeg converted %q", text)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("ffmpeg made something of %q", text)
		}
		if p, err := e.probe(context.Background(), b, path); err == nil {
			t.Errorf("ffprobe opened %q: %+v", text, p)
		}
		if state, err := e.decodes(context.Background(), b, firstFrameArgs(path)); err != nil || state != frameFails {
			t.Errorf("ffmpeg decoded %q: %v, %v", text, state, err)
		}
	}
}

// TestHostileNames checks, prepares and pictures clips whose names ffmpeg or a
// shell would read as something else.
func TestHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not allow these names")
	}
	e := engine(t)
	dir := t.TempDir()
	t.Chdir(dir) // relative names are the dangerous ones
	for i, name := range []string{
		"-x.mp4", "a:b#?.mp4", "100%d.mp4", "🎬 видео.mp4", " leading.mp4", "new\nline.mp4", "quote's \"x\".mp4", `back\slash.mp4`,
		"concat:a|b.mp4", "http:evil.mp4", "subfile,,x.mp4", "data:,x.mp4", "-i", "no extension", "clip.jpg",
	} {
		copied(t, clip(t, "indexlast.mp4"), filepath.Join(dir, name))
		c := check(t, name)
		if c.Route != cuedrop.RouteRemux {
			t.Errorf("%q: %s by %q: %v", name, c.Verdict, c.Route, codes(c))
			continue
		}
		out := fmt.Sprintf("out %d %s", i, name)
		r, err := e.Prepare(context.Background(), name, out, PrepareOptions{Check: &c})
		if err != nil || r.Path != filepath.Join(dir, out) {
			t.Errorf("%q: %+v, %v", name, r, err)
		}
		if err := e.Thumbnail(context.Background(), name, out+".jpg", time.Second, 90); err != nil {
			t.Errorf("%q: thumbnail: %v", name, err)
		}
	}
	// The same in the folder's name, on both sides of an encoder.
	hostile := filepath.Join(dir, "concat:-y 100%d 🎬 клип\n'\"\\")
	if err := os.Mkdir(hostile, 0o700); err != nil {
		t.Fatal(err)
	}
	in := copied(t, clip(t, "old.mov"), filepath.Join(hostile, "-i.mov"))
	r, err := e.Prepare(t.Context(), in, filepath.Join(hostile, "%03d.mp4"), PrepareOptions{})
	if err != nil || r.Route != cuedrop.RouteFull {
		t.Errorf("%+v, %v", r, err)
	}
	onlyFiles(t, hostile, "-i.mov", "%03d.mp4")
}
