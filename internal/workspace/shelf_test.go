package workspace_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/fault"
	"cuedrop/internal/workspace"
)

func shelf(t *testing.T) (*workspace.Shelf, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "workspaces")
	return workspace.At(dir), dir
}

func create(t *testing.T, s *workspace.Shelf, name string) workspace.Folder {
	t.Helper()
	f, err := s.Create(t.Context(), name)
	if err != nil {
		t.Fatalf("create %q: %v", name, err)
	}
	return f
}

// lay makes a folder with files, as somebody else would.
func lay(t *testing.T, dir, id string, files map[string]string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, id), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, id, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func called(t *testing.T, s *workspace.Shelf) (all []string) {
	t.Helper()
	list, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		all = append(all, f.ID+"="+f.Name)
	}
	return all
}

const anID = "6f1f7f2e-3f0e-4a39-9a55-0a3b6e7f3c11"

// TestListTellsWhatIsThere, whatever lies beside it, and fails for none of it.
func TestListTellsWhatIsThere(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	if got := called(t, s); len(got) != 0 {
		t.Errorf("without a folder: %q", got)
	}
	lay(t, dir, "zoo", map[string]string{"workspace.json": `{"id":"` + anID + `","name":"aardvark"}`})
	lay(t, dir, "default", map[string]string{"workspace.json": `{"id":"` + anID + `"}`, "cuedrop.db": "x"})
	lay(t, dir, "old", map[string]string{"cuedrop.db": "from before there was a marker"})
	lay(t, dir, "broken", map[string]string{"workspace.json": "{", "cuedrop.db": "x"})
	lay(t, dir, "huge", map[string]string{"workspace.json": strings.Repeat(" ", 1<<20) + "{}"})
	lay(t, dir, "null", map[string]string{"workspace.json": "null"})
	lay(t, dir, "odd", map[string]string{"workspace.json": `{"id":7,"name":{"a":1}}`})
	lay(t, dir, "turned", map[string]string{"workspace.json": `{"name":"a\u202eb"}`})
	lay(t, dir, "copy", map[string]string{"workspace.json": `{"id":"` + anID + `","name":"Aardvark"}`})
	lay(t, dir, "leaving", map[string]string{"workspace.json": `{"id":"` + anID + `","deleting":true}`})
	lay(t, dir, "holiday photos", map[string]string{"a.jpg": "x"})
	lay(t, dir, "empty", nil)
	lay(t, dir, ".deleting-1", map[string]string{"cuedrop.db": "x"})
	lay(t, dir, "Ünicode", map[string]string{"cuedrop.db": "x"})
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"copy=Aardvark", "zoo=aardvark (zoo)", "broken=broken", "default=default", "huge=huge", "leaving=leaving", "null=null",
		"odd=odd", "old=old", "turned=turned",
	}
	if diff := cmp.Diff(want, called(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	list, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if f.Leaving != (f.ID == "leaving") || f.Made != !slices.Contains([]string{"odd", "turned"}, f.ID) {
			t.Errorf("%+v", f)
		}
	}
}

