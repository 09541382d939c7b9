//go:build unix

package engine_test

import (
	"slices"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// fleet returns a fleet on the data folder of w, closed at the end.
func (w *world) fleet(change ...func(*engine.Config)) *engine.Fleet {
	w.t.Helper()
	cfg := w.config()
	for _, c := range change {
		c(&cfg)
	}
	f, err := engine.NewFleet(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(f.Close)
	return f
}

// made makes a workspace with a cheap vault and returns its id.
func (w *world) made(f *engine.Fleet, name string) string {
	w.t.Helper()
	one, err := f.Create(w.t.Context(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return one.ID
}

func names(t *testing.T, f *engine.Fleet) (all []string) {
	t.Helper()
	list, err := f.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		all = append(all, one.Name)
	}
	return all
}

// TestAFleetOpensEachForItself: engines of their own, in folders of their own, told in the
// list as they are.
func TestAFleetOpensEachForItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, atOnce)
	f := w.fleet()
	if got := names(t, f); !slices.Equal(got, []string{"default"}) {
		t.Errorf("a new folder has %q", got)
	}
	id := w.made(f, "Café Ñandú")
	if got := names(t, f); id != "cafe-nandu" || !slices.Equal(got, []string{"Café Ñandú", "default"}) {
		t.Errorf("%s in %q", id, got)
	}
	one, err := f.Open(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := f.Open(t.Context(), f.First(), "")
	if err != nil {
		t.Fatal(err)
	}
	if one == other || one.Dir() == other.Dir() || one.Store.WorkspaceID() == other.Store.WorkspaceID() {
		t.Error("they are the same")
	}
	if again, err := f.Open(t.Context(), id, ""); again != one || err != nil {
		t.Errorf("opened twice: %v", err)
	}
	list, err := f.List(t.Context())
	if err != nil || len(list) != 2 || !list[0].Open || !list[0].Shown || !list[1].Open {
		t.Errorf("%+v, %v", list, err)
	}
	log, err := one.Store.Activities(t.Context(), 0, 10)
	if err != nil || len(log) != 1 || log[0].Kind != cuedrop.ActivityWorkspace || log[0].Outcome != "created" {
		t.Errorf("log %+v, %v", log, err)
	}
	if _, err := f.Open(t.Context(), "nobody", ""); fault.ReasonOf(err) != "workspace.unknown" {
		t.Errorf("an unknown one: %v", err)
	}
	for _, id := range []string{id, f.First()} {
		if err := f.Start(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	f.Close()
	if _, err := f.Open(t.Context(), id, ""); !fault.Is(err, fault.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
