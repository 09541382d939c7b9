package cli_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheSettingOfFFmpegIsObeyed by what opens the workspace and by what does not; the
// environment wins over it.
func TestTheSettingOfFFmpegIsObeyed(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	b := setup(t)
	clip := b.clip("clip.mp4")
	b.want(0, "check", clip)
	b.want(0, "settings", "set", "ffmpeg", filepath.Join(b.dir, "nothing"))
	for _, args := range [][]string{{"check", clip}, {"doctor"}} {
		if r := b.run(args...); r.code != 1 || !strings.Contains(r.stdout+r.stderr, "no ffmpeg at the place that you set") {
			t.Errorf("%v: exit %d\n%s%s", args, r.code, r.stdout, r.stderr)
		}
	}
	given := *b
	given.env = append(given.env[:len(given.env):len(given.env)], "CUEDROP_FFMPEG="+ffmpeg)
	given.want(0, "check", clip)
	b.want(0, "settings", "set", "ffmpeg", "search")
	b.want(0, "check", clip)
	if r := b.want(0, "doctor", "--search-again"); !strings.Contains(r.stdout, "encoders: ") {
		t.Errorf("doctor says\n%s", r.stdout)
	}
}
