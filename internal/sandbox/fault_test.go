package sandbox_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

func withFaults(f ...sandbox.Fault) sandbox.Scenario {
	return sandbox.Scenario{Faults: f, Limits: sandbox.Limits{NoRates: true}}
}

func TestFaultOccurrences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		nth, times int
		want       []bool // does the n-th request fail
	}{
		"every":          {0, 0, []bool{true, true, true, true}},
		"first two":      {0, 2, []bool{true, true, false, false}},
		"the second":     {2, 0, []bool{false, true, false, false}},
		"second, third":  {2, 2, []bool{false, true, true, false}},
		"the first only": {1, 1, []bool{true, false, false, false}},
	} {
		b := setup(t, sandbox.Scenario{})
		tok := b.signIn()
		b.srv.SetScenario(withFaults(sandbox.Fault{On: "creator_info", Nth: tc.nth, Times: tc.times, Do: "status:503"}))
		for i, want := range tc.want {
			r := b.post(infoPath, tok.Access, "")
			if got := r.status == 503; got != want {
				t.Errorf("%s: request %d: status %d", name, i+1, r.status)
			}
		}
	}
}

func TestFaultCodesCarryTheirStatus(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	for _, tc := range []struct {
		on, path, do string
		status       int
		code         string
	}{
		{"creator_info", infoPath, "code:spam_risk_too_many_posts", 200, "spam_risk_too_many_posts"},
		{"creator_info", infoPath, "code:reached_active_user_cap", 200, "reached_active_user_cap"},
		{"creator_info", infoPath, "code:scope_not_authorized", 401, "scope_not_authorized"},
		{"init", initPath, "code:spam_risk_too_many_posts", 403, "spam_risk_too_many_posts"},
		{"init", initPath, "code:unaudited_client_can_only_post_to_private_accounts", 403, "unaudited_client_can_only_post_to_private_accounts"},
		{"init", initPath, "code:privacy_level_option_mismatch", 403, "privacy_level_option_mismatch"},
		{"init", initPath, "code:invalid_param", 400, "invalid_param"},
		{"init", initPath, "code:rate_limit_exceeded", 429, "rate_limit_exceeded"},
		{"init", initPath, "code:internal_error:502", 502, "internal_error"},
		{"init", initPath, "code:never_heard_of:403", 403, "never_heard_of"},
		{"inbox_init", inboxPath, "code:spam_risk_too_many_pending_share", 403, "spam_risk_too_many_pending_share"},
		{"status", statusPath, "code:invalid_publish_id", 400, "invalid_publish_id"},
		{"status", statusPath, "code:internal_error", 500, "internal_error"},
		{"cancel", "/v2/post/publish/cancel/", "code:url_ownership_unverified", 403, "url_ownership_unverified"},
		{"video_list", "/v2/video/list/", "status:500", 500, "internal_error"},
		{"video_query", "/v2/video/query/", "code:access_token_invalid", 401, "access_token_invalid"},
	} {
		b.srv.SetScenario(withFaults(sandbox.Fault{On: tc.on, Do: tc.do}))
		b.post(tc.path, tok.Access, directBody(1000, 1000, 1)).want(t, tc.status, tc.code)
	}
	if n := len(b.srv.Received()); n != 0 {
		t.Errorf("%d posts were begun by refused requests", n)
	}
}

func TestFaultsOnOAuth(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	for do, want := range map[string]string{
		"code:invalid_grant": `"error":"invalid_grant"`, "code:temporarily_unavailable:503": `"error":"temporarily_unavailable"`,
		"status:500": `"error":"server_error"`, "html:502": "<html>", "html": "<html>",
	} {
		b.srv.SetScenario(withFaults(sandbox.Fault{On: "refresh", Do: do}))
		if r := b.form(tokenPath, refreshForm(tok.Refresh)); !strings.Contains(r.body, want) {
			t.Errorf("%s: %d %s", do, r.status, r.body)
		}
	}
	b.srv.SetScenario(withFaults(sandbox.Fault{On: "refresh", Do: "empty"}))
	if r := b.form(tokenPath, refreshForm(tok.Refresh)); r.status != 200 || r.body != "" {
		t.Errorf("empty: %d %q", r.status, r.body)
	}
	b.srv.SetScenario(withFaults(sandbox.Fault{On: "authorize", Do: "status:503"}))
	if r := b.get(authQuery()); r.status != 503 || !strings.Contains(r.body, "out of order") {
		t.Errorf("authorize: %d %s", r.status, r.body)
	}
	b.srv.SetScenario(sandbox.Scenario{})
	b.form(tokenPath, refreshForm(tok.Refresh)).decode(t, &tok) // none of them used the token up
	b.post(infoPath, tok.Access, "").want(t, 200, "ok")
}

func TestDropsBeforeAndAfterTheEffect(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	for do, effect := range map[string]int{"drop_before": 0, "drop_after": 1, "reply:500": 1, "delay:1ms": 1, "stall": 0, "stall_after": 1} {
		before := len(b.srv.Received())
		b.srv.SetScenario(withFaults(sandbox.Fault{On: "init", Do: do}))
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		r, err := b.tryCtx(ctx, http.MethodPost, initPath, bearer(tok.Access), strings.NewReader(directBody(1000, 1000, 1)))
		cancel()
		switch {
		case strings.HasPrefix(do, "reply"):
			r.want(t, 500, "internal_error")
		case strings.HasPrefix(do, "delay"):
			r.want(t, 200, "ok")
		case strings.HasPrefix(do, "stall"):
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %d %v", do, r.status, err)
			}
		case err == nil:
			t.Errorf("%s: a reply arrived: %d", do, r.status)
		}
		if got := len(b.srv.Received()) - before; got != effect {
			t.Errorf("%s: %d posts begun, want %d", do, got, effect)
		}
	}
}

func TestChunkFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  sandbox.Fault
		status int   // of the second chunk; 0 = no reply
		bytes  int64 // that count afterwards
	}{
		"refused":      {sandbox.Fault{On: "chunk", Nth: 2, Do: "status:502"}, 502, partSize},
		"range":        {sandbox.Fault{On: "chunk", Nth: 2, Do: "status:416"}, 416, partSize},
		"stored, 200":  {sandbox.Fault{On: "chunk", Nth: 2, Do: "reply:200"}, 200, 2 * partSize},
		"stored, 500":  {sandbox.Fault{On: "chunk", Nth: 2, Do: "reply:500"}, 500, 2 * partSize},
		"cut before":   {sandbox.Fault{On: "chunk", Nth: 2, Do: "drop_before"}, 0, partSize},
		"cut in it":    {sandbox.Fault{On: "chunk", Nth: 2, Do: "drop_mid"}, 0, partSize},
		"cut after":    {sandbox.Fault{On: "chunk", Nth: 2, Do: "drop_after"}, 0, 2 * partSize},
		"web page":     {sandbox.Fault{On: "chunk", Nth: 2, Do: "html:502"}, 502, partSize},
		"empty":        {sandbox.Fault{On: "chunk", Nth: 2, Do: "empty"}, 200, partSize},
		"expired":      {sandbox.Fault{On: "chunk", Nth: 2, Do: "expire"}, 403, partSize},
		"not this one": {sandbox.Fault{On: "last_chunk", Do: "status:502"}, 206, 2 * partSize},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, withFaults(tc.fault))
			data, _, up, _ := b.beginThree()
			b.put(up, data, 0, partSize-1)
			r, err := b.tryPut(up, data, partSize, 2*partSize-1)
			if tc.status == 0 {
				if err == nil {
					t.Errorf("a reply arrived: %d", r.status)
				}
			} else if err != nil || r.status != tc.status {
				t.Errorf("got %d %v, want %d", r.status, err, tc.status)
			}
			if got := b.srv.Received()[0].UploadedBytes; got != tc.bytes {
				t.Errorf("%d bytes count, want %d", got, tc.bytes)
			}
		})
	}
}

func TestLastReplyLost(t *testing.T) {
	t.Parallel()
	b := setup(t, withFaults(sandbox.Fault{On: "last_chunk", Nth: 1, Do: "drop_after"}))
	tok := b.signIn()
	id, up := b.begin(initPath, tok.Access, directBody(1000, 1000, 1))
	if r, err := b.tryPut(up, smallVideo, 0, 999); err == nil {
		t.Fatalf("a reply arrived: %d", r.status)
	}
	wantUpload(t, b.put(up, smallVideo, 0, 999), 416, "bytes 0-999/1000")
	if got := b.words(tok.Access, id, 2); !slices.Equal(got, []string{"PROCESSING_UPLOAD", "PUBLISH_COMPLETE"}) {
		t.Errorf("statuses %v", got)
	}
	if len(b.srv.Received()) != 1 {
		t.Error("the post appears twice")
	}
	if r := b.put(up+"x", smallVideo, 0, 999); r.status != 404 {
		t.Errorf("unknown upload: %d", r.status)
	}
}

func TestFaultOnUnknownUpload(t *testing.T) {
	t.Parallel()
	b := setup(t, withFaults(sandbox.Fault{On: "chunk", Do: "status:503"}))
	if r := b.put("/upload?upload_id=1&upload_token=2", smallVideo, 0, 999); r.status != 503 {
		t.Errorf("status %d", r.status)
	}
}

func TestStuckPost(t *testing.T) {
	t.Parallel()
	b := setup(t, withFaults(sandbox.Fault{On: "inbox_init", Nth: 1, Do: "stuck"}))
	tok := b.signIn()
	id := b.publish(inboxPath, tok.Access, inboxBody(1000), smallVideo)
	if got := b.words(tok.Access, id, 4); slices.Contains(got, "SEND_TO_USER_INBOX") {
		t.Errorf("statuses %v", got)
	}
}

// Close must not wait for a client that is kept waiting.
func TestCloseEndsStalls(t *testing.T) {
	t.Parallel()
	for _, do := range []string{"stall", "delay:1h"} {
		b := setup(t, withFaults(sandbox.Fault{On: "creator_info", Do: do}))
		failed := make(chan error, 1)
		go func() {
			_, err := b.try(http.MethodPost, infoPath, nil, nil)
			failed <- err
		}()
		for b.srv.Counts().CreatorInfo == 0 {
			select {
			case err := <-failed:
				t.Fatalf("%s: ended early: %v", do, err)
			case <-time.After(time.Millisecond):
			}
		}
		if err := b.srv.Close(); err != nil {
			t.Error(err)
		}
		if err := <-failed; err == nil {
			t.Errorf("%s: a reply arrived", do)
		}
	}
}
