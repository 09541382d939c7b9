package tiktok

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// everyCall is each call that TikTok answers with JSON. The error of a call with
// which the answer is not to be told apart from a good one is nil.
var everyCall = map[string]func(*testing.T, *bench) error{
	"token": func(t *testing.T, b *bench) error {
		_, err := b.Exchange(t.Context(), "code", "http://127.0.0.1:1/callback/", testVerifier)
		return err
	},
	"refresh": func(t *testing.T, b *bench) error { _, err := b.Refresh(t.Context(), "rft.0"); return err },
	"revoke":  func(t *testing.T, b *bench) error { return b.Revoke(t.Context(), "act.1") },
	"userinfo": func(t *testing.T, b *bench) error {
		_, err := b.Profile(t.Context(), "act.1", nil)
		return err
	},
	"creator_info": func(t *testing.T, b *bench) error { _, err := b.CreatorInfo(t.Context(), "act.1"); return err },
	"init": func(t *testing.T, b *bench) error {
		_, err := b.Init(t.Context(), "act.1", directRequest())
		return err
	},
	"status":     func(t *testing.T, b *bench) error { _, err := b.Status(t.Context(), "act.1", "p1"); return err },
	"video_list": func(t *testing.T, b *bench) error { _, err := b.VideoList(t.Context(), "act.1", 0, 0); return err },
	"video_query": func(t *testing.T, b *bench) error {
		_, err := b.VideoQuery(t.Context(), "act.1", []string{"1"})
		return err
	},
}

const page = "<!DOCTYPE html>\n<html><body>Welcome to the hotel</body></html>"

// byStatus is what an answer without TikTok's JSON amounts to.
func byStatus(status int, html bool) (fault.Kind, string) {
	switch {
	case status/100 == 3 || status == 511:
		return fault.Unavailable, "network.portal"
	case status == 429:
		return fault.RateLimited, "tiktok.rate_limit_exceeded"
	case status >= 500:
		return fault.Unavailable, "tiktok.internal_error"
	case html:
		return fault.Unavailable, "network.portal"
	case status == 401:
		return fault.AuthRequired, "tiktok.access_token_invalid"
	case status == 408:
		return fault.Unavailable, "tiktok.internal_error"
	case status >= 400:
		return fault.Rejected, fmt.Sprintf("tiktok.http_%d", status)
	}
	return fault.Unavailable, "tiktok.bad_answer"
}

func TestAnswersThatAreNotJSON(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"page": page, "page after white space": " \r\n\t" + page, "page after a mark": "\ufeff" + page,
		"cut short": `{"data":{"access_token":"act.1","user":{"open_id":"o`, "only a brace": "{", "text": "Bad Gateway", "a number": "42", "two": `{}{}`, "nothing": "",
	}
	for _, status := range []int{200, 201, 202, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 408, 418, 429, 500, 502, 503, 504, 511, 599} {
		for name, body := range bodies {
			for call, do := range everyCall {
				if call == "revoke" && body == "" && status/100 == 2 {
					continue // TikTok's own way to say yes (1.8)
				}
				b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "application/json") // even so
					w.Header().Set("Location", "/elsewhere")
					w.WriteHeader(status)
					_, _ = io.WriteString(w, body)
				})
				kind, reason := byStatus(status, strings.HasPrefix(name, "page"))
				wantFault(t, fmt.Sprintf("%s: %d %s", call, status, name), do(t, b), kind, reason)
				if b.count() != 1 {
					t.Errorf("%s: %d %s: %d requests, want 1", call, status, name, b.count())
				}
				b.server.Close()
			}
		}
	}
}

