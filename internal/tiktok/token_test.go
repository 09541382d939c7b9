package tiktok

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const testVerifier = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ-._~0"

func TestAuthorizeURL(t *testing.T) {
	t.Parallel()
	c := New(Config{HTTP: http.DefaultClient, Now: time.Now, Credentials: func() (cuedrop.Credentials, error) {
		return cuedrop.Credentials{ClientKey: "key1", ClientSecret: "canary-secret"}, nil
	}})
	raw, err := c.AuthorizeURL("http://127.0.0.1:3455/callback/", "state 1", testVerifier, []string{"user.info.basic", "video.publish"})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme+"://"+u.Host+u.Path != "https://www.tiktok.com/v2/auth/authorize/" || strings.Contains(raw, "canary") {
		t.Errorf("URL %s, %v", raw, err)
	}
	sum := sha256.Sum256([]byte(testVerifier))
	want := url.Values{
		"client_key": {"key1"}, "response_type": {"code"}, "scope": {"user.info.basic,video.publish"},
		"redirect_uri": {"http://127.0.0.1:3455/callback/"}, "state": {"state 1"},
		"code_challenge": {hex.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}, "disable_auto_auth": {"1"},
	}
	if got := u.Query(); got.Encode() != want.Encode() {
		t.Errorf("query %v, want %v", got, want)
	}
	for _, verifier := range []string{"", strings.Repeat("a", 42), strings.Repeat("a", 129), strings.Repeat("a", 42) + "+"} {
		_, err := c.AuthorizeURL("http://127.0.0.1:1/callback/", "s", verifier, []string{"user.info.basic"})
		wantFault(t, "verifier "+verifier, err, fault.Invalid, "tiktok.authorize")
	}
	none := New(Config{HTTP: http.DefaultClient, Now: time.Now, Credentials: func() (cuedrop.Credentials, error) { return cuedrop.Credentials{}, nil }})
	_, err = none.AuthorizeURL("http://127.0.0.1:1/callback/", "s", testVerifier, []string{"user.info.basic"})
	wantFault(t, "no credentials", err, fault.Invalid, "tiktok.no_credentials")
}

const tokenAnswer = `{"access_token":"act.1","expires_in":7200,"open_id":"o1","refresh_expires_in":15552000,"refresh_token":"rft.1","scope":"user.info.basic,video.publish","token_type":"Bearer"}`

func TestExchange(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, tokenAnswer))
	g, err := b.Exchange(t.Context(), "abc*0!6410 +/", "http://127.0.0.1:3455/callback/", testVerifier)
	if err != nil {
		t.Fatal(err)
	}
	if g.OpenID != "o1" || !slices.Equal(g.Scopes, []string{"user.info.basic", "video.publish"}) ||
		g.Tokens.Access.Reveal() != "act.1" || g.Tokens.Refresh.Reveal() != "rft.1" ||
		!g.Tokens.AccessExpiresAt.Equal(testNow.Add(2*time.Hour)) || !g.Tokens.RefreshExpiresAt.Equal(testNow.Add(180*24*time.Hour)) {
		t.Errorf("grant %+v", g)
	}
	r := b.last(t)
	form, err := url.ParseQuery(r.Body)
	want := url.Values{
		"client_key": {"key1"}, "client_secret": {"canary-secret"}, "code": {"abc*0!6410 +/"}, "grant_type": {"authorization_code"},
		"redirect_uri": {"http://127.0.0.1:3455/callback/"}, "code_verifier": {testVerifier},
	}
	if err != nil || form.Encode() != want.Encode() {
		t.Errorf("form %v, want %v", form, want)
	}
	if r.Method != "POST" || r.Path != "/v2/oauth/token/" || r.Query != "" || r.Header.Get("Authorization") != "" ||
		r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("request %+v", r)
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(400, tokenAnswer)) // a token and no error is success, whatever the status
	g, err := b.Refresh(t.Context(), "rft.0")
	if err != nil || g.Tokens.Refresh.Reveal() != "rft.1" {
		t.Errorf("grant %+v, %v", g, err)
	}
	form, _ := url.ParseQuery(b.last(t).Body)
	want := url.Values{"client_key": {"key1"}, "client_secret": {"canary-secret"}, "grant_type": {"refresh_token"}, "refresh_token": {"rft.0"}}
	if form.Encode() != want.Encode() {
		t.Errorf("form %v, want %v", form, want)
	}
	b = setup(t, saying(200, `{"access_token":"act.2","expires_in":"86400"}`))
	g, err = b.Refresh(t.Context(), "rft.0")
	if err != nil || g.Tokens.Refresh.Reveal() != "rft.0" || !g.Tokens.AccessExpiresAt.Equal(testNow.Add(24*time.Hour)) || g.Tokens.RefreshExpiresAt.IsZero() {
		t.Errorf("without rotation: %+v, %v, want the old refresh token", g, err)
	}
	b = setup(t, saying(200, `{"access_token":"act.2","expires_in":9e30,"refresh_expires_in":-1,"refresh_token":"r"}`))
	g, err = b.Refresh(t.Context(), "rft.0")
	if err != nil || g.Tokens.AccessExpiresAt.Before(testNow) || !g.Tokens.RefreshExpiresAt.Equal(testNow) {
		t.Errorf("odd lifetimes: %+v, %v", g, err)
	}
}

