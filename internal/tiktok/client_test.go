package tiktok

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

var testNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testClock() time.Time { return testNow }

// seen is one request as the server got it.
type seen struct {
	Method, Path, Query string
	Header              http.Header
	Length              int64
	Encoding            []string
	Body                string
}

// bench is a client in front of a server whose answers the test scripts.
type bench struct {
	*Client
	server *httptest.Server
	answer http.HandlerFunc // set before the first request
	log    *strings.Builder

	mu       sync.Mutex
	requests []seen
}

func setup(t *testing.T, answer http.HandlerFunc) *bench {
	t.Helper()
	b := &bench{log: &strings.Builder{}, answer: answer}
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		b.requests = append(b.requests, seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header, r.ContentLength, r.TransferEncoding, string(body)})
		b.mu.Unlock()
		b.answer(w, r)
	}))
	t.Cleanup(b.server.Close)
	u, err := url.Parse(b.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Client = New(Config{
		HTTP: b.server.Client(), Loopback: u, Now: testClock,
		Credentials: func() (cuedrop.Credentials, error) {
			return cuedrop.Credentials{ClientKey: "key1", ClientSecret: "canary-secret"}, nil
		},
		Log: slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	return b
}

// saying answers every request with a status and a body.
func saying(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (b *bench) last(t *testing.T) seen {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) == 0 {
		t.Fatal("no request was made")
	}
	return b.requests[len(b.requests)-1]
}

func (b *bench) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.requests)
}

func ok(data string) string {
	return `{"data":` + data + `,"error":{"code":"ok","message":"","log_id":"202210112248442CB9319E1FB30C1073F3"}}`
}

func wantFault(t *testing.T, name string, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("%s: %v (%s), want %s %s with a sentence", name, err, fault.KindOf(err), kind, reason)
	}
}

