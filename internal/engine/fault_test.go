package engine_test

import (
	"context"
	"os"
	"testing"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// TestFaultsOnTheWay publishes through one fault of the network or of TikTok after
// the other: the post arrives once, or stops with a reason and nothing sent.
func TestFaultsOnTheWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		size  int64
		fault sandbox.Fault
		want  cuedrop.State
		why   string // failure reason, where the post stops
	}{
		{"init answer lost", 100_000, sandbox.Fault{On: "init", Nth: 1, Do: "drop_after"}, cuedrop.Published, ""},
		{"init refused by a gateway", 100_000, sandbox.Fault{On: "init", Nth: 1, Do: "status:502"}, cuedrop.Published, ""},
		{"last chunk kept, answer lost", 100_000, sandbox.Fault{On: "last_chunk", Nth: 1, Do: "drop_after"}, cuedrop.Published, ""},
		{"last chunk lost on the way", 100_000, sandbox.Fault{On: "last_chunk", Nth: 1, Do: "drop_mid"}, cuedrop.Published, ""},
		{"last chunk meets a gateway error", 100_000, sandbox.Fault{On: "last_chunk", Nth: 1, Do: "status:503"}, cuedrop.Published, ""},
		{"last of many chunks kept, answer lost", manyBytes, sandbox.Fault{On: "last_chunk", Nth: 1, Do: "drop_after"}, cuedrop.Published, ""},
		{"chunk kept, answer lost", manyBytes, sandbox.Fault{On: "chunk", Nth: 2, Do: "drop_after"}, cuedrop.Published, ""},
		{"chunk broken off", manyBytes, sandbox.Fault{On: "chunk", Nth: 3, Do: "drop_mid"}, cuedrop.Published, ""},
		{"chunk meets gateway errors", manyBytes, sandbox.Fault{On: "chunk", Nth: 2, Times: 2, Do: "status:500"}, cuedrop.Published, ""},
		{"upload address expires in the middle", manyBytes, sandbox.Fault{On: "chunk", Nth: 3, Do: "expire"}, cuedrop.Published, ""},
		{"chunk answered 200", manyBytes, sandbox.Fault{On: "chunk", Do: "reply:200"}, cuedrop.Published, ""},
		{"status is a web page at first", 100_000, sandbox.Fault{On: "status", Nth: 1, Do: "html"}, cuedrop.Published, ""},
		{"token refused at init", 100_000, sandbox.Fault{On: "init", Nth: 1, Do: "code:access_token_invalid"}, cuedrop.Published, ""},
		{"token refused at status", 100_000, sandbox.Fault{On: "status", Nth: 1, Do: "code:access_token_invalid"}, cuedrop.Published, ""},
		{"too many posts", 100_000, sandbox.Fault{On: "init", Do: "code:spam_risk_too_many_posts"}, cuedrop.Blocked, "tiktok.spam_risk_too_many_posts"},
		{"creator may not post", 100_000, sandbox.Fault{On: "creator_info", Do: "code:reached_active_user_cap"}, cuedrop.Blocked, "tiktok.reached_active_user_cap"},
		{"audience gone", 100_000, sandbox.Fault{On: "init", Do: "code:privacy_level_option_mismatch"}, cuedrop.Blocked, "tiktok.privacy_level_option_mismatch"},
		{"refused after processing", 100_000, sandbox.Fault{On: "init", Do: "fail:frame_rate_check_failed"}, cuedrop.Failed, "tiktok.frame_rate_check_failed"},
		{"wrong parameters", 100_000, sandbox.Fault{On: "init", Do: "code:invalid_params"}, cuedrop.Failed, "tiktok.invalid_params"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t, sandbox.Scenario{})
			e := w.open(nil)
			defer e.Close()
			m := w.clip(e, c.size)
			w.play(sandbox.Scenario{
				Limits: sandbox.Limits{NoRates: true, PostsPerDay: 100}, Faults: []sandbox.Fault{c.fault},
			})
			id := w.due(e, m, c.name, cuedrop.ModeDirect)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := untilIdle(ctx, e); err != nil {
				t.Fatalf("state %+v: %v", w.post(e, id), err)
			}
			if c.want == cuedrop.Published {
				w.wantOnce(e, id, m, c.name)
				return
			}
			p := w.post(e, id)
			if p.State != c.want || p.Failure == nil || p.Failure.Reason != c.why || p.Failure.Message == "" {
				t.Errorf("state %s, failure %+v; want %s because of %s", p.State, p.Failure, c.want, c.why)
			}
		})
	}
}

