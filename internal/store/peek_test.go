package store

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPeek reads beside an open workspace, and makes nothing where there is none.
func TestPeek(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	if _, err := Peek(t.Context(), dir, "a"); err == nil {
		t.Error("no workspace, no error")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a workspace was made")
	}
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "a", "1"); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"open", "closed"} {
		got, err := Peek(t.Context(), dir, "a", "b")
		if err != nil || got["a"] != "1" || got["b"] != "" {
			t.Errorf("%s: %v, %v", state, got, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Peek(t.Context(), dir, "a"); err == nil {
		t.Error("not a database, no error")
	}
}
