package media

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The rows of docs/reliability.md that no other test of this package is about.

// madeWith runs ffmpeg to make a clip that no recipe is for.
func madeWith(t *testing.T, name string, args ...string) string {
	t.Helper()
	needFFmpeg(t)
	path := filepath.Join(t.TempDir(), name)
	out, err := exec.Command("ffmpeg", append(append([]string{"-nostdin", "-v", "error", "-y"}, args...), path)...).CombinedOutput()
	if err != nil {
		t.Fatalf("make %s: %v: %s", name, err, out)
	}
	return path
}

// TestAGiantPictureIsNotDecoded is E8: 144 million pixels in a file of a few kilobytes.
func TestAGiantPictureIsNotDecoded(t *testing.T) {
	t.Parallel()
	bomb := madeWith(t, "bomb.mov", "-f", "lavfi", "-i", "color=black:s=12000x12000:r=1,format=gray", "-frames:v", "4", "-c:v", "png")
	if info, err := os.Stat(bomb); err != nil || info.Size() > 2<<20 {
		t.Fatalf("%v, %v", info.Size(), err)
	}
	c := check(t, bomb)
	// ffprobe does not even tell the size of a picture above the limit.
	if c.Verdict != cuedrop.VerdictRefused || !slices.Contains(codes(c), "picture_too_large") && !slices.Contains(codes(c), "no_picture") {
		t.Errorf("%s: %v", c.Verdict, codes(c))
	}
	e := engine(t)
	b, err := e.binaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{"check": firstFrameArgs(bomb), "verify": lastFrameArgs(bomb, 0)} {
		if state, err := e.decodes(t.Context(), b, args); err != nil || state != frameFails {
			t.Errorf("%s decoded it: %v, %v", name, state, err)
		}
	}
	dir := t.TempDir()
	if err := e.Thumbnail(t.Context(), bomb, filepath.Join(dir, "t.jpg"), 0, 270); !fault.Is(err, fault.Invalid) {
		t.Errorf("thumbnail: %v", err)
	}
	onlyFiles(t, dir)
}

// TestTooManyStreamsAreRefused is E9.
func TestTooManyStreamsAreRefused(t *testing.T) {
	t.Parallel()
	args := []string{"-i", clip(t, "conforming.mp4")}
	for range maxStreams + 1 {
		args = append(args, "-map", "0:a")
	}
	c := check(t, madeWith(t, "many.mp4", append(args, "-map", "0:v", "-c", "copy")...))
	if c.Verdict != cuedrop.VerdictRefused || !slices.Contains(codes(c), "too_many_streams") {
		t.Errorf("%s: %v", c.Verdict, codes(c))
	}
}

// TestDamagedClipsCostAChildAtMost is E7: bytes of a clip are changed at random. The
// program itself lives, in little time, and says something about each.
func TestDamagedClipsCostAChildAtMost(t *testing.T) {
	t.Parallel()
	good := read(t, clip(t, "conforming.mp4"))
	dir := t.TempDir()
	for seed := range 12 {
		random := rand.New(rand.NewPCG(7, uint64(seed)))
		bad := slices.Clone(good)
		for range 1 << (seed + 1) {
			bad[random.IntN(len(bad))] = byte(random.Uint32())
		}
		path := write(t, filepath.Join(dir, fmt.Sprint(seed, ".mp4")), bad)
		c, err := engine(t).Check(t.Context(), path)
		if err != nil && fault.MessageOf(err) == fault.InternalMessage {
			t.Errorf("%d bytes changed: %v", 1<<(seed+1), err)
		}
		if err == nil && c.Verdict == cuedrop.VerdictRefused && len(c.Findings) == 0 {
			t.Errorf("%d bytes changed: refused without a reason", 1<<(seed+1))
		}
	}
}

// TestNoClipLeadsToTheNetwork is E14: files that name an address of this test, by every
// way in which Cuedrop hands a file to ffmpeg.
func TestNoClipLeadsToTheNetwork(t *testing.T) {
	t.Parallel()
	e := engine(t)
	b, err := e.binaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	var reached atomic.Int32
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			reached.Add(1)
			_ = conn.Close()
		}
	}()
	address := "http://" + ln.Addr().String() + "/a.ts"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"hls.mp4":      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + address + "\n#EXT-X-ENDLIST\n",
		"key.mp4":      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=AES-128,URI=\"" + address + "\"\n#EXTINF:4,\nlocal.ts\n#EXT-X-ENDLIST\n",
		"ffconcat.mp4": "ffconcat version 1.0\nfile " + address + "\n",
		"dash.mp4": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4">` +
			`<Representation id="1"><BaseURL>` + address + `</BaseURL></Representation></AdaptationSet></Period></MPD>`,
		"sdp.mp4": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
		"asx.asf": `<ASX version="3.0"><Entry><Ref href="` + address + `"/></Entry></ASX>`,
	} {
		path := write(t, filepath.Join(dir, name), []byte(text))
		if c := check(t, path); c.Verdict != cuedrop.VerdictRefused {
			t.Errorf("%s: %s", name, c.Verdict)
		}
		if _, err := e.probe(t.Context(), b, path); err == nil {
			t.Errorf("%s: ffprobe opened it", name)
		}
		for _, args := range [][]string{firstFrameArgs(path), lastFrameArgs(path, 1), demuxArgs(path), thumbnailArgs(path, still{}, 90, "")} {
			if state, _ := e.decodes(t.Context(), b, args); state == frameDecodes {
				t.Errorf("%s: ffmpeg decoded it: %v", name, args)
			}
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// TestALinkAtTheTargetIsReplaced is E13: what the link leads to stays as it was, and so
// does a file with the name of a pattern.
func TestALinkAtTheTargetIsReplaced(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	in, dir := clip(t, "indexlast.mp4"), t.TempDir()
	victim := write(t, filepath.Join(t.TempDir(), "victim"), []byte("precious"))
	for _, name := range []string{"link.mp4", "%03d.mp4", "dangling.mp4"} {
		out, to := filepath.Join(dir, name), victim
		if name == "dangling.mp4" {
			to = filepath.Join(t.TempDir(), "nowhere")
		}
		if err := os.Symlink(to, out); err != nil {
			t.Fatal(err)
		}
		r, err := engine(t).Prepare(t.Context(), in, out, PrepareOptions{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mustMatch(t, r, out)
		info, err := os.Lstat(out)
		if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		if _, err := os.Stat(to); name == "dangling.mp4" && err == nil {
			t.Error("something was written through the link")
		}
	}
	if got := string(read(t, victim)); got != "precious" {
		t.Errorf("the victim: %q", got)
	}
	onlyFiles(t, dir, "link.mp4", "%03d.mp4", "dangling.mp4")
}

// TestALookThatHangsIsEnded is E9: a probe has a deadline, and its process is gone.
func TestALookThatHangsIsEnded(t *testing.T) {
	t.Parallel()
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip("no sleep here")
	}
	e, pids := New(Options{}), make(chan int, 1)
	_, err = e.short(context.Background(), 100*time.Millisecond, command{path: sleep, args: []string{"600"}, started: func(pid int) { pids <- pid }})
	if !errors.Is(err, errTimeout) {
		t.Errorf("%v", err)
	}
	if p, err := os.FindProcess(<-pids); err == nil && runtime.GOOS != "windows" && strings.TrimSpace(alive(p)) != "" {
		t.Error("it still runs")
	}
}
