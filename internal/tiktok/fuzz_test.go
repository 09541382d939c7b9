package tiktok

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// fixed is a transport that answers everything alike.
type fixed struct {
	status int
	body   string
}

func (f fixed) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: f.status, Header: http.Header{"X-Tt-Logid": {"CANARY"}}, Body: io.NopCloser(strings.NewReader(f.body))}, nil
}

// canary is every secret of a fuzzed client; the inputs hold it as CANARY.
const canary = "act.CaNaRy*0!6410~x"

// fuzzed returns a client that gets body as its answer, and its log.
func fuzzed(status int, body string) (*Client, *bytes.Buffer) {
	var log bytes.Buffer
	leaping := &shifting{at: testNow, leap: 2 * time.Minute}
	return New(Config{
		HTTP: &http.Client{Transport: fixed{200 + (status&0x7fffffff)%400, strings.ReplaceAll(body, "CANARY", canary)}}, Now: leaping.now,
		Credentials: func() (cuedrop.Credentials, error) {
			return cuedrop.Credentials{ClientKey: "key1", ClientSecret: canary}, nil
		},
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}), &log
}

var reasonShape = regexp.MustCompile(`^(tiktok|network)\.[a-z0-9_.-]{1,64}$`)

// checkFault holds for every error: a fault with a reason that is a word, a sentence
// of ours, and no secret anywhere.
func checkFault(t *testing.T, call string, err error, log *bytes.Buffer) {
	t.Helper()
	if strings.Contains(log.String(), canary) {
		t.Errorf("%s: the log holds the secret: %s", call, log)
	}
	if err == nil {
		return
	}
	if reason := fault.ReasonOf(err); !reasonShape.MatchString(reason) {
		t.Errorf("%s: reason %q", call, reason)
	}
	if !slices.Contains(fault.Kinds, fault.KindOf(err)) || fault.Is(err, fault.Internal) || !strings.HasSuffix(fault.MessageOf(err), ".") {
		t.Errorf("%s: %v (%s)", call, err, fault.KindOf(err))
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("%s: the error holds the secret: %v", call, err)
	}
	if d := fault.RetryAfterOf(err); d < 0 || d > retryMax {
		t.Errorf("%s: wait %v", call, d)
	}
}

// names reports whether body is an object whose error names something else than "ok",
// read without the client's types.
func names(body string) bool {
	var m map[string]json.RawMessage
	if json.Unmarshal([]byte(strings.TrimPrefix(body, "\ufeff")), &m) != nil {
		return false
	}
	named := func(raw json.RawMessage) bool {
		var s string
		return json.Unmarshal(raw, &s) == nil && !slices.Contains([]string{"", "ok", "0"}, strings.TrimSpace(s))
	}
	for key, raw := range m {
		if !strings.EqualFold(key, "error") {
			continue
		}
		var object map[string]json.RawMessage
		if named(raw) {
			return true
		}
		if json.Unmarshal(raw, &object) == nil {
			for key, raw := range object {
				if strings.EqualFold(key, "code") && named(raw) {
					return true
				}
			}
		}
	}
	return false
}

func FuzzAnswers(f *testing.F) {
	f.Fuzz(func(t *testing.T, status int, body string) {
		c, log := fuzzed(status, body)
		failed := names(body)
		check := func(call string, err error) bool {
			checkFault(t, call, err, log)
			if err == nil && failed {
				t.Errorf("%s succeeded on %q", call, body)
			}
			return err == nil
		}
		p, err := c.Profile(t.Context(), canary, nil)
		if check("userinfo", err) && p.OpenID == "" {
			t.Errorf("profile %+v", p)
		}
		creator, err := c.CreatorInfo(t.Context(), canary)
		if check("creator_info", err) && (slices.Contains(creator.PrivacyOptions, "") || creator.MaxDuration < 0) {
			t.Errorf("creator %+v", creator)
		}
		up, err := c.Init(t.Context(), canary, directRequest())
		if check("init", err) {
			if u, err := url.Parse(up.UploadURL.Reveal()); err != nil || !tiktokUploadURL(u) || !plausiblePublishID(up.PublishID) {
				t.Errorf("init %q %q", up.PublishID, up.UploadURL.Reveal())
			}
		}
		s, err := c.Status(t.Context(), canary, "p1")
		if check("status", err) {
			if (s.FailReason != "") != (s.State == cuedrop.RemoteFailed) || strings.Contains(s.FailReason, canary) {
				t.Errorf("status %+v", s)
			}
		}
		if s.Uploaded < -1 || slices.ContainsFunc(s.PostIDs, func(id string) bool { return !plausibleID(id) }) {
			t.Errorf("status %+v", s)
		}
		list, err := c.VideoList(t.Context(), canary, 5, 0)
		if check("video_list", err) && list.More && (list.Cursor <= 0 || list.Cursor >= 5) {
			t.Errorf("page %+v", list)
		}
		checkVideos(t, list.Videos)
		found, err := c.VideoQuery(t.Context(), canary, []string{"1"})
		check("video_query", err)
		checkVideos(t, found)
		if len(found) > 1 || len(found) == 1 && found[0].ID != "1" {
			t.Errorf("found %+v", found)
		}
		videos, whole, err := c.VideosSince(t.Context(), canary, testNow, 3)
		check("videos since", err)
		if len(videos) > 0 && err != nil || whole && err != nil {
			t.Errorf("%d videos, whole %v, %v", len(videos), whole, err)
		}
	})
}

