package engine_test

import (
	"path/filepath"
	"slices"
	"testing"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

func sandboxed(t *testing.T, dataDir string) *engine.Engine {
	t.Helper()
	e, err := engine.New(t.Context(), engine.Config{DataDir: dataDir, Sandbox: true, Passphrase: "practice", Cost: leastCost, AskPolicy: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	if err := e.Vault.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestThePracticeAccountNeedsNoBrowser, and is there once.
func TestThePracticeAccountNeedsNoBrowser(t *testing.T) {
	t.Parallel()
	e := sandboxed(t, t.TempDir())
	first, err := e.ConnectPractice(t.Context())
	if err != nil || first.Nickname == "" || len(first.Scopes) == 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := e.ConnectPractice(t.Context()); err != nil || again.ID != first.ID {
		t.Errorf("a second time it is %+v, %v", again, err)
	}
	all, err := e.Requests(t.Context(), 100)
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, r := range all {
		if r.Host != e.Sandbox.URL()[len("http://"):] {
			t.Errorf("practice asked %s", r.Host)
		}
	}
}

// TestThereIsNoPracticeAccountOnTheRealTikTok: practice credentials open nothing there.
func TestThereIsNoPracticeAccountOnTheRealTikTok(t *testing.T) {
	t.Parallel()
	e, err := engine.New(t.Context(), engine.Config{DataDir: t.TempDir(), Passphrase: "real", Cost: leastCost})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.ConnectPractice(t.Context()); fault.ReasonOf(err) != "practice.none" {
		t.Errorf("ConnectPractice = %v", err)
	}
}

// TestTheSandboxTakesOverFromTheWorkspaceItWasOpenedFrom what was accepted there, and
// nothing else of it.
func TestTheSandboxTakesOverFromTheWorkspaceItWasOpenedFrom(t *testing.T) {
	t.Parallel()
	homeCfg := engine.Config{DataDir: t.TempDir(), Passphrase: "real", Cost: leastCost}
	home, err := engine.New(t.Context(), homeCfg)
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close() // it may be open meanwhile
	if err := home.Policies.Accept(t.Context(), privacy.Current().Digest, privacy.Spanish); err != nil {
		t.Fatal(err)
	}
	if err := home.People.SetPerson(t.Context(), privacy.Person{Name: "Ana"}); err != nil {
		t.Fatal(err)
	}
	e := sandboxed(t, t.TempDir())
	if err := e.AdoptHome(t.Context(), home.Dir()); err != nil {
		t.Fatal(err)
	}
	if a, err := e.Policies.Accepted(t.Context()); err != nil || a == nil || a.Language != privacy.Spanish {
		t.Errorf("%+v, %v", a, err)
	}
	if who, err := e.People.Person(t.Context()); err != nil || who != (privacy.Person{}) {
		t.Errorf("the profile came along: %+v, %v", who, err)
	}
	alone := sandboxed(t, t.TempDir())
	if err := alone.AdoptHome(t.Context(), filepath.Join(t.TempDir(), "none")); err != nil {
		t.Error(err)
	}
	if _, err := alone.Queue.Schedule(t.Context(), "post_x", cuedrop.Schedule{Wall: "2030-01-01T10:00:00", Zone: "UTC", At: clock.System{}.Now()}, cuedrop.Consent{}); fault.ReasonOf(err) != "policy.accept" {
		t.Errorf("without acceptance: %v", err)
	}
}

// TestTheSample is a clip that goes out as it is, made once.
func TestTheSample(t *testing.T) {
	t.Parallel()
	e := sandboxed(t, t.TempDir())
	if err := e.Media.Available(t.Context()); err != nil {
		t.Skip("no ffmpeg here")
	}
	path, err := e.Sample(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.Library.Add(t.Context(), path)
	if err != nil || m.Check.Verdict != cuedrop.VerdictOK || m.Check.Route != cuedrop.RouteCopy {
		t.Errorf("%+v, %v", m.Check, err)
	}
	if again, err := e.Sample(t.Context()); err != nil || again != path {
		t.Errorf("%s, %v", again, err)
	}
	if id, f, ok := privacy.OfFile("sample/"+filepath.Base(path), false); !ok || id != privacy.Content || f.Kind != "sample" {
		t.Errorf("nobody claims the sample: %s, %+v", id, f)
	}
}

func TestRestartArgs(t *testing.T) {
	t.Parallel()
	home := engine.Config{DataDir: "/data dir", Workspace: "Hollow Oak"}
	if got := engine.RestartArgs(home, true); !slices.Equal(got, []string{"--practice", "--data-dir", "/data dir", "--workspace", "Hollow Oak"}) {
		t.Errorf("%q", got)
	}
	if got := engine.RestartArgs(engine.Config{}, false); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
