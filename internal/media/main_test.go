package media

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cuedrop/internal/cuedrop"
)

// clipDir holds the generated clips of one test run; each is made once.
var clipDir string

func TestMain(m *testing.M) {
	if os.Getenv("CUEDROP_TEST_CLIP") != "" { // a helper process, which will be killed: nothing to clean up
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "cuedrop-media-")
	if err != nil {
		panic(err)
	}
	clipDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

const (
	upright = "-f lavfi -i testsrc2=s=360x640:r=30:d=4 -f lavfi -i sine=d=4:r=48000"
	x264    = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
	start   = "-movflags +faststart"
	base    = "-i {conforming.mp4}"
	tiny    = "-f lavfi -i testsrc2=s=64x114:r=10:d=3"
	small   = x264 + " -c:a aac " + start

	counted  = "-f lavfi -i color=black:s=64x64:r=10:d=5,format=yuv420p,geq=lum=16+4*N:cb=128:cr=128 " + x264
	brighter = "-f lavfi -i color=black:s=48x80:r=5:d=20,format=yuv420p,geq=lum=20+10*T:cb=128:cr=128 " + x264
)

// recipes make clips that nobody ships. {name} is another clip's path.
var recipes = map[string]string{
	"conforming.mp4": upright + " " + x264 + " -c:a aac " + start,
	"indexlast.mp4":  base + " -c copy",
	"gps.mp4": base + " -c copy " + start + " -metadata location=+37.0-122.0/ -metadata creation_time=2024-01-02T03:04:05Z" +
		" -metadata:s:v creation_time=2024-01-02T03:04:05Z -metadata:s:v handler_name=PocketCam",
	"apple.mov":       base + " -c copy -movflags use_metadata_tags -metadata com.apple.quicktime.make=Apple -metadata com.apple.quicktime.location.ISO6709=+37.0-122.0/",
	"silent.mp4":      base + " -c copy -an " + start,
	"old.mov":         "-f lavfi -i testsrc2=s=640x480:r=12:d=3 -f lavfi -i sine=d=3:r=22050 " + x264 + " -c:a pcm_s16le -ac 1",
	"rotated.mp4":     base + " -c copy -metadata:s:v rotate=90 " + start,
	"anamorphic.mp4":  "-f lavfi -i testsrc2=s=720x480:r=30:d=3,setsar=32/27 -f lavfi -i sine=d=3:r=48000 " + x264 + " -c:a aac " + start,
	"tenbit.mp4":      "-f lavfi -i testsrc2=s=360x640:r=30:d=3 -f lavfi -i sine=d=3:r=48000 -c:v libx264 -preset ultrafast -pix_fmt yuv420p10le -c:a aac " + start,
	"surround.mp4":    base + " -c:v copy -c:a aac -ac 6 " + start,
	"vfr.mp4":         "-f lavfi -i testsrc2=s=360x640:r=30:d=4 -f lavfi -i sine=d=4:r=48000 -vf select='not(eq(mod(n\\,5)\\,3))' -vsync vfr " + x264 + " -c:a aac " + start,
	"fast.mp4":        "-f lavfi -i testsrc2=s=360x640:r=120:d=3 -f lavfi -i sine=d=3:r=48000 " + x264 + " -c:a aac " + start,
	"hlg.mp4":         "-f lavfi -i testsrc2=s=360x640:r=30:d=3 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none -color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -tag:v hvc1 " + start,
	"untaggedpq.mp4":  "-f lavfi -i testsrc2=s=360x640:r=30:d=3 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none -color_trc smpte2084 -tag:v hvc1 " + start,
	"interlaced.mp4":  "-f lavfi -i testsrc2=s=360x640:r=50:d=3,interlace -f lavfi -i sine=d=3:r=48000 -c:v libx264 -preset ultrafast -flags +ildct+ilme -pix_fmt yuv420p -c:a aac " + start,
	"odd.mp4":         "-f lavfi -i testsrc2=s=402x642:r=30:d=3,format=yuv444p,crop=401:641 -c:v libx264 -preset ultrafast -pix_fmt yuv444p " + start,
	"long.mp4":        "-f lavfi -i color=c=red:s=360x360:r=2:d=602 -f lavfi -i anullsrc=r=48000:cl=mono -t 602 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 1000 -c:a aac " + start,
	"eleven.mp4":      "-stream_loop 164 " + base + " -c copy " + start,
	"twosounds.mp4":   base + " -i {silent.mp4} -f lavfi -i sine=d=4:r=48000 -map 0 -map 2:a -c copy -c:a:1 aac " + start,
	"soundlate.mp4":   base + " -itsoffset 1.2 -i {conforming.mp4} -map 0:v -map 1:a -c copy " + start,
	"picturelate.mp4": base + " -itsoffset 1.2 -i {conforming.mp4} -map 1:v -map 0:a -c copy " + start,
	"hidden.mp4":      "-ss 2.3 " + base + " -c copy " + start,
	"fragments.mp4":   base + " -c copy -movflags +frag_keyframe+empty_moov",
	"same.mkv":        base + " -c copy",
	"same.ts":         base + " -c copy",
	"same.mov":        base + " -c copy",
	"redblue.mp4":     "-f lavfi -i color=red:s=640x360:r=24:d=1,drawbox=x=320:w=320:c=blue:t=fill " + x264 + " " + start,
	"redoverblue.mp4": "-f lavfi -i color=red:s=360x1280:r=24:d=1,drawbox=y=640:h=640:c=blue:t=fill " + x264 + " " + start,
	"av1.mp4":         "-f lavfi -i testsrc2=s=360x640:r=30:d=1.5 -f lavfi -i sine=d=1.5:r=48000 -c:v libsvtav1 -preset 12 -c:a aac " + start,
	"pqwide.mp4": "-f lavfi -i testsrc2=s=640x360:r=24:d=1 -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none" +
		" -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1 " + start,
	"rotated180.mp4":   base + " -c copy -metadata:s:v rotate=180 " + start,
	"rotated270.mp4":   base + " -c copy -metadata:s:v rotate=270 " + start,
	"narrow.mp4":       "-f lavfi -i testsrc2=s=360x720:r=30:d=1.5,setsar=2/1 " + x264 + " " + start,
	"turnednarrow.mp4": "-i {narrow.mp4} -c copy -metadata:s:v rotate=90 " + start,
	"fivesounds.mp4":   base + " -map 0 -map 0:a -map 0:a -map 0:a -map 0:a -c copy " + start,
	"eight.mp4":        base + " -c:v copy -c:a aac -ac 8 " + start,
	"opus.mp4":         base + " -c:v copy -c:a libopus " + start,
	"mp3.mp4":          base + " -c:v copy -c:a libmp3lame " + start,
	"pcm.mov":          base + " -c:v copy -c:a pcm_s24le",
	"alpha.mov":        "-f lavfi -i testsrc2=s=360x640:r=30:d=1.5,format=yuva444p10le -f lavfi -i sine=d=1.5:r=48000 -c:v prores_ks -profile:v 4444 -c:a pcm_s24le",
	"offset.ts":        base + " -c copy -output_ts_offset 95000",
	"late.mkv":         "-itsoffset 30 " + base + " -c copy -copyts",
	"soundlonger.mp4":  "-i {silent.mp4} -f lavfi -i sine=d=7:r=48000 -c:v copy -c:a aac " + start,
	"soundshorter.mp4": "-i {silent.mp4} -f lavfi -i sine=d=1.5:r=48000 -c:v copy -c:a aac " + start,
	"negative.mp4":     base + " -c:v libx264 -preset ultrafast -bf 2 -c:a copy -movflags +faststart+negative_cts_offsets",
	"still.mp4":        "-f lavfi -i testsrc2=s=360x640:r=1:d=1 -frames:v 1 " + x264 + " " + start,
	"blocks.mp4":       "-f lavfi -i color=black:s=640x360:r=30:d=1,drawbox=w=320:h=180:c=red:t=fill,drawbox=x=320:w=320:h=180:c=lime:t=fill,drawbox=y=180:w=320:h=180:c=blue:t=fill " + x264 + " " + start,
	"hevc.mp4":         "-f lavfi -i testsrc2=s=360x640:r=30:d=3 -f lavfi -i sine=d=3:r=48000 -c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p -tag:v hvc1 -c:a aac " + start,
	"protected.mp4": base + " -c copy " + start + " -encryption_scheme cenc-aes-ctr" +
		" -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8",
	"soundonly.mp4":   "-f lavfi -i sine=d=4 -c:a aac",
	"blink.mp4":       "-f lavfi -i testsrc2=s=360x640:r=30:d=0.7 -f lavfi -i sine=d=0.7:r=48000 " + x264 + " -c:a aac " + start,
	"slow.mp4":        "-f lavfi -i testsrc2=s=960x540:r=12:d=25 " + x264 + " " + start,
	"picture.jpg":     "-f lavfi -i testsrc2=s=360x640:r=30:d=1 -frames:v 1",
	"sig-silent.mp4":  tiny + " -f lavfi -i anullsrc=r=48000:cl=mono -t 3 " + small,
	"sig-quiet.mp4":   tiny + " -f lavfi -i sine=d=3:r=48000,volume=-20dB -t 3 " + small,
	"sig-loud.mp4":    tiny + " -f lavfi -i sine=d=3:r=48000,volume=40dB -t 3 " + small,
	"sig-speech.mp4":  tiny + " -f lavfi -i anoisesrc=d=3:r=48000:a=0.3:color=pink,tremolo=f=3:d=0.9 -t 3 " + small,
	"sig-black.mp4":   "-f lavfi -i color=c=black:s=64x114:r=10:d=1.5[b];testsrc2=s=64x114:r=10:d=2[c];[b][c]concat " + small,
	"sig-fade.mp4":    "-f lavfi -i color=c=black:s=64x114:r=10:d=0.5[b];testsrc2=s=64x114:r=10:d=2.5[c];[b][c]concat " + small,
	"sig-frozen.mp4":  "-f lavfi -i testsrc2=s=64x114:r=10:d=6,loop=loop=24:size=1:start=0 -t 8 -crf 10 " + small,
	"sig-picture.mp4": "-f lavfi -i testsrc2=s=64x114:r=10:d=0.1,loop=loop=80:size=1:start=0 -t 8 -crf 10 " + small,
	"picture.png":     "-f lavfi -i testsrc2=s=360x640:r=30:d=1 -frames:v 1",
	// Clips whose brightness counts frames (16, 20, 24, …) or seconds.
	"minute.mp4":  "-f lavfi -i testsrc2=s=1080x1920:r=30:d=60,noise=alls=12:allf=t -f lavfi -i sine=d=60:r=48000 " + x264 + " -b:v 8M -g 250 -c:a aac " + start,
	"counted.mp4": counted + " -g 10",
	"counted.mkv": counted + " -g 1000",
	"bright.mp4":  brighter + " -g 10 " + start,
	"onekey.mp4":  brighter + " -g 1000 " + start,
	"bright.ts":   brighter + " -g 50",
	// Red and green above, blue and white below; stored lying on its side.
	"quarters.mp4": "-f lavfi -i color=red:s=40x40:r=10:d=1 -f lavfi -i color=lime:s=40x40:r=10:d=1 -f lavfi -i color=blue:s=40x40:r=10:d=1" +
		" -f lavfi -i color=white:s=40x40:r=10:d=1 -filter_complex [0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,scale=160:80,setsar=1,format=yuv420p " + x264,
	"lying.mp4": "-i {quarters.mp4} -c copy -metadata:s:v rotate=90",
	"blackstart.mp4": "-f lavfi -i color=black:s=90x160:r=10:d=3 -f lavfi -i testsrc2=s=90x160:r=10:d=2 -f lavfi -i color=white:s=90x160:r=10:d=1" +
		" -filter_complex concat=n=3,format=yuv420p -c:v libx264 -preset ultrafast -g 5",
	"prores.mov": "-f lavfi -i testsrc2=s=640x360:r=60:d=1 -f lavfi -i sine=d=1:r=48000 -c:v prores_ks -c:a pcm_s16le",
	"old.avi":    "-f lavfi -i testsrc2=s=320x240:r=12:d=1 -f lavfi -i sine=d=1:r=22050 -c:v mpeg4 -c:a mp3 -ac 1",
}

var made sync.Map // name → func() error

// clip returns the path of a generated clip. It must not be changed: copy it.
func clip(t testing.TB, name string) string {
	t.Helper()
	recipe, ok := recipes[name]
	if !ok {
		t.Fatalf("no recipe for %s", name)
	}
	needFFmpeg(t)
	path := filepath.Join(clipDir, name)
	once, _ := made.LoadOrStore(name, sync.OnceValue(func() error {
		args := []string{"-nostdin", "-v", "error", "-y"}
		for _, word := range strings.Fields(recipe) {
			if strings.HasPrefix(word, "{") {
				word = clip(t, strings.Trim(word, "{}"))
			}
			args = append(args, strings.Trim(word, "'"))
		}
		out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput()
		if err != nil {
			t.Logf("%s", out)
		}
		return err
	}))
	if err := once.(func() error)(); err != nil {
		t.Fatalf("make %s: %v", name, err)
	}
	return path
}

func needFFmpeg(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg on this machine")
	}
}

