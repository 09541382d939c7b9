package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/sandbox"
)

// strict decodes what a command printed, and wants exactly the fields of into.
func strict(t *testing.T, raw string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

// fields returns the names of a JSON object.
func fields(t *testing.T, raw []byte) []string {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	var names []string
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestTheShapesThatScriptsRelyOn decodes each document of product.md with exactly its
// fields. A field may be added only together with this test.
func TestTheShapesThatScriptsRelyOn(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	var checked []struct {
		File, Verdict, Route string
		Findings             []struct{ Code, Severity, Message, FailReason, Fix string }
		Media                struct {
			Container, VideoCodec, AudioCodec string
			DurationMs, Size                  int64
			Width, Height                     int
			FPS                               float64
		}
	}
	strict(t, b.want(0, "check", clip, "--json").stdout, &checked)
	if m := checked[0].Media; len(checked) != 1 || checked[0].File != clip || m.VideoCodec != "h264" || m.AudioCodec != "aac" || m.DurationMs < 2900 || m.Height != 640 || m.FPS != 30 {
		t.Errorf("check %+v", checked)
	}
	out := filepath.Join(b.dir, "out.mp4")
	var prepared struct {
		Input, Output, Route, SHA256 string
		DurationMs, Size, ElapsedMs  int64
	}
	strict(t, b.want(0, "prepare", clip, "-o", out, "--json").stdout, &prepared)
	info, err := os.Stat(out)
	if err != nil || info.Size() != prepared.Size || prepared.Input != clip || prepared.Output != out || len(prepared.SHA256) != 64 {
		t.Errorf("prepare %+v, %v", prepared, err)
	}
	type account struct {
		ID, OpenID, Nickname, Username, Health string
		Scopes                                 []string
	}
	var connected account
	strict(t, b.want(0, "account", "connect", "--json").stdout, &connected)
	var list []account
	strict(t, b.want(0, "account", "list", "--json").stdout, &list)
	if diff := cmp.Diff([]account{connected}, list); diff != "" || connected.Health != "ok" {
		t.Errorf("account list (-connect +list):\n%s", diff)
	}
	const common = "aiGenerated allowComment allowDuet allowStitch attempts brandedContent caption consentAt coverMs createdAt failure file id mode notBefore postIds privacy publishId publishedAt route scheduledAt sha256 size state username yourBrand zone account"
	want := strings.Fields(common)
	slices.Sort(want)
	add := b.want(0, "post", "add", clip, "--account", "practice.creator", "--caption", "hello", "--json").stdout
	if diff := cmp.Diff(slices.Sorted(slices.Values(append(slices.Clone(want), "attemptLog", "journal"))), fields(t, []byte(add))); diff != "" {
		t.Errorf("post add (-want +got):\n%s", diff)
	}
	var all []json.RawMessage
	strict(t, b.want(0, "post", "list", "--json").stdout, &all)
	if diff := cmp.Diff(want, fields(t, all[0])); diff != "" {
		t.Errorf("post list (-want +got):\n%s", diff)
	}
	var doctor struct {
		OK     bool
		FFmpeg struct {
			Path, FFprobe, Version, Encoder, Advice string
			Encoders                                []struct{ Name, State string }
			Missing                                 []struct{ Name, Means string }
			Install                                 []struct{ Title, Command string }
		}
		Checks []struct {
			Name, Detail, Remedy string
			OK, Required         bool
		}
		Conditions []struct {
			Code, Severity, Message, Remedy, Since string
			Dependents                             []struct{ Code, Message, Remedy, Since string }
		}
	}
	strict(t, b.want(0, "doctor", "--json").stdout, &doctor)
	if !doctor.OK || len(doctor.Checks) < 6 {
		t.Errorf("doctor %+v", doctor)
	}
	if f := doctor.FFmpeg; !filepath.IsAbs(f.Path) || f.Version == "" || f.Encoder == "" || len(f.Encoders) < 3 || len(f.Install) == 0 {
		t.Errorf("doctor on ffmpeg: %+v", f)
	}
	var requests []struct {
		At, Purpose, Method, Host, Path, Outcome, Data, Account, Post string
		BytesOut, BytesIn, ElapsedMs, ID                              int64
		Status                                                        int
	}
	strict(t, b.want(0, "data", "requests", "--json").stdout, &requests)
	if len(requests) < 3 {
		t.Errorf("requests %+v", requests)
	}
	if got := b.want(0, "data", "requests", "--limit", "1", "--json").stdout; strings.Count(got, `"purpose"`) != 1 {
		t.Errorf("--limit 1: %s", got)
	}
	var states struct{ States map[string]int }
	strict(t, b.want(0, "run", "--until-idle", "--json").stdout, &states)
	if diff := cmp.Diff(map[string]int{"draft": 1}, states.States); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
}

// want runs a command and fails unless it exits with code.
func (b *bench) want(code int, args ...string) result {
	b.t.Helper()
	r := b.run(args...)
	if r.code != code {
		b.t.Fatalf("%v: exit %d, want %d\n%s%s", args, r.code, code, r.stdout, r.stderr)
	}
	return r
}

// TestErrorsInJSON go to stderr as one object; stdout stays empty.
func TestErrorsInJSON(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for args, reason := range map[string]string{
		"post show post_none --json":      "post.not_found",
		"account disconnect x --json":     "account.not_found",
		"post add x --json":               "usage",
		"--json frobnicate":               "usage",
		"post resolve x --json":           "usage",
		"data requests --limit 0 --json":  "usage",
		"post list --workspace .. --json": "config.workspace",
	} {
		r := b.run(strings.Fields(args)...)
		var out struct {
			Error struct{ Reason, Message string }
		}
		strict(t, r.stderr, &out)
		if r.stdout != "" || out.Error.Reason != reason || out.Error.Message == "" || !strings.HasSuffix(out.Error.Message, ".") {
			t.Errorf("%s: stdout %q, stderr %s", args, r.stdout, r.stderr)
		}
	}
}

// TestNoBrowserPrintsTheAddressOnStderr signs in by following the printed address, as
// a person with another browser does.
func TestNoBrowserPrintsTheAddressOnStderr(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.env = append(b.env, "CUEDROP_BROWSER=/nonexistent")
	stderr := &lines{found: make(chan string, 1)}
	var stdout bytes.Buffer
	cmd := b.command("account", "connect", "--no-browser", "--json")
	cmd.Stdout, cmd.Stderr = &stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case address := <-stderr.found:
		if browse(address) != 0 {
			t.Errorf("%s can't be visited", address)
		}
	case <-time.After(time.Minute):
		t.Error("no address within a minute")
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, stderr.all.String())
	}
	var account struct{ Username string }
	if err := json.Unmarshal(stdout.Bytes(), &account); err != nil || account.Username != "practice.creator" {
		t.Errorf("%v: %s", err, stdout.String())
	}
	for _, secret := range []string{sandbox.DefaultClientSecret, "for tests"} {
		if strings.Contains(stderr.all.String(), secret) {
			t.Errorf("stderr holds %q: %s", secret, stderr.all.String())
		}
	}
}

