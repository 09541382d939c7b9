package engine_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// The rows of docs/reliability.md that take the whole program.

// quick is a TikTok that has processed a clip as soon as it has it.
var quick = sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}}

// TestAWindowThatHangsHoldsUpNothing is A19: whoever shows the facts has stopped taking
// them in, as a web view that ran out of memory does.
func TestAWindowThatHangsHoldsUpNothing(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	defer e.Close()
	release := make(chan struct{})
	stop := e.Bus.Subscribe(func(event.Fact) { <-release })
	defer stop()
	defer close(release)
	m := w.clip(e, 100_000)
	id := w.due(e, m, "hung window", cuedrop.ModeDirect)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := untilIdle(ctx, e); err != nil {
		t.Fatal(err)
	}
	w.wantOnce(e, id, m, "hung window")
}

// TestTheDriveComesBack is D6: the file's drive is not there when the post is due. It
// waits, says so, and goes out by itself once the drive is back.
func TestTheDriveComesBack(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	id := w.due(e, m, "usb", cuedrop.ModeDirect)
	drive := filepath.Dir(m.Path)
	if err := os.Rename(drive, drive+".unplugged"); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if p := w.post(e, id); p.State != cuedrop.Blocked || p.Failure.Reason != "media.source_missing" {
		t.Fatalf("unplugged: %s, %+v", p.State, p.Failure)
	}
	if n := w.sandbox.Counts().Init; n != 0 {
		t.Errorf("%d inits without the file", n)
	}
	if err := os.Rename(drive+".unplugged", drive); err != nil {
		t.Fatal(err)
	}
	w.settle(e, id)
	w.wantOnce(e, id, m, "usb")
}

// settle runs the engine until a post is at an end or waits for the user, and until
// nothing else is to be done.
func (w *world) settle(e *engine.Engine, id cuedrop.PostID) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	if err := e.Start(ctx); err != nil {
		w.t.Fatal(err)
	}
	defer e.Scheduler.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !w.post(e, id).State.Final() {
		select {
		case <-tick.C:
			e.Scheduler.Wake()
		case <-ctx.Done():
			w.t.Fatalf("post %+v", w.post(e, id))
		}
	}
}