// TestNamesOfAnyScript are kept as they are, and give a folder that every system can have.
func TestNamesOfAnyScript(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	for name, id := range map[string]string{
		"Café Ñandú": "cafe-nandu", "客户 A": "a", "客户": "workspace", "  Trimmed\u00a0": "trimmed", "Łódź & Søn": "odz-s-n", "CON": "con-2",
		"../../etc/passwd": "etc-passwd", "a/b": "a-b", `C:\x`: "c-x", "مشتری\u200cها": "workspace-2", "👩\u200d💻 studio": "studio",
		"workspaces.lock": "workspaces-lock", strings.Repeat("x", 64): strings.Repeat("x", 40), "-rf": "rf", "%00": "00",
	} {
		f, err := s.Create(t.Context(), name)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if workspace.CheckID(f.ID) != nil || f.ID != id && !strings.HasPrefix(f.ID, "workspace") {
			t.Errorf("%q is in the folder %q, want %q", name, f.ID, id)
		}
		if got, err := s.Find(strings.TrimSpace(name)); err != nil || got.ID != f.ID {
			t.Errorf("found %+v by %q, %v", got, name, err)
		}
		if got, err := s.Resolve(f.ID); err != nil || got != f.ID {
			t.Errorf("%q resolved to %q, %v", f.ID, got, err)
		}
		if info, err := os.Stat(filepath.Join(dir, f.ID)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%q: %v, %v", f.ID, info, err)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 2 { // with the lock
		t.Errorf("beside the folder: %v, %v", left, err)
	}
}

// TestHostileNamesAreRefused, and make nothing.
func TestHostileNamesAreRefused(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	create(t, s, "Anna")
	for name, reason := range map[string]string{
		"": "workspace.name", "   ": "workspace.name", "\u200d": "workspace.name", "a\u202eb": "workspace.name", "a\u2066b": "workspace.name",
		"a\x00b": "workspace.name", "a\nb": "workspace.name", "a\x1bb": "workspace.name", "a\u200bb": "workspace.name", "\ufeffa": "workspace.name",
		"a\xffb": "workspace.name", "a\u2028b": "workspace.name", strings.Repeat("x", 65): "workspace.name", "\u0301": "workspace.name", "a\u00adb": "workspace.name",
		"ANNA": "workspace.taken", " anna ": "workspace.taken", "anna\u200d": "workspace.taken", "a\u200cnna": "workspace.taken",
	} {
		if f, err := s.Create(t.Context(), name); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %+v, %v; want %s", name, f, err, reason)
		}
		if err := s.Rename(t.Context(), "anna", name); reason == "workspace.name" && fault.ReasonOf(err) != reason {
			t.Errorf("renamed to %q: %v", name, err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
	for _, id := range []string{"../anna", "..", ".", "", "anna/..", `a\b`, "con", ".new-1", "/etc"} {
		for what, err := range map[string]error{
			"rename": s.Rename(t.Context(), id, "other"), "remove": s.Remove(t.Context(), id), "stay": s.Stay(t.Context(), id),
		} {
			if err == nil {
				t.Errorf("%s %q went through", what, id)
			}
		}
		if _, ok := s.Get(id); ok {
			t.Errorf("got %q", id)
		}
	}
}

// TestNoTwoAreCalledAlike: by case, by composition, nor as the folder of another.
func TestNoTwoAreCalledAlike(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	lay(t, dir, "default", map[string]string{"cuedrop.db": "x"})
	create(t, s, "Café")
	for _, name := range []string{"cafe\u0301", "CAFÉ", "café ", "Default", "cafe"} {
		if _, err := s.Create(t.Context(), name); fault.ReasonOf(err) != "workspace.taken" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.Rename(t.Context(), "default", "Cafe\u0301"); fault.ReasonOf(err) != "workspace.taken" {
		t.Errorf("renamed to what another is called: %v", err)
	}
	// A folder that is no workspace keeps its place, and the own name may change its case.
	lay(t, dir, "Studio", map[string]string{"a.jpg": "x"})
	if f := create(t, s, "studio"); f.ID != "studio-2" {
		t.Errorf("%+v", f)
	}
	if err := s.Rename(t.Context(), "cafe", "CAFÉ"); err != nil {
		t.Error(err)
	}
}

func leave(t *testing.T, s *workspace.Shelf, want bool) error {
	t.Helper()
	begun, err := s.Leave(t.Context(), "default")
	if f, ok := s.Get("default"); begun != want || !ok || !f.Leaving {
		t.Errorf("begun %v, %+v", begun, f)
	}
	return err
}

// TestRenameKeepsTheRest: the id, the folder, and what others have written.
func TestRenameKeepsTheRest(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	lay(t, dir, "default", map[string]string{"workspace.json": `{"id":"` + anID + `","later":{"x":[1,2]}}`})
	if err := errors.Join(s.Rename(t.Context(), "default", "Main"), leave(t, s, false), leave(t, s, true), s.Stay(t.Context(), "default")); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "default", "workspace.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"id": anID, "name": "Main", "later": map[string]any{"x": []any{1.0, 2.0}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// One whose file is damaged keeps it: its id may still be mended.
	lay(t, dir, "broken", map[string]string{"workspace.json": `{"id":"`})
	if err := s.Rename(t.Context(), "broken", "Other"); fault.ReasonOf(err) != "workspace.damaged" {
		t.Error(err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "broken", "workspace.json")); err != nil || string(raw) != `{"id":"` {
		t.Errorf("%s, %v", raw, err)
	}
}

// TestResolve: an id before a name, a name in any case, and what is nobody's is a new id
// where it can be one.
func TestResolve(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	lay(t, dir, "main", map[string]string{"workspace.json": `{"name":"Client"}`})
	lay(t, dir, "client", map[string]string{"workspace.json": `{"name":"客户 A"}`})
	lay(t, dir, "gone", map[string]string{"workspace.json": `{"deleting":true}`})
	for name, want := range map[string]string{
		"main": "main", "client": "client", "Client": "main", "客户 a": "client", "new-one": "new-one", "New One": "New One",
	} {
		if got, err := s.Resolve(name); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", name, got, err, want)
		}
	}
	for name, reason := range map[string]string{
		"../x": "config.workspace", "客户 B": "config.workspace", "": "config.workspace", "con": "config.workspace", "gone": "config.workspace_leaving",
	} {
		if got, err := s.Resolve(name); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %q, %v; want %s", name, got, err, reason)
		}
	}
}

// TestRemoveFollowsNoLink, neither the folder's own nor one in it.
func TestRemoveFollowsNoLink(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	mine := t.TempDir()
	lay(t, mine, "photos", map[string]string{"cuedrop.db": "x", "a.jpg": "mine"})
	lay(t, dir, "real", map[string]string{"cuedrop.db": "x"})
	if err := errors.Join(os.Symlink(filepath.Join(mine, "photos"), filepath.Join(dir, "linked")), os.Symlink(filepath.Join(mine, "photos"), filepath.Join(dir, "real", "inside"))); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), "linked"); fault.ReasonOf(err) != "workspace.link" {
		t.Error(err)
	}
	if err := s.Remove(t.Context(), "real"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(mine, "photos", "a.jpg")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "real")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := s.Remove(t.Context(), "real"); err != nil { // a second time
		t.Error(err)
	}
}