// lines looks for an address in what is written to it.
type lines struct {
	all   bytes.Buffer
	found chan string
	told  bool
}

var address = regexp.MustCompile(`http://\S+/v2/auth/authorize/\S+`)

func (l *lines) Write(p []byte) (int, error) {
	l.all.Write(p)
	if a := address.FindString(l.all.String()); a != "" && strings.HasSuffix(l.all.String(), "\n") && !l.told {
		l.told = true
		l.found <- a
	}
	return len(p), nil
}

// TestACanceledSignIn: the user says no.
func TestACanceledSignIn(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.sandbox.SetScenario(sandbox.Scenario{Authorize: sandbox.Authorize{Always: "deny"}})
	r := b.run("account", "connect", "--json")
	if r.code == 0 || r.stdout != "" {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	if got := b.want(0, "account", "list", "--json").stdout; strings.TrimSpace(got) != "[]" {
		t.Errorf("accounts: %s", got)
	}
}

// TestTimesOfPosts reads each way of giving one.
func TestTimesOfPosts(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	b.want(0, "account", "connect")
	for _, c := range []struct {
		flags []string
		at    string // "" = about an hour from now
		zone  string
	}{
		{[]string{"--at", "2030-06-01T10:00"}, "2030-06-01T08:00:00Z", "Europe/Madrid"},
		{[]string{"--at", "2030-06-01 10:00:30", "--zone", "America/New_York"}, "2030-06-01T14:00:30Z", "America/New_York"},
		{[]string{"--at", "2030-06-01T10:00:00+02:00", "--zone", "Asia/Tokyo"}, "2030-06-01T08:00:00Z", "Asia/Tokyo"},
		{[]string{"--at", "2030-03-31T02:30"}, "2030-03-31T01:30:00Z", "Europe/Madrid"}, // in the gap
		{[]string{"--at", "+1h"}, "", "Europe/Madrid"},
	} {
		var p post
		args := append([]string{"post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--consent"}, c.flags...)
		b.json(&p, args...)
		if p.State != "scheduled" || p.ScheduledAt == nil || p.Zone != c.zone || c.at != "" && *p.ScheduledAt != c.at {
			t.Errorf("%v: %+v at %v", c.flags, p, p.ScheduledAt)
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, *p.ScheduledAt)
		if c.at == "" && (err != nil || time.Until(at) > time.Hour || time.Until(at) < 50*time.Minute) {
			t.Errorf("%v: %s, %v", c.flags, *p.ScheduledAt, err)
		}
	}
	for _, args := range [][]string{
		{"--at", "+10x"}, {"--at", "+-5m"}, {"--at", "2030-13-01T10:00"}, {"--at", "1999-01-01T10:00"}, {"--at", "2030-06-01T10:00", "--zone", "Local"},
		{"--now", "--privacy", "EVERYBODY"}, {"--now", "--mode", "story"}, {"--now", "--privacy", ""}, {"--now", "--cover-ms", "-1"},
		{"--now", "--branded-content"},
	} {
		all := append([]string{"post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--consent"}, args...)
		if r := b.run(all...); r.code != 2 || r.stdout != "" {
			t.Errorf("%v: exit %d, %s%s", args, r.code, r.stdout, r.stderr)
		}
	}
}
