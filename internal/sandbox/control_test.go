package sandbox_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

func (b *bundle) control(method, path, body string, header ...string) reply {
	b.t.Helper()
	h := map[string]string{"Content-Type": "application/json"}
	for i := 0; i < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	return b.do(method, "/sandbox/control/"+path, h, strings.NewReader(body))
}

func (b *bundle) act(body string) sandbox.State {
	b.t.Helper()
	r := b.control(http.MethodPost, "act", body)
	var state sandbox.State
	r.decode(b.t, &state)
	if r.status != http.StatusOK {
		b.t.Fatalf("%s: %d %s", body, r.status, r.body)
	}
	return state
}

// TestActsHappenAtTikToksSide goes through every act and looks at what a client sees.
func TestActsHappenAtTikToksSide(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}})
	tok := b.signIn()
	b.act(`{"do":"set_creator","creator":{"username":"practice.creator","private":true,"maxDurationSec":42}}`)
	if r := b.post(infoPath, tok.Access, "{}"); !strings.Contains(r.body, `"max_video_post_duration_sec":42`) || strings.Contains(r.body, "PUBLIC_TO_EVERYONE") {
		t.Errorf("creator_info of the changed creator: %s", r.body)
	}
	b.act(`{"do":"set_private","private":false}`)
	if r := b.post(infoPath, tok.Access, "{}"); !strings.Contains(r.body, `["PUBLIC_TO_EVERYONE","MUTUAL_FOLLOW_FRIENDS","SELF_ONLY"]`) || !strings.Contains(r.body, `"duet_disabled":false`) {
		t.Errorf("creator_info of the account made public: %s", r.body)
	}
	b.act(`{"do":"set_private","username":"practice.creator","private":true}`)
	if r := b.post(infoPath, tok.Access, "{}"); !strings.Contains(r.body, `"max_video_post_duration_sec":42`) || !strings.Contains(r.body, "FOLLOWER_OF_CREATOR") || !strings.Contains(r.body, `"duet_disabled":true`) {
		t.Errorf("creator_info of the account made private: %s", r.body)
	}
	b.act(`{"do":"set_audited","audited":false}`)
	b.post(initPath, tok.Access, directBody(10, 10, 1)).want(t, 200, "ok") // private and SELF_ONLY
	b.act(`{"do":"set_creator","creator":{"username":"practice.creator"}}`)
	b.post(initPath, tok.Access, directBody(10, 10, 1)).want(t, 403, "unaudited_client_can_only_post_to_private_accounts")
	b.act(`{"do":"set_audited","audited":true}`)

	id, up := b.begin(initPath, tok.Access, directBody(10, 10, 1))
	b.act(`{"do":"expire_uploads","publishId":"` + id + `"}`)
	if r := b.put(up, testBytes(10), 0, 9); r.status != http.StatusForbidden {
		t.Errorf("expired upload: %d", r.status)
	}
	b.act(`{"do":"fail","publishId":"` + id + `","reason":"spam_risk"}`)
	if s := b.status(tok.Access, id); s.Status != "FAILED" {
		t.Errorf("failed post: %+v", s)
	}
	draft := b.publish(inboxPath, tok.Access, inboxBody(10), testBytes(10))
	b.status(tok.Access, draft)
	b.act(`{"do":"finish_draft","publishId":"` + draft + `"}`)
	if s := b.status(tok.Access, draft); s.Status != "PUBLISH_COMPLETE" {
		t.Errorf("finished draft: %+v", s)
	}
	b.act(`{"do":"add_fault","fault":{"on":"status","nth":1,"do":"code:internal_error"}}`)
	b.post(statusPath, tok.Access, `{"publish_id":"`+draft+`"}`).want(t, 500, "internal_error")
	b.post(statusPath, tok.Access, `{"publish_id":"`+draft+`"}`).want(t, 200, "ok")

	b.act(`{"do":"expire_access"}`)
	b.post(infoPath, tok.Access, "{}").want(t, 401, "access_token_invalid")
	var again tokens
	b.form("/v2/oauth/token/", refreshForm(tok.Refresh)).decode(t, &again)
	b.act(`{"do":"expire_refresh","username":"practice.creator"}`)
	if r := b.form("/v2/oauth/token/", refreshForm(again.Refresh)); !strings.Contains(r.body, "invalid_grant") {
		t.Errorf("a dead refresh token: %s", r.body)
	}
	b.act(`{"do":"revoke"}`)
	b.post(infoPath, again.Access, "{}").want(t, 401, "access_token_invalid")

	before := b.srv.State().Now
	if state := b.act(`{"do":"advance_clock","seconds":3600}`); state.Now.Sub(before) != time.Hour {
		t.Errorf("the clock went from %v to %v", before, state.Now)
	}
	if state := b.act(`{"do":"reset_counts"}`); state.Counts.Init != 0 || len(state.Received) == 0 {
		t.Errorf("after reset_counts: %+v", state.Counts)
	}
}

