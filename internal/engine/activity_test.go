package engine_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
)

// activity returns the log of activity as "kind subject outcome", the oldest first.
func activity(t *testing.T, e *engine.Engine) (lines []string) {
	t.Helper()
	rows, err := e.Store.Activities(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range slices.Backward(rows) {
		if r.At.IsZero() {
			t.Errorf("no time: %+v", r)
		}
		lines = append(lines, string(r.Kind)+" "+r.Subject+" "+r.Outcome)
	}
	return lines
}

// TestActivityIsRecorded where it happens: who signed in and out, and what was taken along
// and erased, without a name.
func TestActivityIsRecorded(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	ana, ben := string(l.ana), string(l.ben)
	if err := l.e.Privacy.SetPaused(t.Context(), l.ana, true); err != nil { // no activity: it is among the requests
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "all.zip")
	if _, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: path}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.e.Privacy.Import(t.Context(), path, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := l.e.Privacy.Import(t.Context(), filepath.Join(t.TempDir(), "none.zip"), ""); err == nil {
		t.Fatal("read a file that is not there")
	}
	if _, err := eraseOf(t, l.e, cuedrop.ScopePost, string(l.bens.ID), false); err != nil {
		t.Fatal(err)
	}
	if _, err := l.e.Accounts.Disconnect(t.Context(), l.ben); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"sign_in " + ana + " done", "sign_in " + ben + " done", "export all done", "import all done", "import all failed",
		"erasure post done", "sign_out " + ben + " done",
	}
	if got := activity(t, l.e); !slices.Equal(got, want) {
		t.Errorf("activity %q, want %q", got, want)
	}
	// An account that is erased is in no line any more; with everything, all lines go.
	if _, err := eraseOf(t, l.e, cuedrop.ScopeAccount, ana, false); err != nil {
		t.Fatal(err)
	}
	if got := activity(t, l.e); len(got) != len(want) || slices.Contains(got, want[0]) || got[len(got)-1] != "erasure account done" {
		t.Errorf("after erasing an account: %q", got)
	}
	if _, err := eraseOf(t, l.e, cuedrop.ScopeAll, "", false); err != nil {
		t.Fatal(err)
	}
	if got := activity(t, l.e); !slices.Equal(got, []string{"erasure all done"}) {
		t.Errorf("after erasing everything: %q", got)
	}
}

// TestActivityIsTakenAlongAndStaysBehind: it is in the exported file, and another computer
// does not take it for its own.
func TestActivityIsTakenAlongAndStaysBehind(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	path := exported(t, l.e, "")
	rows := rowsOf(t, entries(t, path), "activity")
	if len(rows) != 2 || rows[0]["kind"] != "sign_in" || rows[1]["subject"] != string(l.ben) {
		t.Errorf("exported %v", rows)
	}
	there := l.empty()
	if _, err := there.Privacy.Import(t.Context(), path, ""); err != nil {
		t.Fatal(err)
	}
	if got := activity(t, there); !slices.Equal(got, []string{"import all done"}) {
		t.Errorf("imported %q", got)
	}
}

// TestActivityAndIncidentsAreKeptForTheirTime: a year, and three years for incidents.
func TestActivityAndIncidentsAreKeptForTheirTime(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	incident := filepath.Join(e.Dir(), "incidents", "incident-20260101T000000Z.txt")
	if err := os.MkdirAll(filepath.Dir(incident), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(incident, []byte("what was done"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		days, lines, notes int
	}{{364, 1, 1}, {366, 0, 1}, {1094, 0, 1}, {1097, 0, 0}} {
		e.Privacy.Clock = clock.NewFixed(time.Now().AddDate(0, 0, step.days))
		if _, err := e.Privacy.RunRetention(t.Context()); err != nil {
			t.Fatal(err)
		}
		notes, err := filepath.Glob(filepath.Join(e.Dir(), "incidents", "*"))
		if lines := activity(t, e); len(lines) != step.lines || len(notes) != step.notes || err != nil {
			t.Errorf("after %d days: %q, %q, %v", step.days, lines, notes, err)
		}
	}
	for rule, days := range map[string]int{"activity": 29, "incidents": 1200} {
		if err := e.Privacy.SetRetention(t.Context(), rule, days); err == nil {
			t.Errorf("%s of %d days is taken", rule, days)
		}
	}
}

// TestCrashNotesGoWithTheirTimeAndWithEverything: they lie beside the workspaces, and the
// rules for logs and for erasing reach them there. The file of the running program stays.
func TestCrashNotesGoWithTheirTimeAndWithEverything(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	dir := filepath.Join(w.dataDir, "crashes")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	leave := func() {
		t.Helper()
		for _, name := range []string{"crash-20260101T000000Z.txt", "running-1.txt"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("Cuedrop crash note\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	left := func() (names []string) {
		all, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			names = append(names, d.Name())
		}
		return names
	}
	leave()
	WalkClaims(t, w.dataDir)
	for days, want := range map[int]int{29: 2, 31: 1} {
		leave()
		e.Privacy.Clock = clock.NewFixed(time.Now().AddDate(0, 0, days))
		if _, err := e.Privacy.RunRetention(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := left(); len(got) != want || !slices.Contains(got, "running-1.txt") {
			t.Errorf("after %d days: %q", days, got)
		}
	}
	leave()
	if _, err := eraseOf(t, e, cuedrop.ScopeAll, "", false); err != nil {
		t.Fatal(err)
	}
	if got := left(); !slices.Equal(got, []string{"running-1.txt"}) {
		t.Errorf("after erasing everything: %q", got)
	}
}
