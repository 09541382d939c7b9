//go:build unix

package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPreviewOfWhatIsNoFile: a pipe or a folder in the clip's place must neither hang
// the window nor be listed (D8).
func TestPreviewOfWhatIsNoFile(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(path string) error{
		"pipe":    func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"folder":  func(path string) error { return os.Mkdir(path, 0o700) },
		"nothing": func(string) error { return nil },
		"a link to nowhere": func(path string) error {
			return os.Symlink(filepath.Join(filepath.Dir(path), "nowhere"), path)
		},
	} {
		p, m := previewOf(t, 100)
		if err := os.Remove(m.Path); err != nil {
			t.Fatal(err)
		}
		if err := replace(m.Path); err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		p.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/media/"+string(m.ID)+"/preview", nil))
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", name, rec.Code)
		}
	}
}
