package oauth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPagesAreCompleteInEveryLanguage(t *testing.T) {
	t.Parallel()
	if len(languages) != 4 {
		t.Errorf("%d languages", len(languages))
	}
	for name, l := range languages {
		seen := map[string]bool{}
		for p := range pageCount {
			body, words := string(pages()[name][p]), l.texts[p]
			for _, part := range []string{`<html lang="` + l.tag + `">`, "<style>" + style + "</style>", "<h1>", "<p>" + l.closing + "</p>"} {
				if !strings.Contains(body, part) {
					t.Errorf("page %d in %s lacks %s: %s", p, name, part, body)
				}
			}
			if words.title == "" || words.body == "" || seen[body] || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("page %d in %s is empty or another one's: %+v", p, name, words)
			}
			seen[body] = true
		}
		if len(l.texts) != int(pageCount) {
			t.Errorf("%d texts in %s, want %d", len(l.texts), name, pageCount)
		}
	}
}

func TestPagesAreStrict(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	setHeaders(h)
	csp := h.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") || strings.Contains(csp, "unsafe") || h.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", h)
	}
}

func TestPagesAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct{ set, accept, want string }{
		{"", "", "en"},
		{"", "*", "en"},
		{"", "es-MX,es;q=0.9,en;q=0.8", "es"},
		{"", "id", "id"},
		{"", "in-ID", "id"}, // the name before 1989, which old Android still sends
		{"", "zh-CN,zh;q=0.9", "zh"},
		{"", "zh-Hans-CN", "zh"},
		{"", "zh-TW,en;q=0.9", "zh"},
		{"", "zh-Hant-HK,en;q=0.9", "zh"},
		{"", "fr-FR,fr;q=0.9", "en"},
		{"", "fr,de;q=0.9,es;q=0.2", "es"},
		{"", "en;q=0.5, es;q=0.7", "es"},
		{"", "es;q=0.5,en;q=0.5", "es"},
		{"", "es;q=0,id;q=0.1", "id"},
		{"", "es;q=2;x, ,;;,q=1,\x00,id;q=0.3,en;q=nonsense", "id"},
		{"", "en-US-POSIX,es;q=0.1", "en"},
		{"", strings.Repeat("es,", acceptMax), "en"},
		{"", strings.Repeat("a-", acceptMax/4) + ",es", "es"},
		{"es", "zh-CN", "es"},
		{"es-MX", "", "es"},
		{"id_ID", "", "id"},
		{"zh-CN", "", "zh"},
		{"zh-Hant-TW", "en", "zh"},
		{"ZH", "", "zh"},
		{"fr", "es", "es"},
		{"not a language", "es", "es"},
	}
	for _, tt := range tests {
		h := newHandler("127.0.0.1:1", "/callback/", "state", tt.set)
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/callback/?state=wrong", nil)
		if tt.accept != "" {
			r.Header.Set("Accept-Language", tt.accept)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Body.String() != string(pages()[tt.want][pageStrange]) {
			t.Errorf("set %q, browser %.40q: %s, want %s", tt.set, tt.accept, w.Body, tt.want)
		}
	}
	two := http.Header{"Accept-Language": {"fr", "id;q=0.4"}}
	if got := negotiate(two); got != "id" {
		t.Errorf("two headers: %s, want id", got)
	}
}