func checkVideos(t *testing.T, videos []cuedrop.Video) {
	t.Helper()
	for _, v := range videos {
		u, err := url.Parse(v.ShareURL)
		if err != nil || v.ShareURL != "" && (u.Scheme != "https" || u.Host != "tiktok.com" && u.Host != "tiktok.com:443" && !strings.HasSuffix(strings.TrimSuffix(u.Host, ":443"), ".tiktok.com")) {
			t.Errorf("link %q", v.ShareURL)
		}
		if !plausibleID(v.ID) || v.Duration < 0 || min(v.Views, v.Likes, v.Comments, v.Shares) < -1 || v.CreatedAt.Year() > 2242 {
			t.Errorf("video %+v", v)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Fuzz(func(t *testing.T, status int, body string) {
		c, log := fuzzed(status, body)
		for call, grant := range map[string]func() (cuedrop.Grant, error){
			"refresh": func() (cuedrop.Grant, error) { return c.Refresh(t.Context(), canary) },
			"exchange": func() (cuedrop.Grant, error) {
				return c.Exchange(t.Context(), canary, "http://127.0.0.1:1/callback/", canary)
			},
		} {
			g, err := grant()
			checkFault(t, call, err, log)
			switch left := g.Tokens.AccessExpiresAt.Sub(testNow); {
			case err != nil && (g.Tokens.Access != "" || g.Tokens.Refresh != ""):
				t.Errorf("%s: a grant with %v", call, err)
			case err != nil:
			case names(body) || g.Tokens.Access == "" || g.Tokens.Refresh == "" && call == "refresh" || g.OpenID == "" && call == "exchange":
				t.Errorf("%s: %+v from %q", call, g, body)
			case left < 0 || left > lifetimeMax+time.Hour:
				t.Errorf("%s: the token lives %v", call, left)
			}
		}
		err := c.Revoke(t.Context(), canary)
		checkFault(t, "revoke", err, log)
		if err == nil && names(body) {
			t.Errorf("revoked by %q", body)
		}
	})
}

func FuzzUploadURL(f *testing.F) {
	f.Fuzz(func(t *testing.T, raw string) {
		c, _ := fuzzed(0, "")
		u, err := c.parseUploadURL(cuedrop.Secret(raw))
		if err != nil {
			if len(raw) > 16 && strings.Contains(err.Error(), raw) {
				t.Errorf("the error repeats %q", raw)
			}
			return
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, raw, nil)
		if err != nil {
			t.Fatalf("%q is allowed but no request: %v", raw, err)
		}
		host := req.URL.Hostname()
		if req.URL.Scheme != "https" || u.User != nil || u.Fragment != "" || !strings.HasSuffix(host, ".tiktokapis.com") ||
			strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" || (req.URL.Port() != "" && req.URL.Port() != "443") {
			t.Errorf("%q is allowed and leads to %q", raw, req.URL.Host)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	f.Fuzz(func(t *testing.T, header string) {
		h := http.Header{"Retry-After": {header}}
		if d := retryAfter(h, fault.RateLimited, testNow); d < retryMin || d > retryMax {
			t.Errorf("%q: %v", header, d)
		}
		if d := retryAfter(h, fault.Unavailable, testNow); d != 0 && (d < retryMin || d > retryMax) {
			t.Errorf("%q: %v for a failure", header, d)
		}
		if d := retryAfter(h, fault.Rejected, testNow); d != 0 {
			t.Errorf("%q: %v for a refusal", header, d)
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Fuzz(func(t *testing.T, code, secret string) {
		w := word(canonical(code))
		if !reasonShape.MatchString("tiktok."+w) || word(w) != w {
			t.Errorf("word(%q) = %q, again %q", code, w, word(w))
		}
		failure, retryable := FailureOf(code)
		if failure.Reason != "tiktok."+w || failure.Message == "" || retryable != (w == "internal") {
			t.Errorf("FailureOf(%q) = %+v, %v", code, failure, retryable)
		}
		if len(secret) < 8 || strings.Contains("[redacted]", secret) || strings.ContainsAny(secret, "[] ") || strings.ContainsFunc(secret, func(r rune) bool { return r > '~' || r <= ' ' }) {
			secret = canary
		}
		said := code + secret + url.QueryEscape(secret) + code + url.PathEscape(secret)
		got := clean(said, []cuedrop.Secret{"", cuedrop.Secret(secret), canary})
		if utf8.RuneCountInString(got) > 200 || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("clean(%q) = %q", said, got)
		}
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if strings.Contains(got, form) || strings.Contains(redact(said, []cuedrop.Secret{cuedrop.Secret(secret)}), form) {
				t.Errorf("%q in %q", form, got)
			}
		}
	})
}
