package app

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The rows of docs/reliability.md that no other test of this package is about.

// directives reads a content security policy.
func directives(t *testing.T, policy string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, part := range strings.Split(policy, ";") {
		words := strings.Fields(part)
		if len(words) == 0 || all[words[0]] != nil {
			t.Fatalf("%q is empty or there twice in %s", part, policy)
		}
		all[words[0]] = words[1:]
	}
	return all
}

// TestThePageRunsItsOwnCodeOnly is J1 and J2: no script, style, frame or picture but the
// program's own, by the header and by the page itself.
func TestThePageRunsItsOwnCodeOnly(t *testing.T) {
	t.Parallel()
	a := New(Program{})
	served := httptest.NewRecorder()
	SecureHeaders(a)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })).
		ServeHTTP(served, httptest.NewRequest(http.MethodGet, "/", nil))
	if h := served.Header(); h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", h)
	}
	page, err := os.ReadFile(filepath.Join("..", "frontend", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	meta := regexp.MustCompile(`(?s)http-equiv="Content-Security-Policy"\s+content="([^"]+)"`).FindSubmatch(page)
	if meta == nil {
		t.Fatal("the page has no policy of its own")
	}
	header := directives(t, served.Header().Get("Content-Security-Policy"))
	own := directives(t, string(meta[1]))
	want := map[string][]string{
		"default-src": {"'none'"}, "script-src": {"'self'"}, "style-src": {"'self'"}, "font-src": {"'self'"}, "img-src": {"'self'", "data:"},
		"base-uri": {"'none'"}, "form-action": {"'none'"}, "object-src": {"'none'"},
	}
	for name, policy := range map[string]map[string][]string{"header": header, "page": own} {
		for _, loose := range []string{"media-src", "connect-src"} { // wider, for loopback: see below
			for _, source := range policy[loose] {
				if source != "'self'" && source != "blob:" && !strings.Contains(source, "://127.0.0.1:") && !strings.Contains(source, "://localhost:") {
					t.Errorf("%s of the %s allows %s", loose, name, source)
				}
			}
			delete(policy, loose)
		}
		if name == "header" { // a page can't say it of itself
			if !slices.Equal(policy["frame-ancestors"], []string{"'none'"}) {
				t.Errorf("frame-ancestors %v", policy["frame-ancestors"])
			}
			delete(policy, "frame-ancestors")
		}
		if diff := cmp.Diff(want, maps.Clone(policy)); diff != "" {
			t.Errorf("policy of the %s (-want +got):\n%s", name, diff)
		}
	}
}

// counting is a window that takes what it gets and keeps nothing.
type counting struct {
	header http.Header
	bytes  int64
	status int
}

func (c *counting) Header() http.Header         { return c.header }
func (c *counting) WriteHeader(status int)      { c.status = status }
func (c *counting) Write(p []byte) (int, error) { c.bytes += int64(len(p)); return len(p), nil }

// TestAPreviewOfAGiantClipTakesLittleMemory is J5: whatever the player asks for, one
// answer is a slice, and the program itself holds less than that. It runs alone, since
// it counts what the process allocates.
func TestAPreviewOfAGiantClipTakesLittleMemory(t *testing.T) {
	p, m := previewOf(t, 5_000_000_000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const answers = 16
	for i := range answers {
		req := httptest.NewRequest(http.MethodGet, "/media/"+string(m.ID)+"/preview", nil)
		req.Header.Set("Range", []string{"bytes=0-", "bytes=4000000000-", "bytes=100-4999999999", "bytes=-4294967296"}[i%4])
		w := &counting{header: http.Header{}}
		p.ServeHTTP(w, req)
		if w.status != http.StatusPartialContent || w.bytes != maxSlice {
			t.Errorf("%d with %d bytes", w.status, w.bytes)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > answers<<20 {
		t.Errorf("%d slices of %d bytes took %d bytes", answers, maxSlice, used)
	}
}
