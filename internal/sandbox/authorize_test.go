package sandbox_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

func TestAuthorizeRefusesOnAPage(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{App: sandbox.App{Scopes: []string{"user.info.basic", "video.upload"}}})
	good := []string{"scope", "user.info.basic,video.upload"}
	for name, tc := range map[string]struct {
		change []string
		field  string
	}{
		"wrong key":           {[]string{"client_key", "sbother"}, "client_key"},
		"client_id instead":   {[]string{"client_key", "-", "client_id", sandbox.DefaultClientKey}, "client_key"},
		"response type":       {[]string{"response_type", "token"}, "response_type"},
		"no redirect":         {[]string{"redirect_uri", "-"}, "redirect_uri"},
		"foreign host":        {[]string{"redirect_uri", "http://evil.test:80/callback/"}, "redirect_uri"},
		"scope not in app":    {[]string{"scope", "user.info.basic,video.publish"}, "scope"},
		"scope with spaces":   {[]string{"scope", "user.info.basic video.upload"}, "scope"},
		"no scope":            {[]string{"scope", "-"}, "scope"},
		"no state":            {[]string{"state", "-"}, "state"},
		"no challenge":        {[]string{"code_challenge", "-"}, "code_challenge"},
		"plain method":        {[]string{"code_challenge_method", "plain"}, "code_challenge_method"},
		"no method":           {[]string{"code_challenge_method", "-"}, "code_challenge_method"},
		"odd auto auth value": {[]string{"disable_auto_auth", "yes"}, "disable_auto_auth"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := b.get(authQuery(append(slices.Clone(good), tc.change...)...))
			if r.status != http.StatusBadRequest || r.header.Get("Location") != "" {
				t.Errorf("status %d, Location %q", r.status, r.header.Get("Location"))
			}
			if !strings.Contains(r.body, "<code>"+tc.field+"</code>") {
				t.Errorf("the page does not name %s:\n%s", tc.field, r.body)
			}
		})
	}
	if r := b.get(authQuery(good...) + "&state=again"); r.status != http.StatusBadRequest {
		t.Errorf("a repeated parameter: status %d", r.status)
	}
}

func TestRedirectMatching(t *testing.T) {
	t.Parallel()
	def := []string{"http://127.0.0.1:*/callback/", "http://localhost:*/callback/"}
	static := []string{"https://localhost:3455/cb"}
	for name, tc := range map[string]struct {
		registered []string
		requested  string
		ok         bool
	}{
		"wildcard":              {def, "http://127.0.0.1:49152/callback/", true},
		"localhost":             {def, "http://localhost:1/callback/", true},
		"highest port":          {def, "http://localhost:65535/callback/", true},
		"port too high":         {def, "http://localhost:65536/callback/", false},
		"port zero":             {def, "http://localhost:0/callback/", false},
		"leading zero":          {def, "http://localhost:080/callback/", false},
		"no port":               {def, "http://127.0.0.1/callback/", false},
		"empty port":            {def, "http://127.0.0.1:/callback/", false},
		"no last slash":         {def, "http://127.0.0.1:5000/callback", false},
		"https":                 {def, "https://127.0.0.1:5000/callback/", false},
		"query":                 {def, "http://127.0.0.1:5000/callback/?a=b", false},
		"host in the port":      {def, "http://127.0.0.1:5000@evil.test/callback/", false},
		"path in the port":      {def, "http://127.0.0.1:5000/x/callback/", false},
		"ipv6":                  {def, "http://[::1]:5000/callback/", false},
		"static":                {static, "https://localhost:3455/cb", true},
		"static, other port":    {static, "https://localhost:3456/cb", false},
		"static, other slash":   {static, "https://localhost:3455/cb/", false},
		"static, 127 for local": {static, "https://127.0.0.1:3455/cb", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, sandbox.Scenario{App: sandbox.App{RedirectURIs: tc.registered}})
			r := b.get(authQuery("redirect_uri", tc.requested))
			if ok := r.status == http.StatusFound; ok != tc.ok {
				t.Errorf("status %d, want accepted = %v", r.status, tc.ok)
			}
		})
	}
}

func TestCodeIsPercentEncoded(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	r := b.get(authQuery("disable_auto_auth", "0"))
	loc := r.header.Get("Location")
	if !strings.HasPrefix(loc, testRedirect+"?") || !strings.Contains(loc, "%2A0%21") {
		t.Errorf("Location %q does not carry an encoded * and !", loc)
	}
	q := r.callback(t)
	if !strings.Contains(q.Get("code"), "*0!") || q.Get("state") != "st&te" || q.Get("scopes") == "" || q.Has("scope") {
		t.Errorf("callback %v", q)
	}
	var tok tokens
	b.form("/v2/oauth/token/", exchange(url.QueryEscape(q.Get("code")))).decode(t, &tok)
	if tok.Error != "invalid_grant" {
		t.Errorf("a code that is still encoded: %+v", tok)
	}
	b.form("/v2/oauth/token/", exchange(q.Get("code"))).decode(t, &tok)
	if tok.Access == "" {
		t.Errorf("the decoded code: %+v", tok)
	}
}

