package cli_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/media"
	"cuedrop/internal/sandbox"
)

// TestExitCodes holds product.md's table: 0 done, 1 failed, 2 wrong usage or
// configuration, 3 needs the user.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := filepath.Join(b.dir, "text.mp4")
	if err := os.WriteFile(text, []byte("not a video"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		env  string
		code int
		says string
	}{
		{args: "help", code: 0},
		{args: "--version", code: 0},
		{args: "", code: 0},
		{args: "account list", code: 0},
		{args: "post list", code: 0},
		{args: "data requests", code: 0},
		{args: "check " + text, code: 1},
		{args: "check " + b.dir, code: 1},
		{args: "check " + b.dir + "/missing.mp4", code: 1},
		{args: "prepare " + text + " -o " + b.dir + "/out.mp4", code: 1},
		{args: "post show post_missing", code: 1, says: "no such post"},
		{args: "post cancel post_missing", code: 1},
		{args: "account disconnect nobody", code: 1},
		{args: "frobnicate", code: 2, says: "no command"},
		{args: "check", code: 2},
		{args: "check --frob x", code: 2},
		{args: "prepare " + text, code: 2, says: "-o"},
		{args: "post", code: 2},
		{args: "post resolve post_x", code: 2, says: "--published"},
		{args: "post resolve post_x --published --not-published", code: 2},
		{args: "post add " + text + " --account a --next-slot", code: 2, says: "consent"},
		{args: "post add " + text + " --account a --at nonsense --consent", code: 2},
		{args: "post add " + text + " --account a --at 2026-12-01T10:00 --zone Nowhere/Land --consent", code: 2},
		{args: "post add " + text + " --account a --now --at 2026-12-01T10:00", code: 2},
		{args: "post add " + text + " --account a --now --privacy SELF_ONLY", code: 2, says: "--consent"},
		{args: "post add " + text + " --now --consent", code: 2, says: "--account"},
		{args: "post add " + text + " --account a --zone Europe/Madrid", code: 2, says: "--at"},
		{args: "account slots a mon@25:00", code: 2},
		{args: "account slots a someday@12:00", code: 2},
		{args: "data export", code: 2, says: ""},
		{args: "data erase --all", code: 2, says: "Add --yes"},
		{args: "data import none.zip", code: 1, says: "can't be read"},
		{args: "policy export", code: 2, says: "1 arg"},
		{args: "policy", code: 2, says: "--help"},
		{args: "policy exprot pack", code: 2, says: "exprot"},
		{args: "run --for banana", code: 2},
		{args: "post list --workspace ../x", code: 2},
		{args: "post list --log-level loud", code: 2},
		{args: "sandbox --addr 0.0.0.0:0", code: 2},
		{args: "sandbox --scenario " + text, code: 2},
		{args: "account connect", code: 2, says: "CUEDROP_CLIENT_KEY"},
		{args: "post list", env: "CUEDROP_TIKTOK_URL=https://example.com", code: 2, says: "this computer"},
		{args: "post list", env: "CUEDROP_TIKTOK_URL=http://127.0.0.1.example.com:80", code: 2},
		{args: "check " + text, env: "CUEDROP_TIKTOK_URL=http://10.0.0.1:80", code: 2},
	} {
		t.Run(c.args+" "+c.env, func(t *testing.T) {
			t.Parallel()
			own := *b
			own.t = t
			if c.env != "" {
				own.env = append(append([]string{}, b.env...), c.env)
			}
			r := own.run(strings.Fields(c.args)...)
			if r.code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", r.code, c.code, r.stdout, r.stderr)
			}
			if !strings.Contains(r.stderr, c.says) {
				t.Errorf("stderr does not say %q: %s", c.says, r.stderr)
			}
			if c.code == 2 && r.stderr == "" {
				t.Error("exit 2 without a word")
			}
		})
	}
}

// TestForeignTikTokURLWritesNothing refuses before a folder is made.
func TestForeignTikTokURLWritesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.env = append(b.env, "CUEDROP_TIKTOK_URL=http://tiktok.example")
	if r := b.run("post", "list"); r.code != 2 {
		t.Errorf("exit %d, want 2", r.code)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "data")); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
}