// TestADeletedDraftFreesItsPlace.
func TestADeletedDraftFreesItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}, Limits: sandbox.Limits{PendingDrafts: 1}})
	tok := b.signIn()
	id := b.publish(inboxPath, tok.Access, inboxBody(10), testBytes(10))
	b.status(tok.Access, id)
	b.post(inboxPath, tok.Access, inboxBody(10)).want(t, 403, "spam_risk_too_many_pending_share")
	b.act(`{"do":"delete_draft","publishId":"` + id + `"}`)
	b.post(inboxPath, tok.Access, inboxBody(10)).want(t, 200, "ok")
}

// TestTheControlTellsTheRates: what counts against a limit, and no token of it.
func TestTheControlTellsTheRates(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	b.post(infoPath, tok.Access, "{}")
	b.clock.advance(30 * time.Second)
	b.post(infoPath, tok.Access, "{}")
	r := b.control(http.MethodGet, "", "")
	if !strings.Contains(r.body, `"rates":[{"on":"creator_info","username":"practice.creator","used":2}]`) || strings.Contains(r.body, tok.Access) {
		t.Errorf("state: %s", r.body)
	}
	b.clock.advance(30 * time.Second)
	if rates := b.srv.State().Rates; len(rates) != 1 || rates[0].Used != 1 {
		t.Errorf("a minute after the first: %+v", rates)
	}
}

func TestTheControlRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	for name, r := range map[string]reply{
		"an act that does not exist":   b.control(http.MethodPost, "act", `{"do":"everything"}`),
		"a field that does not exist":  b.control(http.MethodPost, "act", `{"do":"revoke","user":"x"}`),
		"a creator that is not there":  b.control(http.MethodPost, "act", `{"do":"revoke","username":"nobody"}`),
		"a post that is not there":     b.control(http.MethodPost, "act", `{"do":"fail","publishId":"v","reason":"internal"}`),
		"no creator":                   b.control(http.MethodPost, "act", `{"do":"set_creator"}`),
		"a bad creator":                b.control(http.MethodPost, "act", `{"do":"set_creator","creator":{"username":"a b"}}`),
		"no audit":                     b.control(http.MethodPost, "act", `{"do":"set_audited"}`),
		"no fault":                     b.control(http.MethodPost, "act", `{"do":"add_fault"}`),
		"a bad fault":                  b.control(http.MethodPost, "act", `{"do":"add_fault","fault":{"on":"moon","do":"stall"}}`),
		"a clock that goes back":       b.control(http.MethodPost, "act", `{"do":"advance_clock","seconds":-5}`),
		"a reason that is not known":   b.control(http.MethodPost, "act", `{"do":"fail","reason":"mood"}`),
		"no private":                   b.control(http.MethodPost, "act", `{"do":"set_private"}`),
		"a bad scenario":               b.control(http.MethodPut, "scenario", `{"tokens":{"accessSeconds":-1}}`),
		"a misspelt scenario":          b.control(http.MethodPut, "scenario", `{"fault":[]}`),
		"two documents":                b.control(http.MethodPut, "scenario", `{} {}`),
		"not JSON":                     b.control(http.MethodPut, "scenario", `no`),
		"a form":                       b.control(http.MethodPost, "act", `{"do":"revoke"}`, "Content-Type", "application/x-www-form-urlencoded"),
		"another page":                 b.control(http.MethodPost, "act", `{"do":"revoke"}`, "Origin", "https://evil.example"),
		"another page, by its headers": b.control(http.MethodGet, "", "", "Sec-Fetch-Site", "cross-site"),
	} {
		if r.status < 400 || r.status >= 500 || !strings.Contains(r.body, "error") {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	var told struct{ Problems []string }
	b.control(http.MethodPut, "scenario", `{"uploadURLSeconds":-1,"faults":[{"on":"moon","do":"stall"}],"limits":{"narrowMB":true,"megabyte":"binary"}}`).decode(t, &told)
	if len(told.Problems) != 3 || !strings.Contains(told.Problems[2], "faults[0]") {
		t.Errorf("the problems of a scenario: %q", told.Problems)
	}
	r := b.control(http.MethodPut, "scenario", `{"tokens":{"accessSeconds":60}}`)
	if r.status != http.StatusOK || b.srv.State().Scenario.Tokens.AccessSeconds != 60 {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// TestFormsOfTheWire: each switch changes what it says it does.
func TestFormsOfTheWire(t *testing.T) {
	t.Parallel()
	one := sandbox.Processing{Polls: new(1), PostIDsAfterPolls: new(0)}
	for name, c := range map[string]struct {
		wire sandbox.Wire
		see  func(b *bundle, tok tokens) string
		want string
	}{
		"unwrapped":     {sandbox.Wire{UnwrappedErrors: true}, func(b *bundle, _ tokens) string { return string(b.post(infoPath, "x", "{}").body) }, `{"code":"access_token_invalid"`},
		"logid":         {sandbox.Wire{Logid: true}, func(b *bundle, tok tokens) string { return string(b.post(infoPath, tok.Access, "{}").body) }, `"logid":"`},
		"invalid_param": {sandbox.Wire{InvalidParam: true}, func(b *bundle, tok tokens) string { return string(b.post(initPath, tok.Access, "{}").body) }, `"invalid_param"`},
		"no lifetimes": {sandbox.Wire{NoLifetimes: true}, func(b *bundle, tok tokens) string {
			return string(b.form("/v2/oauth/token/", refreshForm(tok.Refresh)).body)
		}, `"refresh_token":"rft.`},
		"nothing for a revocation": {sandbox.Wire{EmptyRevoke: true}, func(b *bundle, tok tokens) string {
			form := refreshForm("")
			form.Set("token", tok.Access)
			return "-" + b.form("/v2/oauth/revoke/", form).body + "-" + b.post(infoPath, tok.Access, "{}").code(t)
		}, "--access_token_invalid"},
		"no rotation": {sandbox.Wire{KeepRefreshToken: true}, func(b *bundle, tok tokens) string {
			b.form("/v2/oauth/token/", refreshForm(tok.Refresh))
			return string(b.form("/v2/oauth/token/", refreshForm(tok.Refresh)).body)
		}, `"access_token":"act.`},
		"strings": {sandbox.Wire{PostIDs: "strings"}, publicStatus, `"publicaly_available_post_id":["7`},
		"bare":    {sandbox.Wire{PostIDs: "bare"}, publicStatus, `"publicaly_available_post_id":"7`},
		"several": {sandbox.Wire{PostIDs: "several"}, func(b *bundle, tok tokens) string {
			s := publicStatus(b, tok)
			return strings.Repeat("x", strings.Count(s, ",7"))
		}, "xx"},
		"a word": {sandbox.Wire{StatusWord: "EXPIRED"}, func(b *bundle, tok tokens) string {
			id := b.publish(initPath, tok.Access, publicBody(10), testBytes(10))
			return string(b.post(statusPath, tok.Access, `{"publish_id":"`+id+`"}`).body)
		}, `"status":"EXPIRED"`},
		"retry after": {sandbox.Wire{RetryAfter: "7"}, func(b *bundle, tok tokens) string {
			for range 20 {
				b.post(infoPath, tok.Access, "{}")
			}
			return b.post(infoPath, tok.Access, "{}").header.Get("Retry-After")
		}, "7"},
		"empty fields": {sandbox.Wire{EmptyFields: true}, func(b *bundle, _ tokens) string {
			tok := b.signIn("scope", "user.info.basic")
			return string(b.do(http.MethodGet, "/v2/user/info/?fields=open_id,follower_count", bearer(tok.Access), nil).body)
		}, `{"user":{"open_id":"`},
		"few pages": {sandbox.Wire{VideoPagesPerMinute: 1}, func(b *bundle, tok tokens) string {
			b.post("/v2/video/list/?fields=id", tok.Access, "{}")
			return b.post("/v2/video/list/?fields=id", tok.Access, "{}").code(t)
		}, "rate_limit_exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, sandbox.Scenario{Wire: c.wire, Processing: one})
			b.t = t
			if got := c.see(b, b.signIn()); !strings.Contains(got, c.want) {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	for wire, want := range map[string][2]int{"": {206, 201}, "ok": {200, 200}, "created": {201, 200}} {
		b := setup(t, sandbox.Scenario{Wire: sandbox.Wire{UploadStatuses: wire}})
		const chunk = 5 << 20
		data := testBytes(2 * chunk)
		_, up := b.begin(initPath, b.signIn().Access, directBody(2*chunk, chunk, 2))
		if got := [2]int{b.put(up, data, 0, chunk-1).status, b.put(up, data, chunk, 2*chunk-1).status}; got != want {
			t.Errorf("upload statuses %q: %v, want %v", wire, got, want)
		}
	}
}

func publicStatus(b *bundle, tok tokens) string {
	id := b.publish(initPath, tok.Access, publicBody(10), testBytes(10))
	var r reply
	for range 3 {
		r = b.post(statusPath, tok.Access, `{"publish_id":"`+id+`"}`)
	}
	return r.body
}

// TestBrokenReplies: what each of them looks like from the client's side.
func TestBrokenReplies(t *testing.T) {
	t.Parallel()
	for do, check := range map[string]func(r reply, err error) bool{
		"cut": func(r reply, err error) bool {
			return err == nil && r.status == 200 && len(r.body) > 0 && r.body[len(r.body)-1] != '}'
		},
		"cut_before": func(r reply, err error) bool {
			return err == nil && r.status == 200 && len(r.body) > 0 && r.body[len(r.body)-1] != '}'
		},
		"break":   func(_ reply, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) },
		"garbage": func(r reply, err error) bool { return err == nil && r.status == 200 && r.body[0] != '{' },
		"giant":   func(r reply, err error) bool { return err == nil && len(r.body) > 4<<20 },
		"type:text/plain": func(r reply, err error) bool {
			return err == nil && r.header.Get("Content-Type") == "text/plain" && r.body[0] == '{'
		},
		"slow:2000": func(r reply, err error) bool { return err == nil && r.status == 200 && r.body[0] == '{' },
	} {
		b := setup(t, sandbox.Scenario{Faults: []sandbox.Fault{{On: "creator_info", Nth: 1, Do: do}}})
		tok := b.signIn()
		r, err := b.try(http.MethodPost, infoPath, bearer(tok.Access), strings.NewReader("{}"))
		if !check(r, err) {
			t.Errorf("%s: %d %q %v", do, r.status, r.body[:min(len(r.body), 60)], err)
		}
		b.post(infoPath, tok.Access, "{}").want(t, 200, "ok")
	}
	// Both cuts look the same from outside, and only one of them begins a post.
	for do, effect := range map[string]int{"cut": 1, "cut_before": 0, "garbage": 0, "giant": 0, "break": 1, "type:text/html": 1} {
		b := setup(t, sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Do: do}}})
		_, _ = b.try(http.MethodPost, initPath, bearer(b.signIn().Access), strings.NewReader(directBody(10, 10, 1)))
		if got := len(b.srv.Received()); got != effect {
			t.Errorf("%s: %d posts begun, want %d", do, got, effect)
		}
	}
	// A slow upload takes its time and arrives.
	b := setup(t, sandbox.Scenario{Faults: []sandbox.Fault{{On: "chunk", Do: "slow:20000"}}})
	start := time.Now()
	b.publish(initPath, b.signIn().Access, directBody(4000, 4000, 1), testBytes(4000))
	if took := time.Since(start); took < 150*time.Millisecond {
		t.Errorf("4,000 bytes at 20,000 a second took %v", took)
	}
}