const manyBytes = 64_000_001

// TestInboxUpload delivers to the inbox and says so.
func TestInboxUpload(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 50_000)
	id := w.due(e, m, "for the inbox", cuedrop.ModeInbox)
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if p := w.post(e, id); p.State != cuedrop.InInbox {
		t.Errorf("state %s, failure %+v; want in_inbox", p.State, p.Failure)
	}
	if got := w.sandbox.Received(); len(got) != 1 || got[0].Mode != "inbox" || got[0].SHA256 != m.SHA256 {
		t.Errorf("received %+v", got)
	}
}

// TestChangedFileNeverGoesOut replaces the file between scheduling and publishing.
func TestChangedFileNeverGoesOut(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 50_000)
	id := w.due(e, m, "changed", cuedrop.ModeDirect)
	if err := os.WriteFile(m.Path, make([]byte, m.Size), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	p := w.post(e, id)
	if p.State != cuedrop.Blocked || p.Failure.Reason != "media.source_changed" {
		t.Errorf("state %s, failure %+v; want blocked, media.source_changed", p.State, p.Failure)
	}
	if n := w.sandbox.Counts().Init; n != 0 {
		t.Errorf("%d inits were sent, want none", n)
	}
}

// TestFileChangedDuringUpload changes the file after init, before its bytes are
// sent: TikTok must not get a whole file, and the post must say why.
func TestFileChangedDuringUpload(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"after accept_init", "before last chunk"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := setup(t, sandbox.Scenario{})
			var m cuedrop.Media
			e := w.open(func(at string) {
				if at != point {
					return
				}
				f, err := os.OpenFile(m.Path, os.O_WRONLY, 0)
				if err != nil {
					t.Error(err)
					return
				}
				_, err = f.WriteAt([]byte("changed"), m.Size/2)
				if closeErr := f.Close(); err != nil || closeErr != nil {
					t.Error(err, closeErr)
				}
			})
			defer e.Close()
			m = w.clip(e, 300_000)
			id := w.due(e, m, point, cuedrop.ModeDirect)
			if err := untilIdle(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			p := w.post(e, id)
			if p.State != cuedrop.Blocked || p.Failure.Reason != "media.rendition_changed" {
				t.Errorf("state %s, failure %+v; want blocked, media.rendition_changed", p.State, p.Failure)
			}
			if got := w.received(point); len(got) != 0 {
				t.Errorf("TikTok's side has the clip: %+v", got)
			}
		})
	}
}

// TestOnlyOneProgramPublishes starts two engines on one workspace.
func TestOnlyOneProgramPublishes(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	first, second := w.open(nil), w.open(nil)
	defer second.Close()
	if err := first.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.Start(t.Context()); err == nil {
		t.Error("two engines publish from one workspace")
	}
	first.Close()
	if err := second.Start(t.Context()); err != nil {
		t.Errorf("after the first ended: %v", err)
	}
}

// TestPracticeAndRealNeverMix opens a practice workspace without the practice
// TikTok: it must neither publish nor sign in.
func TestPracticeAndRealNeverMix(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	cfg := w.config()
	cfg.TikTokURL = ""
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Start(t.Context()); fault.ReasonOf(err) != "config.practice_workspace" {
		t.Errorf("start: %v, want config.practice_workspace", err)
	}
	if _, err := e.Accounts.Connect(t.Context(), account.Connecting{}); fault.ReasonOf(err) != "config.practice_workspace" {
		t.Errorf("connect: %v, want config.practice_workspace", err)
	}
}
