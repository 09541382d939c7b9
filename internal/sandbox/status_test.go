package sandbox_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

var smallVideo = testBytes(1000)

// words polls n times and returns the statuses.
func (b *bundle) words(token, id string, n int) []string {
	b.t.Helper()
	var out []string
	for range n {
		st := b.status(token, id)
		word := st.Status
		if st.FailReason != "" {
			word += ":" + st.FailReason
		}
		if len(st.PostIDs) > 0 {
			word += "+id"
		}
		out = append(out, word)
	}
	return out
}

func TestProcessing(t *testing.T) {
	t.Parallel()
	const busy, done, inbox = "PROCESSING_UPLOAD", "PUBLISH_COMPLETE", "SEND_TO_USER_INBOX"
	public, self := publicBody(1000), directBody(1000, 1000, 1)
	for name, tc := range map[string]struct {
		processing sandbox.Processing
		path, body string
		want       []string
	}{
		"public":           {sandbox.Processing{}, initPath, public, []string{busy, done, done + "+id", done + "+id"}},
		"self only":        {sandbox.Processing{}, initPath, self, []string{busy, done, done, done}},
		"at once":          {sandbox.Processing{Polls: new(0), PostIDsAfterPolls: new(0)}, initPath, public, []string{done + "+id"}},
		"slow":             {sandbox.Processing{Polls: new(2), PostIDsAfterPolls: new(3)}, initPath, public, []string{busy, busy, done, done, done, done + "+id"}},
		"inbox":            {sandbox.Processing{}, inboxPath, inboxBody(1000), []string{busy, inbox, inbox, inbox}},
		"inbox, finished":  {sandbox.Processing{InboxFinishedAfterPolls: 2}, inboxPath, inboxBody(1000), []string{busy, inbox, inbox, done + "+id"}},
		"stuck":            {sandbox.Processing{StuckForever: true}, initPath, public, []string{busy, busy, busy, busy, busy}},
		"failed":           {sandbox.Processing{FailReason: "frame_rate_check_failed"}, initPath, public, []string{busy, "FAILED:frame_rate_check_failed", "FAILED:frame_rate_check_failed"}},
		"inbox, failed":    {sandbox.Processing{FailReason: "internal"}, inboxPath, inboxBody(1000), []string{busy, "FAILED:internal"}},
		"by time, not yet": {sandbox.Processing{DurationMs: 60000}, initPath, public, []string{busy, busy, busy}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, sandbox.Scenario{Processing: tc.processing})
			tok := b.signIn()
			id := b.publish(tc.path, tok.Access, tc.body, smallVideo)
			if got := b.words(tok.Access, id, len(tc.want)); !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestEveryFailReason(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{
		"file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed", "internal",
		"video_pull_failed", "photo_pull_failed", "publish_cancelled", "auth_removed", "spam_risk_too_many_posts",
		"spam_risk_user_banned_from_posting", "spam_risk_text", "spam_risk",
	} {
		b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0)}, Faults: []sandbox.Fault{{On: "init", Nth: 1, Do: "fail:" + reason}}})
		tok := b.signIn()
		bad := b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
		good := b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
		if st := b.status(tok.Access, bad); st.Status != "FAILED" || st.FailReason != reason {
			t.Errorf("%s: %+v", reason, st)
		}
		if st := b.status(tok.Access, good); st.Status != "PUBLISH_COMPLETE" {
			t.Errorf("%s: the next post: %+v", reason, st)
		}
	}
}

func TestProcessingByTime(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{DurationMs: 5000}})
	tok := b.signIn()
	id := b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
	b.clock.advance(4999 * time.Millisecond)
	if got := b.srv.Received()[0]; got.Status != "PROCESSING_UPLOAD" {
		t.Errorf("too early: %+v", got)
	}
	b.clock.advance(time.Millisecond)
	if got := b.srv.Received()[0]; got.Status != "PUBLISH_COMPLETE" || !got.CompletedAt.Equal(b.clock.Now()) {
		t.Errorf("after 5 s: %+v", got)
	}
	if st := b.status(tok.Access, id); st.Status != "PUBLISH_COMPLETE" {
		t.Errorf("status %+v", st)
	}
}

func TestPostIDsAreBareBigNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{Processing: sandbox.Processing{Polls: new(0), PostIDsAfterPolls: new(0)}})
	tok := b.signIn()
	id := b.publish(initPath, tok.Access, publicBody(1000), smallVideo)
	r := b.post(statusPath, tok.Access, `{"publish_id":"`+id+`"}`)
	m := regexp.MustCompile(`"publicaly_available_post_id":\[(\d{19})\]`).FindStringSubmatch(r.body)
	if m == nil {
		t.Fatalf("no bare 19-digit number in %s", r.body)
	}
	if strings.Contains(r.body, "uploaded_bytes") || strings.Contains(r.body, "fail_reason") {
		t.Errorf("empty fields in %s", r.body)
	}
	if got := b.srv.Received()[0].PostIDs; !slices.Equal(got, m[1:]) {
		t.Errorf("received says %v, status %v", got, m[1:])
	}
	var rounded struct {
		Data struct {
			IDs []float64 `json:"publicaly_available_post_id"`
		} `json:"data"`
	}
	r.decode(t, &rounded)
	if int64(rounded.Data.IDs[0])%2 != 0 {
		t.Error("a float64 held the id, so a client that rounds would not be found out")
	}
}

func TestStatusAndCancelRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{})
	tok := b.signIn()
	id := b.publish(initPath, tok.Access, directBody(1000, 1000, 1), smallVideo)
	other := b.signInAs(sandbox.Scenario{}, "quiet.corner")
	for _, path := range []string{statusPath, "/v2/post/publish/cancel/"} {
		b.post(path, tok.Access, `{"publish_id":"v_pub_file~v2-1.1"}`).want(t, 400, "invalid_publish_id")
		b.post(path, tok.Access, `{"publish_id":1}`).want(t, 400, "invalid_params")
		b.post(path, tok.Access, ``).want(t, 400, "invalid_params")
		b.post(path, other.Access, `{"publish_id":"`+id+`"}`).want(t, 400, "token_not_authorized_for_specified_publish_id")
	}
	b.post("/v2/post/publish/cancel/", tok.Access, `{"publish_id":"`+id+`"}`).want(t, 400, "publish_not_cancellable")
	upload := b.signInAs(sandbox.Scenario{Authorize: sandbox.Authorize{Scopes: []string{"video.upload"}}}, "practice.creator")
	if st := b.status(upload.Access, id); st.Status != "PROCESSING_UPLOAD" {
		t.Errorf("status with video.upload: %+v", st)
	}
}
