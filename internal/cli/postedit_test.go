package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// TestARefusedClipIsConvertedAndPosted: sent as it was it would be refused again, so other
// bytes go out, with the consent that was given.
func TestARefusedClipIsConvertedAndPosted(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Nth: 1, Do: "fail:frame_rate_check_failed"}}})
	p := b.due()
	b.want(1, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "failed" || p.Failure == nil || p.Failure.Reason != "tiktok.frame_rate_check_failed" {
		t.Fatalf("%+v", p)
	}
	refused := p.SHA256
	b.json(&p, "post", "edit", p.ID, "--remake", "30fps")
	if p.State != "failed" || p.Failure.Reason != "post.remade" {
		t.Fatalf("%+v", p)
	}
	b.want(0, "post", "retry", p.ID)
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || p.SHA256 == refused || p.Attempts != 2 {
		t.Errorf("%+v", p)
	}
}

// TestAPostIsGivenAnotherClip: it waits for its consent then, and its attempts keep saying
// what they sent.
func TestAPostIsGivenAnotherClip(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Nth: 1, Do: "fail:duration_check_failed"}}})
	p := b.due()
	b.want(1, "run", "--until-idle")
	raw, err := os.ReadFile(filepath.Join(b.dir, "clip.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(b.dir, "other.mp4")
	// A box that every reader skips makes other bytes of it.
	if err := os.WriteFile(other, append(raw, "\x00\x00\x00\x0bfreeabc"...), 0o600); err != nil {
		t.Fatal(err)
	}
	b.json(&p, "post", "edit", p.ID, "--clip", other)
	if p.State != "draft" || p.Failure != nil || filepath.Base(p.File) != "other.mp4" {
		t.Errorf("%+v", p)
	}
	if r := b.want(0, "post", "show", p.ID); !strings.Contains(r.stdout, "of clip.mp4, the clip that the post had then") || !strings.Contains(r.stdout, "Given another clip") {
		t.Errorf("shown:\n%s", r.stdout)
	}
	if r := b.run("post", "retry", p.ID); r.code == 0 {
		t.Error("it went out without its consent")
	}
	for _, args := range [][]string{{"post", "edit", p.ID}, {"post", "edit"}} {
		b.want(2, args...)
	}
	if r := b.run("post", "edit", p.ID, "--remake", "60fps"); r.code != 1 || !strings.Contains(r.stderr, "post.remake") {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}
