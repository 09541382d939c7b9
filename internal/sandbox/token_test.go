package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

const tokenPath = "/v2/oauth/token/"

func TestTokenReplyIsFlat(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	if !strings.HasPrefix(tok.Access, "act.") || !strings.HasPrefix(tok.Refresh, "rft.") || tok.Type != "Bearer" ||
		tok.Expires != 7200 || tok.RefreshExpires != 15552000 || tok.OpenID == "" || !strings.Contains(tok.Scope, "video.publish") {
		t.Errorf("tokens %+v", tok)
	}
	if again := b.signIn(); again.OpenID != tok.OpenID {
		t.Errorf("open_id changed from %s to %s", tok.OpenID, again.OpenID)
	}
}

func TestPKCEIsHex(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	sum := sha256.Sum256([]byte(testVerifier))
	short := strings.Repeat("v", 42)
	for name, tc := range map[string]struct {
		challenge, verifier, wantErr string
	}{
		"hex":             {challenge(testVerifier), testVerifier, ""},
		"base64url":       {base64.RawURLEncoding.EncodeToString(sum[:]), testVerifier, "invalid_request"},
		"upper-case hex":  {strings.ToUpper(challenge(testVerifier)), testVerifier, "invalid_request"},
		"plain":           {testVerifier, testVerifier, "invalid_request"},
		"other verifier":  {challenge(testVerifier), testVerifier + "x", "invalid_request"},
		"short verifier":  {challenge(short), short, "invalid_request"},
		"bad characters":  {challenge(testVerifier + "+"), testVerifier + "+", "invalid_request"},
		"longest allowed": {challenge(strings.Repeat("v", 128)), strings.Repeat("v", 128), ""},
		"too long":        {challenge(strings.Repeat("v", 129)), strings.Repeat("v", 129), "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := b.get(authQuery("code_challenge", tc.challenge)).callback(t) // authorize lets all of them through
			var tok tokens
			b.form(tokenPath, exchange(q.Get("code"), "code_verifier", tc.verifier)).decode(t, &tok)
			if tok.Error != tc.wantErr {
				t.Errorf("error %q, want %q", tok.Error, tc.wantErr)
			}
		})
	}
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	for _, as400 := range []bool{false, true} {
		b := setup(t, sandbox.Scenario{Tokens: sandbox.Tokens{ErrorsAs400: as400}})
		wantStatus := http.StatusOK
		if as400 {
			wantStatus = http.StatusBadRequest
		}
		for name, tc := range map[string]struct {
			change  []string
			wantErr string
		}{
			"no secret":        {[]string{"client_secret", ""}, "invalid_request"},
			"wrong secret":     {[]string{"client_secret", "x"}, "invalid_client"},
			"wrong key":        {[]string{"client_key", "x"}, "invalid_client"},
			"no grant type":    {[]string{"grant_type", ""}, "invalid_request"},
			"other grant type": {[]string{"grant_type", "password"}, "unsupported_grant_type"},
			"no verifier":      {[]string{"code_verifier", ""}, "invalid_request"},
			"unknown code":     {[]string{"code", "nonsense"}, "invalid_grant"},
			"other redirect":   {[]string{"redirect_uri", strings.TrimSuffix(testRedirect, "/")}, "invalid_request"},
		} {
			code := b.get(authQuery()).callback(t).Get("code")
			r := b.form(tokenPath, exchange(code, tc.change...))
			var body map[string]any
			r.decode(t, &body)
			if r.status != wantStatus || body["error"] != tc.wantErr || len(body["log_id"].(string)) != 34 || body["error_description"] == "" {
				t.Errorf("%s: %d %v", name, r.status, body)
			}
			if _, wrapped := body["data"]; wrapped {
				t.Errorf("%s: OAuth errors have no envelope: %v", name, body)
			}
		}
	}
}

func TestTokenTakesFormsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	code := b.get(authQuery()).callback(t).Get("code")
	r := b.do(http.MethodPost, tokenPath, map[string]string{"Content-Type": "application/json"}, strings.NewReader(`{"code":"`+code+`"}`))
	if !strings.Contains(r.body, `"invalid_request"`) {
		t.Errorf("JSON: %d %s", r.status, r.body)
	}
	if r := b.form(tokenPath+"?"+exchange(code).Encode(), url.Values{}); !strings.Contains(r.body, `"invalid_request"`) {
		t.Errorf("parameters in the query: %d %s", r.status, r.body)
	}
	if r := b.form(strings.TrimSuffix(tokenPath, "/"), exchange(code)); r.status != http.StatusNotFound {
		t.Errorf("no last slash: %d", r.status)
	}
	if r := b.get(tokenPath); r.status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", r.status)
	}
	if v := b.srv.Counts().Violations; len(v) != 3 {
		t.Errorf("violations %q", v)
	}
}