// sample returns a clip that others made, or skips.
func sample(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "media", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skip("no sample clips beside the repository: ", name)
	}
	return path
}

// shared is one engine for all tests, as in the app: the search happens once.
var shared = sync.OnceValue(func() *Engine { return New(Options{}) })

func engine(t testing.TB) *Engine {
	t.Helper()
	needFFmpeg(t)
	return shared()
}

func write(t testing.TB, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// copied puts a clip under another name.
func copied(t testing.TB, from, to string) string {
	t.Helper()
	return write(t, to, read(t, from))
}

// onlyFiles fails unless dir holds exactly these names.
func onlyFiles(t testing.TB, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, n := range names {
		want[n] = true
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("unexpected file %q", e.Name())
		}
		delete(want, e.Name())
	}
	for n := range want {
		t.Errorf("missing file %q", n)
	}
}

// seen is what ffprobe, called by the test itself, says about a file.
func seen(t testing.TB, path string) probed {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", "file:"+abs).Output()
	if err != nil {
		t.Fatalf("ffprobe %s: %v", path, err)
	}
	var p probed
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// mustConform fails unless the file at path is what TikTok takes and tells nothing
// about its maker. It asks ffprobe and reads the bytes itself.
func mustConform(t testing.TB, path string) probed {
	t.Helper()
	p := seen(t, path)
	if len(p.Streams) != 2 || p.Streams[0].Type != "video" || p.Streams[1].Type != "audio" {
		t.Fatalf("streams: %+v", p.Streams)
	}
	v, a := p.Streams[0], p.Streams[1]
	if v.Codec != "h264" || v.PixelFormat != "yuv420p" || v.Width%2 != 0 || v.Height%2 != 0 ||
		min(v.Width, v.Height) < 360 || max(v.Width, v.Height) > 4096 {
		t.Errorf("picture: %+v", v)
	}
	if !plainProfiles[v.Profile] || a.Profile != "LC" {
		t.Errorf("profiles %q, %q", v.Profile, a.Profile)
	}
	if len(v.SideData) != 0 || v.Tags["rotate"] != "" {
		t.Errorf("side data left: %+v", v.SideData)
	}
	if v.SampleAspect != "" && v.SampleAspect != "1:1" {
		t.Errorf("sample aspect %s", v.SampleAspect)
	}
	if r := rate(v.AverageRate); r < 22.9 || r > 60.1 {
		t.Errorf("%v frames a second", r)
	}
	if a.Codec != "aac" || a.Channels > 2 || (a.SampleRate != "48000" && a.SampleRate != "44100") {
		t.Errorf("sound: %+v", a)
	}
	if len(p.Chapters) != 0 {
		t.Error("chapters left")
	}
	text, _ := json.Marshal(p)
	for _, word := range []string{"location", "creation_time", "com.android", "com.apple", "PocketCam", "37.0-122.0", "-15.8355"} {
		if bytes.Contains(text, []byte(word)) || bytes.Contains(read(t, path), []byte(word)) {
			t.Errorf("%q left in the file", word)
		}
	}
	data := read(t, path)
	if moov, mdat := bytes.Index(data, []byte("moov")), bytes.Index(data, []byte("mdat")); moov < 0 || moov > mdat {
		t.Errorf("index not first: moov at %d, mdat at %d", moov, mdat)
	}
	return p
}

// mustDecode fails unless every frame and every sound of the clip decodes.
func mustDecode(t testing.TB, path string) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-xerror", "-i", "file:"+path, "-map", "0:V:0", "-map", "0:a:0", "-f", "null", "-").CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Errorf("decode: %v: %s", err, out)
	}
}

func codes(c cuedrop.Check) []string {
	out := []string{}
	for _, f := range c.Findings {
		out = append(out, f.Code)
	}
	return out
}

func check(t testing.TB, path string) cuedrop.Check {
	t.Helper()
	c, err := engine(t).Check(context.Background(), path)
	if err != nil {
		t.Fatalf("check %s: %v", path, err)
	}
	return c
}