// TestErrorsAreDecidedByTheirCode holds for every call with an envelope; status is
// the one that is easiest to call.
func TestErrorsAreDecidedByTheirCode(t *testing.T) {
	t.Parallel()
	coded := func(code string) string { return `{"error":{"code":"` + code + `","message":"m","log_id":"x"}}` }
	tests := []struct {
		name   string
		status int
		body   string
		kind   fault.Kind
		reason string
	}{
		{"token", 401, coded("access_token_invalid"), fault.AuthRequired, "tiktok.access_token_invalid"},
		{"token, data {}", 401, `{"data":{},"error":{"code":"access_token_invalid","message":"m","log_id":"x"}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{"token, status 200", 200, coded("access_token_invalid"), fault.AuthRequired, "tiktok.access_token_invalid"},
		{"scope", 401, coded("scope_not_authorized"), fault.AuthRequired, "tiktok.scope_not_authorized"},
		{"scope, older word", 400, coded("scope_permission_missed"), fault.AuthRequired, "tiktok.scope_permission_missed"},
		{"rate", 429, coded("rate_limit_exceeded"), fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{"rate, status 200", 200, coded("rate_limit_exceeded"), fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{"rate, empty", 429, ``, fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{"rate, page", 429, `<html>`, fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{"params", 400, coded("invalid_params"), fault.Rejected, "tiktok.invalid_params"},
		{"params as documented", 400, coded("invalid_param"), fault.Rejected, "tiktok.invalid_params"},
		{"unwrapped", 400, `{"code":"invalid_param","message":"m","log_id":"x"}`, fault.Rejected, "tiktok.invalid_params"},
		{"logid", 403, `{"error":{"code":"reached_active_user_cap","message":"m","logid":"x"}}`, fault.Rejected, "tiktok.reached_active_user_cap"},
		{"cap, status 200", 200, `{"data":{},"error":{"code":"spam_risk_too_many_posts","message":"m"}}`, fault.Rejected, "tiktok.spam_risk_too_many_posts"},
		{"banned", 200, coded("spam_risk_user_banned_from_posting"), fault.Rejected, "tiktok.spam_risk_user_banned_from_posting"},
		{"pending shares", 403, coded("spam_risk_too_many_pending_share"), fault.Rejected, "tiktok.spam_risk_too_many_pending_share"},
		{"unaudited", 403, coded("unaudited_client_can_only_post_to_private_accounts"), fault.Rejected, "tiktok.unaudited_client_can_only_post_to_private_accounts"},
		{"ownership", 403, coded("url_ownership_unverified"), fault.Rejected, "tiktok.url_ownership_unverified"},
		{"privacy", 403, coded("privacy_level_option_mismatch"), fault.Rejected, "tiktok.privacy_level_option_mismatch"},
		{"publish id", 400, coded("invalid_publish_id"), fault.NotFound, "tiktok.invalid_publish_id"},
		{"another's id", 400, coded("token_not_authorized_for_specified_publish_id"), fault.Rejected, "tiktok.token_not_authorized_for_specified_publish_id"},
		{"internal", 500, coded("internal_error"), fault.Unavailable, "tiktok.internal_error"},
		{"internal, status 200", 200, coded("internal_error"), fault.Unavailable, "tiktok.internal_error"},
		{"5xx empty", 502, ``, fault.Unavailable, "tiktok.internal_error"},
		{"5xx page", 503, `<html><body>bad gateway`, fault.Unavailable, "tiktok.internal_error"},
		{"5xx with an empty code", 500, `{"error":{"code":"","message":""}}`, fault.Unavailable, "tiktok.internal_error"},
		{"5xx with ok", 500, ok(`{}`), fault.Unavailable, "tiktok.internal_error"},
		{"5xx with a new word", 500, coded("on_fire"), fault.Unavailable, "tiktok.on_fire"},
		{"new word", 403, coded("moon_phase_wrong"), fault.Rejected, "tiktok.moon_phase_wrong"},
		{"new word, status 200", 200, coded("moon_phase_wrong"), fault.Rejected, "tiktok.moon_phase_wrong"},
		{"new word, 401", 401, coded("token_asleep"), fault.AuthRequired, "tiktok.token_asleep"},
		{"hostile word", 400, coded(`<script>\n\u0000`), fault.Rejected, "tiktok._script___"},
		{"portal", 200, `<!DOCTYPE html><html>Welcome to the hotel`, fault.Unavailable, "network.portal"},
		{"portal by redirect", 302, ``, fault.Unavailable, "network.portal"},
		{"portal, 511", 511, `{}`, fault.Unavailable, "network.portal"},
		{"portal, 403", 403, `<html>`, fault.Unavailable, "network.portal"},
		{"empty", 200, ``, fault.Unavailable, "tiktok.bad_answer"},
		{"no envelope", 200, `{}`, fault.Unavailable, "tiktok.bad_answer"},
		{"an array", 200, `[]`, fault.Unavailable, "tiktok.bad_answer"},
		{"null", 200, `null`, fault.Unavailable, "tiktok.bad_answer"},
		{"cut short", 200, `{"data":{"status":"FAI`, fault.Unavailable, "tiktok.bad_answer"},
		{"something appended", 200, ok(`{}`) + `<script>`, fault.Unavailable, "tiktok.bad_answer"},
		{"data of another type", 200, ok(`[1]`), fault.Unavailable, "tiktok.bad_answer"},
		{"4xx without a word", 404, ``, fault.Rejected, "tiktok.http_404"},
		{"401 without a word", 401, ``, fault.AuthRequired, "tiktok.access_token_invalid"},
	}
	for _, tt := range tests {
		b := setup(t, saying(tt.status, tt.body))
		_, err := b.Status(t.Context(), "act.x", "p1")
		wantFault(t, tt.name, err, tt.kind, tt.reason)
		if b.count() != 1 {
			t.Errorf("%s: %d requests, want 1", tt.name, b.count())
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"":                              time.Minute,
		"7":                             7 * time.Second,
		"0":                             time.Second,
		"-5":                            time.Minute,
		"soon":                          time.Minute,
		"1.5":                           time.Minute,
		"3600":                          time.Hour,
		"315360000":                     time.Hour,
		"99999999999999999999":          time.Hour,
		"Sun, 22 Nov 2026 12:05:00 GMT": 5 * time.Minute,
		"Sun, 22 Nov 2026 11:00:00 GMT": time.Second,
		"Mon, 22 Nov 2666 12:00:00 GMT": time.Hour,
	} {
		b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"error":{"code":"rate_limit_exceeded","message":""}}`)
		})
		_, err := b.Status(t.Context(), "act.x", "p1")
		if got := fault.RetryAfterOf(err); got != want || !fault.Is(err, fault.RateLimited) {
			t.Errorf("Retry-After %q: wait %v (%v), want %v", header, got, err, want)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {"30"}}, fault.Unavailable, testNow); got != 30*time.Second {
		t.Errorf("a 503 asks for %v, want 30s", got)
	}
	if got := retryAfter(http.Header{}, fault.Unavailable, testNow); got != 0 {
		t.Errorf("a 503 without the header asks for %v", got)
	}
}

func TestNetworkFailuresAreUnavailableAndSilentAboutURLs(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, "{}"))
	b.server.Close()
	_, err := b.UploadChunk(t.Context(), cuedrop.Secret(b.server.URL+"/upload?upload_token=canary"), "video/mp4", strings.NewReader("x"), 0, 0, 1)
	if !fault.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "canary") {
		t.Errorf("%v, want Unavailable without the token", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Init(ctx, "act.x", directRequest()); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
}

func TestSecretsStayOutOfErrorsAndLogs(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		echo, _ := json.Marshal("you sent canary-access canary-refresh canary-secret canary-code canary-verifier " + r.URL.RawQuery)
		w.WriteHeader(http.StatusBadRequest)
		if strings.HasPrefix(r.URL.Path, "/v2/oauth/") {
			_, _ = io.WriteString(w, `{"error":"invalid_request","error_description":`+string(echo)+`}`)
			return
		}
		_, _ = io.WriteString(w, `{"error":{"code":"invalid_params","message":`+string(echo)+`}}`)
	})
	hide := []error{}
	_, err := b.Exchange(t.Context(), "canary-code", "http://127.0.0.1:1/callback/", "canary-verifier")
	hide = append(hide, err)
	_, err = b.Refresh(t.Context(), "canary-refresh")
	hide = append(hide, err)
	hide = append(hide, b.Revoke(t.Context(), "canary-access"))
	_, err = b.Init(t.Context(), "canary-access", directRequest())
	hide = append(hide, err)
	_, err = b.UploadChunk(t.Context(), cuedrop.Secret(b.server.URL+"/upload?upload_token=canary-upload"), "video/mp4", strings.NewReader("x"), 0, 0, 1)
	hide = append(hide, err)
	canaries := [][]string{
		{"canary-code", "canary-verifier", "canary-secret"}, {"canary-refresh", "canary-secret"},
		{"canary-access", "canary-secret"}, {"canary-access"}, {"canary-upload"},
	}
	for i, err := range hide {
		for _, canary := range canaries[i] {
			if err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("error %d: %v holds %s", i, err, canary)
			}
			if strings.Contains(b.log.String(), canary) {
				t.Errorf("the log holds %s", canary)
			}
		}
	}
	if b.log.Len() == 0 {
		t.Error("nothing was logged")
	}
}
