package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestThePolicyLetsOnlyTheWindowsOwnCodeRun: what a caption, a file name or a nickname
// brings along can't run, whatever the page does with it. The page's own copy in
// index.html must be as strict, but for where clips come from.
func TestThePolicyLetsOnlyTheWindowsOwnCodeRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rec := httptest.NewRecorder()
	SecureHeaders(b.App)(http.NotFoundHandler()).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	page, err := os.ReadFile("../frontend/index.html")
	if err != nil {
		t.Fatal(err)
	}
	inPage := regexp.MustCompile(`(?s)Content-Security-Policy"\s+content="([^"]+)"`).FindSubmatch(page)
	if inPage == nil {
		t.Fatal("index.html has no policy")
	}
	for where, policy := range map[string]string{"the headers": rec.Header().Get("Content-Security-Policy"), "index.html": string(inPage[1])} {
		got := map[string]string{}
		for part := range strings.SplitSeq(policy, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
			got[name] = value
		}
		for name, want := range map[string]string{
			"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "object-src": "'none'",
			"base-uri": "'none'", "form-action": "'none'", "img-src": "'self' data:", "font-src": "'self'",
		} {
			if got[name] != want {
				t.Errorf("%s: %s is %q, want %q", where, name, got[name], want)
			}
		}
		for _, hole := range []string{"unsafe", "*.", "https:", "http: ", "blob: 'unsafe", "strict-dynamic"} {
			if strings.Contains(policy, hole) {
				t.Errorf("%s: the policy has %q: %s", where, hole, policy)
			}
		}
	}
	if rec.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Error("a picture could be read as a script")
	}
}
