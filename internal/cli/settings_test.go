package cli_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// say runs the program with something on its standard input.
func (b *bench) say(input string, args ...string) result {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), program, args...)
	cmd.Env, cmd.Stdin = b.env, strings.NewReader(input)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // the exit code says it
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func TestSettingsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.want(0, "settings", "set", "upload.max-kbps", "750")
	b.want(0, "settings", "set", "upload.paused", "on")
	b.want(0, "settings", "set", "feature.links", "on")
	b.want(0, "settings", "set", "notifications.successes", "off")
	b.want(0, "settings", "set", "notifications.hide-content", "on")
	var got struct {
		ClientKey, AppSource, Metered string
		MaxKBps                       int64
		Paused, KeepAwake             bool
		BatteryMin, CacheMB, Threads  int
		FFmpeg, FFprobe               string
		Hardware, ConvertOnBattery    bool
		Features                      map[string]bool
		Notifications                 struct{ On, Successes, HideContent bool }
	}
	strict(t, b.want(0, "settings", "--json").stdout, &got)
	if got.MaxKBps != 750 || !got.Paused || !got.Features["links"] || got.Features["profile"] || got.AppSource != "none" ||
		!got.Notifications.On || got.Notifications.Successes || !got.Notifications.HideContent {
		t.Errorf("%+v", got)
	}
	if !got.KeepAwake || got.BatteryMin != 0 || got.Metered != "allow" || got.CacheMB != 1024 {
		t.Errorf("rules by default: %+v", got)
	}
	b.want(0, "settings", "set", "cache-mb", "300")
	if got.FFmpeg != "" || got.FFprobe != "" || got.Hardware || got.Threads != 0 || !got.ConvertOnBattery {
		t.Errorf("rules for conversions by default: %+v", got)
	}
	b.want(0, "settings", "set", "hardware", "on")
	b.want(0, "settings", "set", "threads", "2")
	b.want(0, "settings", "set", "convert-on-battery", "off")
	b.want(0, "settings", "set", "keep-awake", "off")
	b.want(0, "settings", "set", "battery-min", "15%")
	b.want(0, "settings", "set", "metered", "wait")
	strict(t, b.want(0, "settings", "--json").stdout, &got)
	if got.KeepAwake || got.BatteryMin != 15 || got.Metered != "wait" || got.CacheMB != 300 {
		t.Errorf("power rules: %+v", got)
	}
	if !got.Hardware || got.Threads != 2 || got.ConvertOnBattery {
		t.Errorf("rules for conversions: %+v", got)
	}
	if r := b.want(0, "settings"); !strings.Contains(r.stdout, "battery-min          15\n") || !strings.Contains(r.stdout, "metered              wait\n") {
		t.Errorf("settings say\n%s", r.stdout)
	}
	for _, wrong := range [][]string{
		{"keep-awake", "15"}, {"battery-min", "101"}, {"battery-min", "-1"}, {"battery-min", "low"}, {"metered", "on"}, {"cache-mb", "63"}, {"cache-mb", "lots"},
		{"upload.max-kbps", "-1"}, {"upload.max-kbps", "fast"}, {"upload.paused", "perhaps"}, {"feature.everything", "on"}, {"colour", "blue"},
		{"hardware", "fast"}, {"threads", "-1"}, {"threads", "many"}, {"threads", "65"}, {"convert-on-battery", "20"}, {"notifications.on", "loud"}, {"notifications.sound", "on"},
	} {
		if r := b.run("settings", "set", wrong[0], wrong[1]); r.code == 0 {
			t.Errorf("set %v: exit 0", wrong)
		}
	}
}