func TestAuthorizeOutcomes(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]url.Values{
		"deny":                {"error": {"access_denied"}},
		"non_sandbox_target":  {"error": {"access_denied"}, "error_type": {"non_sandbox_target"}},
		"unauthorized_client": {"error": {"unauthorized_client"}, "error_type": {"client_key"}},
	} {
		b := setup(t, sandbox.Scenario{Authorize: sandbox.Authorize{Always: mode}})
		q := b.get(authQuery()).callback(t)
		if q.Get("error") != want.Get("error") || q.Get("error_type") != want.Get("error_type") ||
			q.Get("state") != "st&te" || q.Get("error_description") == "" || q.Has("code") {
			t.Errorf("%s: callback %v", mode, q)
		}
	}
	b := setup(t, sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve", Scopes: []string{"user.info.basic", "video.upload"}}})
	if tok := b.signIn("disable_auto_auth", "1"); tok.Scope != "user.info.basic,video.upload" {
		t.Errorf("partial consent granted %q", tok.Scope)
	}
}

var consentID = regexp.MustCompile(`name="consent" value="([0-9a-f]+)"`)

// askConsent opens the consent page and returns its one-time id.
func (b *bundle) askConsent() (page reply, id string) {
	b.t.Helper()
	page = b.get(authQuery("disable_auto_auth", "1"))
	m := consentID.FindStringSubmatch(page.body)
	if page.status != http.StatusOK || m == nil {
		b.t.Fatalf("no consent page: %d %s", page.status, page.body)
	}
	return page, m[1]
}

func TestConsentPage(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{App: sandbox.App{Name: "<b>App</b>"}})
	page, id := b.askConsent()
	for _, want := range []string{"&lt;b&gt;App&lt;/b&gt;", "practice.creator", "quiet.corner", "Post videos to your account", "Sandbox: a practice TikTok on this computer"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	csp := page.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.HasSuffix(csp, "form-action 'self' http://127.0.0.1:5123") {
		t.Errorf("policy %q", csp)
	}

	answer := url.Values{"consent": {id}, "creator": {"quiet.corner"}, "scope": {"video.upload", "unknown"}, "decision": {"allow"}}
	q := b.form("/sandbox/consent", answer).callback(t)
	if q.Get("scopes") != "user.info.basic,video.upload" {
		t.Errorf("granted %q", q.Get("scopes"))
	}
	var tok tokens
	b.form("/v2/oauth/token/", exchange(q.Get("code"))).decode(t, &tok)
	var who struct {
		Data struct {
			User struct {
				Name string `json:"display_name"`
			} `json:"user"`
		} `json:"data"`
	}
	b.do(http.MethodGet, "/v2/user/info/?fields=display_name", bearer(tok.Access), nil).decode(t, &who)
	if who.Data.User.Name != "Quiet corner" {
		t.Errorf("signed in as %q", who.Data.User.Name)
	}
	if r := b.form("/sandbox/consent", answer); r.status != http.StatusBadRequest {
		t.Errorf("a consent used twice: status %d", r.status)
	}
}

func TestConsentRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	_, id := b.askConsent()
	if q := b.form("/sandbox/consent", url.Values{"consent": {id}, "decision": {"cancel"}}).callback(t); q.Get("error") != "access_denied" {
		t.Errorf("cancel: %v", q)
	}
	_, id = b.askConsent()
	if r := b.form("/sandbox/consent", url.Values{"consent": {id}, "decision": {"allow"}, "creator": {"nobody"}}); r.status != http.StatusBadRequest {
		t.Errorf("unknown creator: %d", r.status)
	}
	_, id = b.askConsent()
	r := b.do(http.MethodPost, "/sandbox/consent",
		map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://evil.test"},
		strings.NewReader(url.Values{"consent": {id}, "decision": {"allow"}, "creator": {"quiet.corner"}}.Encode()))
	if r.status != http.StatusForbidden {
		t.Errorf("foreign origin: %d", r.status)
	}
	b.clock.advance(11 * 60e9)
	if r := b.form("/sandbox/consent", url.Values{"consent": {id}, "decision": {"allow"}, "creator": {"quiet.corner"}}); r.status != http.StatusBadRequest {
		t.Errorf("late answer: %d", r.status)
	}
}
