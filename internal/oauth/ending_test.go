package oauth

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

// redirects are the ways in which TikTok sends the browser back, with a state
// (tiktok-open-api.md 1.4), and a few in which only somebody else would.
var redirects = []struct {
	name, query string
	page        page
	kind        fault.Kind
	reason      string
}{
	{"the user refused", "error=access_denied&error_description=no", pageDeclined, fault.Canceled, "oauth.refused"},
	{"not a target user", "error=access_denied&error_type=non_sandbox_target", pageNotTarget, fault.Rejected, "oauth.not_target_user"},
	{"not a target user, under another error", "error=unauthorized_client&error_type=non_sandbox_target", pageNotTarget, fault.Rejected, "oauth.not_target_user"},
	{"access denied for an unknown reason", "error=access_denied&error_type=other", pageDenied, fault.Rejected, "oauth.error"},
	{"no Login Kit", "error=unauthorized_client&error_type=client_key", pageApp, fault.Rejected, "oauth.unauthorized_client"},
	{"no Login Kit, without a type", "error=unauthorized_client", pageApp, fault.Rejected, "oauth.unauthorized_client"},
	{"client key, under another error", "error=access_denied&error_type=client_key", pageApp, fault.Rejected, "oauth.unauthorized_client"},
	{"a scope that the app lacks", "error=invalid_scope", pageScope, fault.Rejected, "oauth.invalid_scope"},
	{"server error", "error=server_error", pageUnavailable, fault.Unavailable, "oauth.unavailable"},
	{"temporarily unavailable", "error=temporarily_unavailable", pageUnavailable, fault.Unavailable, "oauth.unavailable"},
	{"an unknown error", "error=%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E", pageDenied, fault.Rejected, "oauth.error"},
	{"an empty error", "error=", pageDenied, fault.Rejected, "oauth.error"},
	{"no code", "", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"an empty code", "code=", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"two codes", "code=a&code=b", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"two errors", "error=access_denied&error=server_error", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"two error types", "error=access_denied&error_type=&error_type=other", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"an oversized code", "code=" + strings.Repeat("c", codeMax+1), pageUnreadable, fault.Rejected, "oauth.bad_answer"},
	{"yes and no", "code=c&error=access_denied", pageUnreadable, fault.Rejected, "oauth.bad_answer"},
}

// answered runs one redirect through a handler whose pages are in language.
func answered(t *testing.T, query, language string) (result, string) {
	t.Helper()
	h := newHandler("127.0.0.1:1", "/callback/", "state", language)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/callback/?state=state&"+query, nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != donePath || w.Body.Len() > 0 {
		t.Errorf("%s: %d %v %s", query, w.Code, w.Header(), w.Body)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1"+donePath, nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != policy {
		t.Errorf("%s: result page %d %v", query, w.Code, w.Header())
	}
	return <-h.result, w.Body.String()
}

func TestEveryFailedRedirectHasItsSentenceAndItsPage(t *testing.T) {
	t.Parallel()
	for _, tt := range redirects {
		for name, l := range languages {
			r, body := answered(t, tt.query, name)
			if fault.KindOf(r.err) != tt.kind || fault.ReasonOf(r.err) != tt.reason || r.code != "" || r.scopes != nil {
				t.Errorf("%s: %+v, want %s %s", tt.name, r, tt.kind, tt.reason)
			}
			if body != string(pages()[name][tt.page]) || !strings.Contains(body, `lang="`+l.tag+`"`) {
				t.Errorf("%s in %s: %s", tt.name, name, body)
			}
		}
	}
	sentences := map[string]string{}
	for _, e := range []ending{declined, notTarget, wrongApp, wrongScope, unavailable, denied, failed, noCode, longCode, repeated, yesAndNo} {
		if other, ok := sentences[e.message]; ok || e.message == "" {
			t.Errorf("%s and %s say the same: %s", e.reason, other, e.message)
		}
		sentences[e.message] = e.reason
	}
}

func TestRefusalsReachTheCaller(t *testing.T) {
	t.Parallel()
	for _, tt := range redirects[:4] {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := start(t.Context(), t, Config{})
			status, h, _ := f.get(f.callback(tt.query + "&state=" + f.state))
			if status != http.StatusSeeOther || h.Get("Location") != donePath {
				t.Errorf("%d %v", status, h)
			}
			f.finish()
			if fault.KindOf(f.err) != tt.kind || fault.ReasonOf(f.err) != tt.reason || f.cb.Code != "" {
				t.Errorf("%+v, %v, want %s %s", f.cb, f.err, tt.kind, tt.reason)
			}
		})
	}
}

func TestScopesAreReadUnderBothNames(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"scopes=a,b":         {"a", "b"},
		"scope=a%20b":        {"a", "b"},
		"scopes=a&scope=b":   {"a"},
		"scopes=&scope=b":    {"b"},
		"scopes=%2Ca%2C%2Cb": {"a", "b"},
		"":                   nil,
	} {
		q, err := url.ParseQuery("code=c&" + query)
		if err != nil {
			t.Fatal(err)
		}
		if r, p := read(q); !slices.Equal(r.scopes, want) || r.err != nil || p != pageDone {
			t.Errorf("%s: %+v, page %d, want %v", query, r, p, want)
		}
	}
}
