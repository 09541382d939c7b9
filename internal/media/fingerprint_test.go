package media

import (
	"fmt"
	"math/bits"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// fingerprinted is the fingerprint of a clip with its length.
func fingerprinted(t *testing.T, path string) (cuedrop.Fingerprint, time.Duration) {
	t.Helper()
	looked, err := engine(t).inspect(t.Context(), path, false)
	if err != nil {
		t.Fatal(err)
	}
	c := cuedrop.Check{Verdict: cuedrop.VerdictOK, Info: info(looked)}
	f, err := engine(t).Fingerprint(t.Context(), path, c)
	if err != nil || len(f) != printFrames*8 {
		t.Fatalf("%s: fingerprint %s, %v", path, f, err)
	}
	return f, time.Duration(c.Info.DurationMs) * time.Millisecond
}

// remake makes another version of a clip.
func remake(t *testing.T, path, name, options string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	args := append([]string{"-nostdin", "-v", "error", "-i", path}, strings.Fields(options)...)
	if text, err := exec.Command("ffmpeg", append(args, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

// TestFingerprintsTellClipsApart shows that the bounds of cuedrop.Fingerprint.Looks hold
// for clips of others: versions of one clip are the same, different clips are not.
func TestFingerprintsTellClipsApart(t *testing.T) {
	t.Parallel()
	original := sample(t, "go-wailsapp-mimetype/mp4.mp4")
	look, length := fingerprinted(t, original)
	versions := map[string]string{ // the same clip as others made it
		"3gp": sample(t, "go-wailsapp-mimetype/3gp.3gp"), "flv": sample(t, "go-wailsapp-mimetype/flv.flv"), "webm": sample(t, "go-wailsapp-mimetype/webm.webm"),
	}
	for name, options := range map[string]string{
		"worse":  "-an -c:v libx264 -preset ultrafast -crf 40",
		"small":  "-an -vf scale=224:128 -c:v mpeg4 -q:v 8",
		"padded": "-an -vf scale=180:-2,pad=180:320:0:(oh-ih)/2 -c:v libx264 -preset ultrafast",
		"bright": "-an -vf scale=280:160,eq=brightness=0.06:contrast=1.1 -c:v libx264 -preset ultrafast",
		"rate":   "-an -vf fps=25,scale=280:160 -c:v libx264 -preset ultrafast",
	} {
		versions[name] = remake(t, original, name+".mp4", options)
	}
	for name, path := range versions {
		other, l := fingerprinted(t, path)
		if !look.Looks(length, other, l) || !other.Looks(l, look, length) {
			t.Errorf("%s is not the same: %v", name, distances(look, other))
		}
	}
	different := []string{ // each shows something else
		"go-wailsapp-mimetype/mp4.mp4", "deb-forensics-samples-files/movie-hello.mp4", "deb-forensics-samples-files/VID_20191220_170832.mp4",
		"npm-vide/ocean.ogv", "go-wailsapp-mimetype/3g2.3g2", "go-wailsapp-mimetype/avi.avi", "go-wailsapp-mimetype/mqv.mqv",
		"go-h2non-filetype/sample.mov", "go-h2non-filetype/sample.mp4", "go-h2non-filetype/sample.webm",
	}
	prints := make([]cuedrop.Fingerprint, len(different))
	for i, name := range different {
		prints[i], _ = fingerprinted(t, sample(t, name))
	}
	for i := range prints {
		for j := range i { // as if of one length: the pictures alone must tell
			if prints[i].Looks(time.Minute, prints[j], time.Minute) {
				t.Errorf("%s and %s look the same: %v", different[i], different[j], distances(prints[i], prints[j]))
			}
		}
	}
	if look.Looks(length, look, length*11/10) {
		t.Error("clips of other lengths look the same")
	}
}

func distances(a, b cuedrop.Fingerprint) string {
	var out []string
	for i := 0; i < min(len(a), len(b)); i += 8 {
		n := 0
		for k := i; k < i+8; k++ {
			n += bits.OnesCount8(a[k] ^ b[k])
		}
		out = append(out, fmt.Sprint(n))
	}
	return strings.Join(out, " ")
}

// TestNothingToSeeIsNotTheSame: a black clip and a grey one have nothing in common.
func TestNothingToSeeIsNotTheSame(t *testing.T) {
	t.Parallel()
	strip := func(v byte) []byte {
		data := make([]byte, printFrames*printSide*printSide)
		for i := range data {
			data[i] = v
		}
		return data
	}
	for _, v := range []byte{0, 16, 128, 255} {
		f := fingerprintOf(strip(v))
		if f.Looks(time.Minute, f, time.Minute) {
			t.Errorf("luma %d: %s is the same as itself", v, f)
		}
	}
	if f, err := engine(t).Fingerprint(t.Context(), filepath.Join(t.TempDir(), "gone.mp4"), cuedrop.Check{Verdict: cuedrop.VerdictOK, Info: cuedrop.MediaInfo{DurationMs: 5000}}); f != nil || err != nil {
		t.Errorf("%v, %v", f, err)
	}
}
