package proof_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestClipsAreCheckedAndConvertedWithoutANetwork runs check and prepare where there is no
// network at all, not even a loopback, and sees that neither the program nor ffmpeg asks
// the system for a socket.
func TestClipsAreCheckedAndConvertedWithoutANetwork(t *testing.T) {
	t.Parallel()
	needStrace(t)
	s := newSpace(t)
	j := newJourney(t, s)
	fine, odd := j.clip("fine.mp4", false), j.clip("odd.mov", true)
	var checked []struct{ Verdict, Route string }
	j.trace = filepath.Join(j.out, "check")
	j.decode(&checked, "check", fine, odd, "--json")
	if len(checked) != 2 || checked[0].Verdict != "ok" || checked[1].Route != "full" {
		t.Errorf("check without a network: %+v", checked)
	}
	looked := readTrace(t, j.trace)
	var prepared struct {
		SHA256 string
		Size   int64
	}
	j.trace = filepath.Join(j.out, "prepare")
	out := filepath.Join(j.out, "prepared.mp4")
	j.decode(&prepared, "prepare", odd, "-o", out, "--json")
	if info, err := os.Stat(out); err != nil || info.Size() != prepared.Size || len(prepared.SHA256) != 64 {
		t.Errorf("prepare without a network: %+v, %v", prepared, err)
	}
	converted := readTrace(t, j.trace)
	if looked.started("ffprobe") == 0 || converted.started("ffmpeg") == 0 {
		t.Errorf("ffprobe was started %d times, ffmpeg %d times", looked.started("ffprobe"), converted.started("ffmpeg"))
	}
	for _, line := range append(looked.sockets, converted.sockets...) {
		t.Errorf("a socket was opened: %s", line)
	}
	t.Logf("%d children of check, %d of prepare; no socket", len(looked.children), len(converted.children))
}

// hostile are files that send a player to the network.
var hostile = map[string]string{
	"hls.mp4":    "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://198.51.100.7/a.ts\n#EXT-X-ENDLIST\n",
	"hls.m3u8":   "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://198.51.100.7/a.ts\n#EXT-X-ENDLIST\n",
	"name.mp4":   "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://tracker.example/a.ts\n#EXT-X-ENDLIST\n",
	"lo.mov":     "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
	"concat.mp4": "ffconcat version 1.0\nfile http://198.51.100.7/a.mp4\n",
	"dash.mp4": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4">` +
		`<Representation id="1" bandwidth="1"><BaseURL>http://198.51.100.7/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
	"sdp.mp4": "v=0\r\no=- 0 0 IN IP4 198.51.100.7\r\ns=x\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
}

// TestHostileFilesMakeNoPacket gives such files to check, prepare and the queue where
// everything that leaves is seen. The last part lets ffprobe loose on one of them, so
// that the quiet before it means something.
func TestHostileFilesMakeNoPacket(t *testing.T) {
	t.Parallel()
	s := newSpace(t)
	s.connect()
	j := newJourney(t, s)
	probe, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Skip("NOT TESTED: ffprobe is not installed")
	}
	watched := s.watch()
	for name, text := range hostile {
		path := filepath.Join(j.out, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		j.refuses("check", path)
		j.refuses("prepare", path, "-o", filepath.Join(j.out, "never.mp4"))
		if _, err := os.Stat(filepath.Join(j.out, "never.mp4")); err == nil {
			t.Errorf("%s was converted", name)
		}
	}
	for _, p := range watched.end() {
		if !p.systems() {
			t.Errorf("a file that was looked at made a packet: %s", p)
		}
	}

	watched = s.watch()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second) // nobody answers there
	defer cancel()
	loose := exec.CommandContext(ctx, probe, "-v", "quiet", "-protocol_whitelist", "file,http,tcp", "-allowed_extensions", "ALL", "-i", filepath.Join(j.out, "hls.m3u8"))
	if err := s.start(loose); err != nil {
		t.Fatal(err)
	}
	_ = loose.Wait() // it fails, or is ended
	left := 0
	for _, p := range watched.end() {
		if p.kind == "tcp" && p.to.String() == "198.51.100.7:80" {
			left++
		}
	}
	if left == 0 {
		t.Error("ffprobe without Cuedrop's guards did not follow the file either: this test shows nothing")
	}
}

// refuses runs a command on a file that is no clip, and wants it to say so.
func (j *journey) refuses(args ...string) {
	j.t.Helper()
	ctx, cancel := context.WithTimeout(j.t.Context(), stepLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, j.path, append(args, "--json")...)
	cmd.Env = j.env
	var raw []byte
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = j.space.start(cmd)
	}
	if err != nil {
		j.t.Fatal(err)
	}
	raw, err = io.ReadAll(pipe)
	if err != nil {
		j.t.Fatal(err)
	}
	waited := cmd.Wait()
	var checked []struct{ Verdict string }
	if args[0] == "check" {
		if err := json.Unmarshal(raw, &checked); err != nil || len(checked) != 1 || checked[0].Verdict != "refused" {
			j.t.Errorf("%v: %s, %v", args, raw, err)
		}
		return
	}
	if waited == nil {
		j.t.Errorf("%v was accepted: %s", args, raw)
	}
}