// JSON that has TikTok's shape counts whatever its content type says, HTML never.
func TestContentTypesDoNotDecide(t *testing.T) {
	t.Parallel()
	typed := func(contentType string, status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for _, contentType := range []string{"application/json", "text/html; charset=utf-8", "text/plain", "application/octet-stream", "nonsense"} {
		b := setup(t, typed(contentType, 200, "\ufeff "+ok(`{"status":"PUBLISH_COMPLETE"}`)))
		if s, err := b.Status(t.Context(), "act.1", "p1"); err != nil || s.State != cuedrop.RemoteComplete {
			t.Errorf("%s: %+v, %v", contentType, s, err)
		}
		b = setup(t, typed(contentType, 200, tokenAnswer))
		if _, err := b.Refresh(t.Context(), "rft.0"); err != nil {
			t.Errorf("%s: %v", contentType, err)
		}
		b = setup(t, typed(contentType, 403, `{"error":{"code":"reached_active_user_cap"}}`))
		_, err := b.CreatorInfo(t.Context(), "act.1")
		wantFault(t, contentType, err, fault.Rejected, "tiktok.reached_active_user_cap")
	}
	for call, do := range everyCall {
		if call == "revoke" {
			continue // an empty answer is TikTok's own way to say yes (1.8)
		}
		wantFault(t, call+": empty html", do(t, setup(t, typed("text/html", 200, ""))), fault.Unavailable, "network.portal")
	}
}

func TestOddEnvelopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		body   string
		kind   fault.Kind // "" = the status is read
		reason string
	}{
		{`{"error":{"code":"ok"},"data":{"status":"PROCESSING_UPLOAD"}}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"}}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"error":null}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"error":{}}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"error":""}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"error":{"code":0}}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"error":{"code":"0"}}`, "", ""},
		{`{"data":{"status":"PROCESSING_UPLOAD"},"code":"ok"}`, "", ""},
		{`{"data":{},"error":{"code":"ok"}}`, "", ""},
		{`{"data":null,"error":{"code":"ok"}}`, "", ""},
		{`{"error":{"code":"ok"}}`, "", ""},
		{`{"data":null}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":[]}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":"x"}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"welcome":true}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":{},"error":true}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":{},"error":["x"]}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":{},"error":{"code":["x"]}}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":{},"error":{"code":{}}}`, fault.Unavailable, "tiktok.bad_answer"},
		{`{"data":{},"error":{"code":10002}}`, fault.Rejected, "tiktok.10002"},
		{`{"data":{},"error":{"code":1.0002e4}}`, fault.Rejected, "tiktok.10002"},
		{`{"data":{},"error":{"code":-1}}`, fault.Rejected, "tiktok.-1"},
		{`{"data":{},"error":10002}`, fault.Rejected, "tiktok.10002"},
		{`{"data":{},"error":"access_token_invalid"}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"data":null,"error":{"code":"access_token_invalid"}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"code":"access_token_invalid","message":"m","log_id":"x"}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"code":"access_token_invalid","data":{}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"error":{"code":"access_token_invalid"},"error":{"code":"ok"},"data":{}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"error":{"code":"access_token_invalid","Code":"ok"},"data":{}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"error":{"code":" Access_Token_Invalid "}}`, fault.AuthRequired, "tiktok.access_token_invalid"},
		{`{"error":{"code":"invalid_param"}}`, fault.Rejected, "tiktok.invalid_params"},
		{`{"error":{"code":"invalid_params"}}`, fault.Rejected, "tiktok.invalid_params"},
		{`{"error":{"code":"spam_risk_text"}}`, fault.Rejected, "tiktok.spam_risk_text"},
	}
	for _, tt := range tests {
		_, err := setup(t, saying(200, tt.body)).Status(t.Context(), "act.1", "p1")
		if tt.kind != "" {
			wantFault(t, tt.body, err, tt.kind, tt.reason)
		} else if err != nil {
			t.Errorf("%s: %v", tt.body, err)
		}
	}
}

func TestTroubleAtTikTokWithJSON(t *testing.T) {
	t.Parallel()
	for body, reason := range map[string]string{
		`{"error":{"code":"internal_error"}}`: "tiktok.internal_error",
		`{"error":{"code":"internal"}}`:       "tiktok.internal", // also a fail_reason, which here would be final
		`{"error":{"code":"on_fire"}}`:        "tiktok.on_fire",
		`{"error":"server_error"}`:            "tiktok.server_error",
		ok(`{"status":"FAILED"}`):             "tiktok.internal_error",
		`{"message":"upstream timed out"}`:    "tiktok.internal_error",
		`{}`:                                  "tiktok.internal_error",
	} {
		for _, status := range []int{500, 502, 503, 504} {
			_, err := setup(t, saying(status, body)).Status(t.Context(), "act.1", "p1")
			wantFault(t, fmt.Sprint(status, " ", body), err, fault.Unavailable, reason)
		}
	}
}

func TestGiantAnswersAreNotRead(t *testing.T) {
	t.Parallel()
	for call, do := range everyCall {
		written := 0
		b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"data":{"status":"`)
			for range 64 << 10 { // 64 MiB, unless the client hangs up
				n, err := io.WriteString(w, strings.Repeat("x", 1<<10))
				if written += n; err != nil {
					return
				}
			}
		})
		wantFault(t, call, do(t, b), fault.Unavailable, "network.too_large")
		b.server.Close()
		if written >= 60<<20 {
			t.Errorf("%s: the client took %d bytes", call, written)
		}
	}
	b := setup(t, saying(200, ok(`{"status":"FAILED","fail_reason":"internal","padding":"`+strings.Repeat("x", answerMax-300)+`"}`)))
	if s, err := b.Status(t.Context(), "act.1", "p1"); err != nil || s.FailReason != "internal" {
		t.Errorf("just below the limit: %+v, %v", s, err)
	}
}