// TestTheClientSecretIsReadFromStandardInput and printed nowhere.
func TestTheClientSecretIsReadFromStandardInput(t *testing.T) {
	t.Parallel()
	const canary = "canary0secret0of0the0app"
	b := setup(t)
	r := b.say(canary+"\n", "settings", "app", "awkey1", "--log-level", "debug")
	if r.code != 0 || !strings.Contains(r.stdout, "awkey1 (settings)") || strings.Contains(r.stdout+r.stderr, canary) {
		t.Errorf("exit %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := b.say("", "settings", "app", "awkey2"); r.code != 1 {
		t.Errorf("without a secret: exit %d\n%s", r.code, r.stderr)
	}
	b.want(0, "settings", "app", "--forget")
	if r := b.run("settings"); !strings.Contains(r.stdout, "none (none)") {
		t.Errorf("afterwards: %s", r.stdout)
	}
	if r := b.run("settings", "app"); r.code != 2 {
		t.Errorf("neither a key nor --forget: exit %d", r.code)
	}
}

// TestWhatWasNotGrantedIsNotTried: a post that needs a missing permission waits for
// the user, and TikTok is not bothered with it.
func TestWhatWasNotGrantedIsNotTried(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{Authorize: sandbox.Authorize{Scopes: []string{"user.info.basic", "video.upload"}}})
	if r := b.want(0, "account", "connect"); !strings.Contains(r.stderr, "Not granted: video.publish") {
		t.Errorf("connect says %q", r.stderr)
	}
	clip := b.clip("clip.mp4")
	name := strings.TrimSpace(b.accountID())
	var direct post
	b.json(&direct, "post", "add", clip, "--account", name, "--privacy", "SELF_ONLY", "--now", "--consent")
	if r := b.run("run", "--until-idle"); r.code != 3 {
		t.Errorf("run: exit %d\n%s", r.code, r.stderr)
	}
	b.json(&direct, "post", "show", direct.ID)
	if direct.State != "blocked" || direct.Failure == nil || direct.Failure.Reason != "account.scope_missing" {
		t.Errorf("%+v", direct)
	}
	if c := b.sandbox.Counts(); c.Init != 0 || c.CreatorInfo != 0 || len(c.Violations) != 0 {
		t.Errorf("TikTok was asked: %+v", c)
	}
	var inbox post
	b.json(&inbox, "post", "add", clip, "--account", name, "--mode", "inbox", "--now", "--consent")
	b.run("run", "--until-idle")
	if b.json(&inbox, "post", "show", inbox.ID); inbox.State != "in_inbox" {
		t.Errorf("%+v", inbox)
	}
}

func (b *bench) accountID() string {
	b.t.Helper()
	var all []struct{ ID string }
	b.json(&all, "account", "list")
	if len(all) != 1 {
		b.t.Fatalf("accounts %+v", all)
	}
	return all[0].ID
}

func TestExactlyTheAccountAskedForSignsInAgain(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "connect")
	id := b.accountID()
	b.sandbox.SetScenario(sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve", Creator: "quiet.corner"}})
	r := b.run("account", "connect", "--account", "practice.creator")
	if r.code != 1 || !strings.Contains(r.stderr, "account.other") {
		t.Errorf("exit %d\n%s", r.code, r.stderr)
	}
	if got := b.accountID(); got != id {
		t.Errorf("account %s, want %s", got, id)
	}
	if c := b.sandbox.Counts(); c.Revoke != 1 {
		t.Errorf("the access of the other one was given back %d times", c.Revoke)
	}
	b.sandbox.SetScenario(sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve"}})
	b.want(0, "account", "connect", "--account", "practice.creator", "--yes")
	var q struct {
		ID, Audit string
		Quotas    []struct {
			Name        string
			Limit, Used int
			Learned     bool
		}
	}
	strict(t, b.want(0, "account", "quotas", id, "--json").stdout, &q)
	if q.ID != id || q.Audit != "unknown" || len(q.Quotas) != 3 {
		t.Errorf("%+v", q)
	}
	if r := b.want(0, "account", "disconnect", id); !strings.Contains(r.stdout, "Disconnected") || b.sandbox.Counts().Revoke != 2 {
		t.Errorf("%s, revoked %d times", r.stdout, b.sandbox.Counts().Revoke)
	}
}

func TestPostsGoToTheAccountsSlots(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "connect")
	clip := b.clip("clip.mp4")
	add := []string{"post", "add", clip, "--account", "practice.creator", "--privacy", "SELF_ONLY", "--next-slot", "--consent"}
	if r := b.run(add...); r.code != 2 || !strings.Contains(r.stderr, "config.no_slots") {
		t.Errorf("without slots: exit %d\n%s", r.code, r.stderr)
	}
	var slots []struct{ Weekday, Time, Zone string }
	strict(t, b.want(0, "account", "slots", "practice.creator", "mon@18:30", "fri@09:00", "--zone", "Europe/Madrid", "--json").stdout, &slots)
	if len(slots) != 2 || slots[0].Weekday != "monday" || slots[1].Time != "09:00" || slots[1].Zone != "Europe/Madrid" {
		t.Errorf("%+v", slots)
	}
	given := map[string]bool{}
	for range 4 {
		var p post
		b.json(&p, add...)
		if p.State != "scheduled" || p.ScheduledAt == nil || given[*p.ScheduledAt] || p.Zone != "Europe/Madrid" {
			t.Errorf("%+v, given before: %v", p, given)
		}
		given[*p.ScheduledAt] = true
	}
	for _, wrong := range [][]string{{"someday@18:30"}, {"mon"}, {"mon@25:00"}, {"mon@18:30", "--none"}} {
		if r := b.run(append([]string{"account", "slots", "practice.creator"}, wrong...)...); r.code == 0 {
			t.Errorf("slots %v: exit 0", wrong)
		}
	}
	if b.want(0, "account", "slots", "practice.creator", "--none", "--json"); len(b.run("account", "slots", "practice.creator", "--json").stdout) > 4 {
		t.Error("slots are left")
	}
}