func TestCodeIsSingleUseAndExpires(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	code := b.get(authQuery()).callback(t).Get("code")
	for i, want := range []string{"", "invalid_grant"} {
		var tok tokens
		b.form(tokenPath, exchange(code)).decode(t, &tok)
		if tok.Error != want {
			t.Errorf("use %d: %q, want %q", i+1, tok.Error, want)
		}
	}
	code = b.get(authQuery()).callback(t).Get("code")
	b.clock.advance(5 * time.Minute)
	var tok tokens
	b.form(tokenPath, exchange(code)).decode(t, &tok)
	if tok.Error != "invalid_grant" {
		t.Errorf("an old code: %+v", tok)
	}
}

func TestRefreshRotatesStrictly(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	first := b.signIn()
	var second tokens
	b.form(tokenPath, refreshForm(first.Refresh)).decode(t, &second)
	if second.Refresh == "" || second.Refresh == first.Refresh || second.Access == first.Access ||
		second.OpenID != first.OpenID || second.Scope != first.Scope || second.RefreshExpires != 15552000 {
		t.Fatalf("refresh: %+v after %+v", second, first)
	}
	var dead tokens
	b.form(tokenPath, refreshForm(first.Refresh)).decode(t, &dead)
	if dead.Error != "invalid_grant" {
		t.Errorf("the old refresh token: %+v", dead)
	}
	for _, access := range []string{first.Access, second.Access} {
		b.post(infoPath, access, "").want(t, 200, "ok")
	}
	b.clock.advance(2 * time.Hour)
	b.post(infoPath, second.Access, "").want(t, 401, "access_token_invalid")
	var third tokens
	b.form(tokenPath, refreshForm(second.Refresh)).decode(t, &third)
	b.post(infoPath, third.Access, "").want(t, 200, "ok")
	b.clock.advance(180 * 24 * time.Hour)
	b.form(tokenPath, refreshForm(third.Refresh)).decode(t, &dead)
	if dead.Error != "invalid_grant" {
		t.Errorf("an expired refresh token: %+v", dead)
	}
}

func TestDroppedRefreshReplyLosesTheAccount(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Tokens: sandbox.Tokens{DropRefreshReply: 1}})
	tok := b.signIn()
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	if r, err := b.try(http.MethodPost, tokenPath, form, strings.NewReader(refreshForm(tok.Refresh).Encode())); err == nil {
		t.Fatalf("the reply arrived: %+v", r)
	}
	var again tokens
	b.form(tokenPath, refreshForm(tok.Refresh)).decode(t, &again)
	if again.Error != "invalid_grant" {
		t.Errorf("after a lost reply: %+v", again)
	}
	if c := b.srv.Counts(); c.Token != 1 || c.Refresh != 2 {
		t.Errorf("counts %+v", c)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	data := testBytes(1000)
	id := b.publish(initPath, tok.Access, directBody(1000, 1000, 1), data)
	_, unfinished := b.begin(initPath, tok.Access, directBody(1000, 1000, 1))
	form := url.Values{"client_key": {sandbox.DefaultClientKey}, "client_secret": {sandbox.DefaultClientSecret}, "token": {tok.Access}}
	if r := b.form("/v2/oauth/revoke/", form); r.status != 200 || r.body != "{}" {
		t.Errorf("revoke: %d %q", r.status, r.body)
	}
	b.post(infoPath, tok.Access, "").want(t, 401, "access_token_invalid")
	var dead tokens
	b.form(tokenPath, refreshForm(tok.Refresh)).decode(t, &dead)
	if dead.Error != "invalid_grant" {
		t.Errorf("refresh after revoke: %+v", dead)
	}
	if r := b.form("/v2/oauth/revoke/", form); !strings.Contains(r.body, "invalid_request") {
		t.Errorf("revoke twice: %s", r.body)
	}
	if r := b.put(unfinished, data, 0, 999); r.status != http.StatusNotFound {
		t.Errorf("upload after revoke: %d", r.status)
	}
	if st := b.status(b.signIn().Access, id); st.Status != "FAILED" || st.FailReason != "auth_removed" {
		t.Errorf("the post after revoke: %+v", st)
	}
	form.Del("token")
	if r := b.form("/v2/oauth/revoke/", form); !strings.Contains(r.body, "invalid_request") {
		t.Errorf("no token: %s", r.body)
	}
}