// TestAMovedClipGoesOutFromItsNewPlace is D1 to the end.
func TestAMovedClipGoesOutFromItsNewPlace(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	id := w.due(e, m, "moved", cuedrop.ModeDirect)
	soon := w.due(e, m, "later", cuedrop.ModeDirect)
	later, err := cuedrop.ScheduleAt(time.Now().Add(5*time.Hour), "Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Queue.Schedule(t.Context(), soon, later, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(m.Path, m.Path+".moved.mp4"); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "source:"+string(soon), true) // told five hours ahead
	if p := w.post(e, id); p.State != cuedrop.Blocked {
		t.Fatalf("moved: %s, %+v", p.State, p.Failure)
	}
	if _, err := e.Library.Locate(t.Context(), m.ID, m.Path+".moved.mp4"); err != nil {
		t.Fatal(err)
	}
	w.settle(e, id)
	w.wantOnce(e, id, m, "moved")
}

// TestWithoutFFmpegWhatConformsGoesOut is E1: ffmpeg is missing, a program for another
// system, or none at all; the user is told, and a clip that needs none is published.
func TestWithoutFFmpegWhatConformsGoesOut(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	broken := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(broken, []byte("\x7fELF nonsense"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, ffmpeg := range []string{broken, filepath.Join(t.TempDir(), "nothing")} {
		cfg := w.config()
		cfg.FFmpeg, cfg.FFprobe = ffmpeg, ffmpeg
		e, err := engine.New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		m := w.clip(e, 100_000)
		id := w.due(e, m, ffmpeg, cuedrop.ModeDirect)
		if err := untilIdle(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		wantCondition(t, e, "ffmpeg", true)
		w.wantOnce(e, id, m, ffmpeg)
		e.Close()
	}
}

// real adds a clip that ffmpeg made, with a route of its own, or skips.
func (w *world) real(e *engine.Engine, name string, args ...string) cuedrop.Media {
	w.t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		w.t.Skip("ffmpeg is not installed")
	}
	path := filepath.Join(w.t.TempDir(), name)
	out, err := exec.CommandContext(w.t.Context(), ffmpeg, append(append([]string{"-v", "error", "-nostdin"}, args...), "file:"+path)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%v: %s", err, out)
	}
	m, err := e.Library.Add(w.t.Context(), path)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// renditions are the names in the folder of prepared files.
func renditions(t *testing.T, e *engine.Engine) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(e.Dir(), "renditions"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// TestQuittingWhileAClipIsConverted is E6: nothing half is left, and the next start
// converts anew.
func TestQuittingWhileAClipIsConverted(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	m := w.real(e, "slow.mkv", "-f", "lavfi", "-i", "testsrc2=s=720x1280:r=15:d=8", "-f", "lavfi", "-i", "sine=d=8", "-c:v", "mpeg4", "-c:a", "libmp3lame")
	id := w.due(e, m, "converted", cuedrop.ModeDirect)
	converting := make(chan struct{})
	first := true
	stop := e.Bus.Subscribe(func(f event.Fact) {
		if _, ok := f.(event.RenderProgress); ok && first {
			first = false
			close(converting)
		}
	})
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-converting:
	case <-time.After(time.Minute):
		t.Fatal("nothing is converted")
	}
	stop()
	begin := time.Now()
	e.Close()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("quitting took %v", took)
	}
	e = w.open(nil)
	defer e.Close()
	if left := renditions(t, e); slices.ContainsFunc(left, func(n string) bool { return strings.HasSuffix(n, ".part") }) {
		t.Errorf("left %v", left)
	}
	if p := w.post(e, id); p.State != cuedrop.Due || p.Failure != nil {
		t.Errorf("after quitting: %s, %+v", p.State, p.Failure)
	}
	w.settle(e, id)
	if p := w.post(e, id); p.State != cuedrop.Published || len(w.received("converted")) != 1 {
		t.Errorf("%s, %+v, received %d times", p.State, p.Failure, len(w.received("converted")))
	}
	if left := renditions(t, e); len(left) != 0 {
		t.Errorf("after publishing: %v", left)
	}
}

// TestSigningInAgainAfterTheKeyIsLost is H15: the workspace's key is gone for good. The
// queue is there, posts wait for a sign-in, and signing in brings the same accounts back.
func TestSigningInAgainAfterTheKeyIsLost(t *testing.T) {
	t.Parallel()
	w := setup(t, quick)
	e := w.open(nil)
	m := w.clip(e, 100_000)
	id := w.due(e, m, "lost key", cuedrop.ModeDirect)
	// As where the keyring had the key: behind a passphrase the words would be lost with it.
	if err := e.Store.SealContent(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	e.Close()
	if err := os.Remove(filepath.Join(e.Dir(), "vault.json")); err != nil {
		t.Fatal(err)
	}
	cfg := w.config()
	cfg.Passphrase = "another one"
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if all, err := e.Accounts.Accounts(t.Context()); err != nil || len(all) != 1 || all[0].ID != w.account {
		t.Fatalf("accounts %+v, %v", all, err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	p := w.post(e, id)
	if p.State != cuedrop.Blocked || p.Failure == nil || p.Failure.Message == fault.InternalMessage {
		t.Fatalf("without its sign-in: %s, %+v", p.State, p.Failure)
	}
	w.signed-- // the same creator again
	w.play(w.scenario)
	a, err := e.Accounts.Connect(t.Context(), account.Connecting{})
	if err != nil || a.ID != w.account {
		t.Fatalf("signed in as %+v, %v", a, err)
	}
	w.settle(e, id)
	w.wantOnce(e, id, m, "lost key")
}

// TestClockRulesThatChangedAreTold is F10 at a start.
func TestClockRulesThatChangedAreTold(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	defer e.Close()
	id := w.due(e, w.clip(e, 1000), "summer", cuedrop.ModeDirect)
	s, _, err := cuedrop.NewSchedule(time.Now().AddDate(1, 0, 0).Format("2006")+"-07-01T18:30", "Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	right := s.At
	s.At = s.At.Add(-time.Hour) // by the rules of an older program
	if _, err := e.Queue.Schedule(t.Context(), id, s, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "clock_rules", true)
	if p := w.post(e, id); !p.Schedule.At.Equal(right) || p.Schedule.Wall != s.Wall || p.State != cuedrop.Scheduled {
		t.Errorf("%s at %s: %+v", p.State, right, p.Schedule)
	}
}

// TestWorkspacesHaveNamesForEverySystem is D11: a name that some system takes for
// something else is refused on all.
func TestWorkspacesHaveNamesForEverySystem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, ok := range map[string]bool{
		"default": true, "Client 7": true, "a": true, "console": true, "com10": true, "nul-1": true, strings.Repeat("a", 64): true,
		"CON": false, "nul": false, "Aux": false, "com1": false, "LPT9": false, "a ": false, " a": false, "a.": false, "a:b": false, "..": false,
		"a/b": false, `a\b`: false, "-x": false, "é": false, "a\x00": false, strings.Repeat("a", 65): false,
	} {
		cfg := engine.Config{DataDir: dir, Workspace: name}
		err := cfg.Validate()
		if (err == nil) != ok || err != nil && (fault.ReasonOf(err) != "config.workspace" || !fault.Is(err, fault.Invalid)) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
