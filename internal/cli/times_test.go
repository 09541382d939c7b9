package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// TestOddTimesAreTold: what a clock change does to a time, and one that has passed
// (product.md, decision 6).
func TestOddTimesAreTold(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "connect")
	clip := b.clip("clip.mp4")
	for _, tt := range []struct{ at, scheduled, told string }{
		{"2027-03-28T02:30", "2027-03-28T01:30:00Z", "Clocks in Europe/Berlin skip 02:30 that day. The post goes out at 2027-03-28 03:30 +02:00 Europe/Berlin."},
		{"2027-10-31T02:30", "2027-10-31T00:30:00Z", "goes out the first time, at 2027-10-31 02:30 +02:00 Europe/Berlin."},
		{"2027-06-01T10:00", "2027-06-01T08:00:00Z", ""},
		{"2027-06-01T10:00+03:00", "2027-06-01T07:00:00Z", ""},
		{"2027-06-01T10:00Z", "2027-06-01T10:00:00Z", ""},
		{"2025-06-01T10:00", "2025-06-01T08:00:00Z", "has passed"},
	} {
		r := b.want(0, "post", "add", clip, "--account", "practice.creator", "--privacy", "SELF_ONLY", "--consent",
			"--at", tt.at, "--zone", "Europe/Berlin", "--json")
		var p post
		if err := json.Unmarshal([]byte(r.stdout), &p); err != nil {
			t.Fatal(err)
		}
		told := strings.TrimSpace(strings.ReplaceAll(r.stderr, sameClip(r.stderr), ""))
		if p.ScheduledAt == nil || *p.ScheduledAt != tt.scheduled || (tt.told == "") != (told == "") || !strings.Contains(told, tt.told) || strings.Contains(tt.told, "Berlin") != (p.TimeNote != "") {
			t.Errorf("%s: %v, told %q", tt.at, p.ScheduledAt, told)
		}
	}
}

// sameClip returns the line that tells of a post of the same clip.
func sameClip(stderr string) string {
	for line := range strings.Lines(stderr) {
		if strings.Contains(line, "same clip") {
			return line
		}
	}
	return ""
}

// TestAPostGetsItsAccountBack, after that was disconnected and signed in again.
func TestAPostGetsItsAccountBack(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "connect")
	var p post
	b.json(&p, "post", "add", b.clip("clip.mp4"), "--account", "practice.creator", "--privacy", "SELF_ONLY", "--consent", "--now")
	b.want(0, "account", "disconnect", "practice.creator")
	b.want(0, "account", "connect")
	b.want(3, "run", "--until-idle")
	if r := b.run("post", "retry", p.ID, "--account", "practice.creator"); r.code != 2 || !strings.Contains(r.stderr, "--consent") {
		t.Errorf("without consent: exit %d, %s", r.code, r.stderr)
	}
	b.want(0, "post", "retry", p.ID, "--account", "practice.creator", "--consent")
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)
	if p.State != "published" {
		t.Errorf("%+v", p)
	}
}