func TestOAuthRefusals(t *testing.T) {
	t.Parallel()
	flat := func(word string) string {
		return `{"error":"` + word + `","error_description":"d","log_id":"x"}`
	}
	tests := []struct {
		name   string
		status int
		body   string
		kind   fault.Kind
		reason string
	}{
		{"grant, status 200", 200, flat("invalid_grant"), fault.AuthRequired, "tiktok.invalid_grant"},
		{"grant", 400, flat("invalid_grant"), fault.AuthRequired, "tiktok.invalid_grant"},
		{"denied", 200, flat("access_denied"), fault.AuthRequired, "tiktok.access_denied"},
		{"client", 401, flat("invalid_client"), fault.AuthRequired, "tiktok.invalid_client"},
		{"client not allowed", 200, flat("unauthorized_client"), fault.AuthRequired, "tiktok.unauthorized_client"},
		{"request", 200, flat("invalid_request"), fault.Rejected, "tiktok.invalid_request"},
		{"scope", 200, flat("invalid_scope"), fault.Rejected, "tiktok.invalid_scope"},
		{"grant type", 200, flat("unsupported_grant_type"), fault.Rejected, "tiktok.unsupported_grant_type"},
		{"response type", 200, flat("unsupported_response_type"), fault.Rejected, "tiktok.unsupported_response_type"},
		{"server", 200, flat("server_error"), fault.Unavailable, "tiktok.server_error"},
		{"busy", 503, flat("temporarily_unavailable"), fault.Unavailable, "tiktok.temporarily_unavailable"},
		{"new word", 200, flat("bad_hair_day"), fault.Rejected, "tiktok.bad_hair_day"},
		{"both", 200, `{"access_token":"act.1","error":"invalid_grant"}`, fault.AuthRequired, "tiktok.invalid_grant"},
		{"the other dialect", 429, `{"error":{"code":"rate_limit_exceeded","message":"m"}}`, fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{"the first API's shape", 200, `{"data":{"access_token":"act.1","error_code":0},"message":"success"}`, fault.Unavailable, "tiktok.bad_answer"},
		{"empty object", 200, `{}`, fault.Unavailable, "tiktok.bad_answer"},
		{"empty", 200, ``, fault.Unavailable, "tiktok.bad_answer"},
		{"page", 200, `<html>`, fault.Unavailable, "network.portal"},
		{"gateway", 502, `<html>`, fault.Unavailable, "tiktok.internal_error"},
		{"redirect", 302, ``, fault.Unavailable, "network.portal"},
	}
	for _, tt := range tests {
		b := setup(t, saying(tt.status, tt.body))
		_, err := b.Refresh(t.Context(), "rft.0")
		wantFault(t, tt.name, err, tt.kind, tt.reason)
		_, err = b.Exchange(t.Context(), "code", "http://127.0.0.1:1/callback/", testVerifier)
		wantFault(t, tt.name+" (exchange)", err, tt.kind, tt.reason)
		if b.count() != 2 {
			t.Errorf("%s: %d requests, want one each", tt.name, b.count())
		}
	}
	b := setup(t, saying(200, `{"access_token":"act.1","refresh_token":"r","error":"","expires_in":1}`))
	_, err := b.Exchange(t.Context(), "code", "http://127.0.0.1:1/callback/", testVerifier)
	wantFault(t, "no open_id", err, fault.Unavailable, "tiktok.bad_answer")
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{}", "\n", `{"error":""}`} {
		b := setup(t, saying(200, body))
		if err := b.Revoke(t.Context(), "act.1"); err != nil {
			t.Errorf("%q: %v", body, err)
		}
		form, _ := url.ParseQuery(b.last(t).Body)
		want := url.Values{"client_key": {"key1"}, "client_secret": {"canary-secret"}, "token": {"act.1"}}
		if r := b.last(t); form.Encode() != want.Encode() || r.Path != "/v2/oauth/revoke/" {
			t.Errorf("request %+v", r)
		}
	}
	for body, reason := range map[string]string{`{"error":"invalid_grant"}`: "tiktok.invalid_grant", "<html>": "network.portal"} {
		if err := setup(t, saying(200, body)).Revoke(t.Context(), "act.1"); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %v, want %s", body, err, reason)
		}
	}
	if err := setup(t, saying(500, "")).Revoke(t.Context(), "act.1"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("500: %v", err)
	}
}
