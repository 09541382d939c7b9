package engine

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/power"
	"cuedrop/internal/vault"
)

// TestMediaRulesAreKeptAndApply: in a real workspace, also for another program on it and
// for one that has no workspace open.
func TestMediaRulesAreKeptAndApply(t *testing.T) {
	t.Parallel()
	state := power.State{OnBattery: power.Yes, Percent: 80}
	cfg := Config{DataDir: t.TempDir(), Passphrase: "for tests", Cost: vault.Cost{Time: 1, MemoryKiB: 8 << 10, Threads: 1}, Power: func(context.Context) power.State { return state }}
	// Before there is a workspace, and without making one.
	if err := NewMedia(t.Context(), cfg).Available(t.Context()); err != nil && fault.ReasonOf(err) != "ffmpeg.missing" {
		t.Errorf("%v", err)
	}
	if entries, err := os.ReadDir(cfg.DataDir); err != nil || len(entries) != 0 {
		t.Errorf("%v, %v", entries, err)
	}
	open := func() *Engine {
		e, err := New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	e, other := open(), open()
	if r, err := e.MediaRules(t.Context()); err != nil || r != (cuedrop.MediaRules{}) {
		t.Errorf("at first %+v, %v", r, err)
	}
	for _, bad := range []cuedrop.MediaRules{{FFmpeg: "ffmpeg"}, {FFprobe: "./ffprobe"}, {Threads: -1}, {Threads: cuedrop.MaxThreads + 1}} {
		if err := e.SetMediaRules(t.Context(), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "ffmpeg")
	for _, rules := range []cuedrop.MediaRules{
		{Hardware: true, Threads: 3}, {SpareBattery: true}, {FFmpeg: nowhere, FFprobe: nowhere, Threads: cuedrop.MaxThreads}, {},
	} {
		if err := e.SetMediaRules(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		if r, err := other.MediaRules(t.Context()); err != nil || r != rules {
			t.Errorf("another program reads %+v, %v, want %+v", r, err, rules)
		}
		if got := other.spareAhead(t.Context()); got != rules.SpareBattery {
			t.Errorf("%+v: spares the battery: %v", rules, got)
		}
		if rules.FFmpeg == "" {
			continue
		}
		// The window says so at once, a look without a workspace obeys, and a path of
		// this run wins.
		wantRaised(t, e, "ffmpeg", true)
		if err := NewMedia(t.Context(), cfg).Available(t.Context()); fault.ReasonOf(err) != "ffmpeg.missing" {
			t.Errorf("without a workspace: %v", err)
		}
		if f, err := other.SearchFFmpeg(t.Context()); err != nil || f.Path != "" || f.Problem == "" || len(f.Install) == 0 {
			t.Errorf("search: %+v, %v", f, err)
		}
	}
	state.OnBattery = power.No
	if err := e.SetMediaRules(t.Context(), cuedrop.MediaRules{SpareBattery: true}); err != nil {
		t.Fatal(err)
	}
	third := open() // asks for the power anew
	if third.spareAhead(t.Context()) {
		t.Error("spares the battery while plugged in")
	}
	if r, err := third.MediaRules(t.Context()); err != nil || !r.SpareBattery {
		t.Errorf("after a restart: %+v, %v", r, err)
	}
}

// TestChooseFFmpeg keeps what works and nothing else.
func TestChooseFFmpeg(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	cfg := Config{DataDir: t.TempDir(), Passphrase: "for tests", Cost: vault.Cost{Time: 1, MemoryKiB: 8 << 10, Threads: 1}}
	e, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	f, err := e.ChooseFFmpeg(t.Context(), ffmpeg)
	if err != nil || f.Path != ffmpeg || f.Version == "" || f.Encoder == "" || f.Given || f.Problem != "" || len(f.Encoders) == 0 {
		t.Errorf("%+v, %v", f, err)
	}
	for _, bad := range []string{filepath.Join(cfg.DataDir, "nothing"), cfg.DataDir, os.Args[0]} {
		if _, err := e.ChooseFFmpeg(t.Context(), bad); !fault.Is(err, fault.Unsupported) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if r, err := e.MediaRules(t.Context()); err != nil || r.FFmpeg != ffmpeg {
		t.Errorf("%+v, %v", r, err)
	}
	if f, err := e.FFmpeg(t.Context()); err != nil || f.Path != ffmpeg {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := e.ChooseFFmpeg(t.Context(), ""); err != nil {
		t.Error(err)
	}
	if r, err := e.MediaRules(t.Context()); err != nil || r != (cuedrop.MediaRules{}) {
		t.Errorf("%+v, %v", r, err)
	}
}

func wantRaised(t *testing.T, e *Engine, code string, want bool) {
	t.Helper()
	got := false
	for _, c := range e.Health.Conditions() {
		got = got || c.Code == code
	}
	if got != want {
		t.Errorf("condition %s: %v", code, got)
	}
}

// TestNonsenseInTheSettingsIsNoRule: the database may have been written by anything.
func TestNonsenseInTheSettingsIsNoRule(t *testing.T) {
	t.Parallel()
	for _, threads := range []string{"", "x", "-1", "65", "1e9", " 2"} {
		r := mediaRules(func(key string) string {
			if key == keyThreads {
				return threads
			}
			return ""
		})
		if r != (cuedrop.MediaRules{}) {
			t.Errorf("%q: %+v", threads, r)
		}
	}
}