// TestTheMainJobByScript is the main job as a script would do it.
func TestTheMainJobByScript(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("a:b #1?.mp4")

	var account struct {
		ID, OpenID, Nickname, Username, Health string
		Scopes                                 []string
	}
	b.json(&account, "account", "connect")
	if account.Username != "practice.creator" || account.OpenID == "" || len(account.Scopes) != 3 {
		t.Errorf("connected %+v", account)
	}
	var checked []struct {
		File, Verdict, Route string
		Findings             []struct{ Code string }
		Media                struct{ Width, Height int }
	}
	b.json(&checked, "check", clip)
	if len(checked) != 1 || checked[0].Verdict != "ok" || checked[0].Route != "copy" || checked[0].Media.Width != 360 {
		t.Errorf("checked %+v", checked)
	}
	var draft, p post
	b.json(&draft, "post", "add", clip, "--account", "@practice.creator")
	if draft.State != "draft" || draft.ScheduledAt != nil || draft.PostIDs == nil {
		t.Errorf("draft %+v", draft)
	}
	b.json(&p, "post", "add", clip, "--account", account.ID, "--caption", "Ünï 🎬 #tag", "--privacy", "PUBLIC_TO_EVERYONE", "--allow-comment", "--ai-generated", "--now", "--consent")
	if p.State != "scheduled" || p.Zone != "Europe/Madrid" || p.Size == 0 || len(p.SHA256) != 64 {
		t.Errorf("scheduled %+v", p)
	}
	if r := b.run("run", "--until-idle"); r.code != 0 {
		t.Fatalf("run: exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" || p.Attempts != 1 || p.PublishID == "" || len(p.PostIDs) != 1 || p.Failure != nil {
		t.Errorf("published %+v", p)
	}
	got := b.sandbox.Received()
	if len(got) != 1 || got[0].SHA256 != p.SHA256 || got[0].Caption != "Ünï 🎬 #tag" || !got[0].AIGC || got[0].DisableComment || !got[0].DisableDuet {
		t.Errorf("received %+v", got)
	}
	if v := b.sandbox.Counts().Violations; len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
	var all []post
	b.json(&all, "post", "list")
	if len(all) != 2 {
		t.Errorf("%d posts, want 2", len(all))
	}
	var requests []struct{ Purpose, Host, Path, Outcome string }
	b.json(&requests, "data", "requests")
	for _, q := range requests {
		if strings.ContainsAny(q.Path, "?&=") {
			t.Errorf("the ledger holds a query: %+v", q)
		}
	}
	if len(requests) < 6 {
		t.Errorf("%d requests in the ledger", len(requests))
	}
	if r := b.run("post", "cancel", p.ID); r.code != 1 || !strings.Contains(r.stderr, "already published") {
		t.Errorf("cancel of a published post: exit %d, %s", r.code, r.stderr)
	}
	if r := b.run("account", "disconnect", "practice.creator"); r.code != 0 || b.sandbox.Counts().Revoke != 1 {
		t.Errorf("disconnect: exit %d, %s", r.code, r.stderr)
	}
}

// TestExitCodesOfRun: a refused post is a failure, one that waits for the user is 3.
func TestExitCodesOfRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault sandbox.Fault
		code  int
		state string
	}{
		"refused":    {sandbox.Fault{On: "init", Do: "fail:spam_risk"}, 1, "failed"},
		"quota":      {sandbox.Fault{On: "init", Do: "code:spam_risk_too_many_posts"}, 3, "blocked"},
		"signed out": {sandbox.Fault{On: "creator_info", Do: "code:access_token_invalid"}, 3, "blocked"},
		// TikTok has the clip, and nobody can ask for it: the post stays, the run ends.
		"signed out while confirming": {sandbox.Fault{On: "status", Do: "code:access_token_invalid"}, 3, "confirming"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t).practice(sandbox.Scenario{})
			clip := b.clip("clip.mp4")
			var p post
			b.json(&struct{}{}, "account", "connect")
			b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{c.fault}})
			b.json(&p, "post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--now", "--consent")
			if r := b.run("run", "--until-idle"); r.code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", r.code, c.code, r.stdout, r.stderr)
			}
			b.json(&p, "post", "show", p.ID)
			if p.State != c.state || p.Failure == nil || p.Failure.Reason == "" || p.Failure.Message == "" {
				t.Errorf("post %+v, failure %+v", p, p.Failure)
			}
			if c.state == "confirming" {
				if r := b.run("post", "cancel", p.ID); r.code != 1 {
					t.Errorf("a post that TikTok has was canceled: exit %d, %s", r.code, r.stdout)
				}
				return
			}
			b.json(&p, "post", "cancel", p.ID)
			if p.State != "canceled" {
				t.Errorf("after cancel: %s", p.State)
			}
		})
	}
}

// TestWithoutFFmpeg says how to get it.
func TestWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.env = append(b.env, "CUEDROP_FFMPEG="+filepath.Join(b.dir, "nothing"), "CUEDROP_FFPROBE="+filepath.Join(b.dir, "nothing"))
	clip := filepath.Join(b.dir, "clip.mp4")
	if err := os.WriteFile(clip, append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 1000)...), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := b.run("doctor"); r.code != 1 || !strings.Contains(r.stdout, "ffmpeg") {
		t.Errorf("doctor: exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	if r := b.run("doctor"); !strings.Contains(r.stdout, media.InstallCommands()[0].Command) {
		t.Errorf("doctor does not say how to get it:\n%s", r.stdout)
	}
	if r := b.run("check", clip); r.code != 1 {
		t.Errorf("check: exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
}

// TestNoBrowserPrintsTheAddress signs in with an address that somebody else opens.
func TestNoBrowserPrintsTheAddress(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.env = append(b.env, "CUEDROP_BROWSER=/nonexistent")
	cmd := exec.CommandContext(t.Context(), program, "account", "connect", "--no-browser", "--json")
	cmd.Env = b.env
	var stdout strings.Builder
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(stderr)
	for said.Scan() {
		if strings.HasPrefix(said.Text(), b.sandbox.URL()) && browse(said.Text()) != 0 {
			t.Error("the address can't be visited")
		}
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(stdout.String(), `"username": "practice.creator"`) {
		t.Errorf("%v, stdout %s", err, stdout.String())
	}
}

// TestDemo runs the demo as its users do.
func TestDemo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clip("probe.mp4") // skips without ffmpeg
	var out struct {
		OK    bool
		Steps []struct {
			Name string
			OK   bool
		}
		Received []struct{ SHA256, Caption, PrivacyLevel string }
	}
	b.json(&out, "demo")
	if !out.OK || len(out.Steps) != 8 || len(out.Received) != 2 {
		t.Errorf("demo %+v", out)
	}
}