func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	cut := func(before string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = buf.WriteString(before)
			_ = buf.Flush()
			_ = conn.Close()
		}
	}
	for name, before := range map[string]string{
		"before the headers": "",
		"within them":        "HTTP/1.1 200 OK\r\nContent-Le",
		"after them":         "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
		"within the body":    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + ok(`{"status":"FAILED"}`),
		"within a chunk":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"data\"",
		"not HTTP":           "SSH-2.0-OpenSSH_9.6\r\n",
	} {
		for call, do := range everyCall {
			b := setup(t, cut(before))
			wantFault(t, call+": "+name, do(t, b), fault.Unavailable, "network.unreachable")
			if b.count() != 1 {
				t.Errorf("%s: %s: sent %d times", call, name, b.count())
			}
			b.server.Close()
		}
	}
}

func TestTokensWithoutALifetime(t *testing.T) {
	t.Parallel()
	for _, extra := range []string{``, `,"expires_in":null,"refresh_expires_in":null`, `,"expires_in":"soon","refresh_expires_in":{}`} {
		b := setup(t, saying(200, `{"access_token":"act.1","refresh_token":"rft.1","open_id":"o1"`+extra+`}`))
		g, err := b.Exchange(t.Context(), "code", "http://127.0.0.1:1/callback/", testVerifier)
		if err != nil || !g.Tokens.AccessExpiresAt.Equal(testNow.Add(2*time.Hour)) || !g.Tokens.RefreshExpiresAt.Equal(testNow.Add(180*24*time.Hour)) {
			t.Errorf("%s: %+v, %v", extra, g, err)
		}
	}
}

// An error in any shape beside a token is no grant (1.7, P17).
func TestNoGrantBesideAnError(t *testing.T) {
	t.Parallel()
	for _, e := range []string{`"invalid_grant"`, `{"code":"invalid_grant"}`, `5`, `true`, `["invalid_grant"]`, `{"code":7}`, `{"code":{}}`} {
		for _, order := range []string{`{"error":%s,"access_token":"act.1","open_id":"o1"}`, `{"access_token":"act.1","open_id":"o1","error":%s}`, `{"access_token":"act.1","open_id":"o1","Error":%s,"error":""}`} {
			b := setup(t, saying(200, fmt.Sprintf(order, e)))
			if g, err := b.Refresh(t.Context(), "rft.0"); err == nil || g.Tokens.Access != "" {
				t.Errorf("%s in %s gave %+v", e, order, g)
			}
		}
	}
	for _, e := range []string{`""`, `null`, `{}`, `"ok"`, `{"code":"ok"}`, `0`, `false`} {
		b := setup(t, saying(200, `{"access_token":"act.1","error":`+e+`}`))
		if _, err := b.Refresh(t.Context(), "rft.0"); err != nil {
			t.Errorf("%s: %v", e, err)
		}
	}
}

func TestCreatorInfoToleratesOddFlags(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(200, ok(`{"privacy_level_options":["SELF_ONLY",{},"",null],"comment_disabled":"true","duet_disabled":1,"stitch_disabled":null,"max_video_post_duration_sec":"600"}`)))
	c, err := b.CreatorInfo(t.Context(), "act.1")
	if err != nil || !c.CommentDisabled || !c.DuetDisabled || c.StitchDisabled || c.MaxDuration != 10*time.Minute || len(c.PrivacyOptions) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

// A reason is shown and logged, so a server that repeats the token as its error code
// must not get it there; nor into a fail_reason.
func TestSecretsStayOutOfReasons(t *testing.T) {
	t.Parallel()
	const token = "act.canary-0"
	for _, body := range []string{`{"error":{"code":"` + token + `"}}`, `{"code":"x ` + token + `"}`, `{"error":"` + token + `"}`} {
		_, err := setup(t, saying(400, body)).Status(t.Context(), token, "p1")
		if fault.Is(err, fault.Rejected) && !strings.Contains(fault.ReasonOf(err), "canary") {
			continue
		}
		t.Errorf("%s: %v", body, err)
	}
	s, err := setup(t, saying(200, ok(`{"status":"FAILED","fail_reason":"`+token+`"}`))).Status(t.Context(), token, "p1")
	if err != nil || strings.Contains(s.FailReason, "canary") {
		t.Errorf("%+v, %v", s, err)
	}
}
