package cli_test

import (
	"strings"
	"testing"
	"time"

	"cuedrop/internal/sandbox"
)

// TestAccountMissed shows and changes the policy, and refuses what can't be.
func TestAccountMissed(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.want(0, "account", "connect")
	const who = "practice.creator"
	type out struct {
		ID, Policy string
		Minutes    int
	}
	for _, c := range []struct {
		args []string
		want out
	}{
		{nil, out{Policy: "within", Minutes: 60}},
		{[]string{"--minutes", "15"}, out{Policy: "within", Minutes: 15}},
		{[]string{"--policy", "next-slot"}, out{Policy: "next_slot", Minutes: 15}},
		{[]string{"--policy", "skip", "--minutes", "1440"}, out{Policy: "skip", Minutes: 1440}},
		{[]string{"--policy", "ask"}, out{Policy: "ask", Minutes: 1440}},
		{nil, out{Policy: "ask", Minutes: 1440}},
	} {
		var got out
		strict(t, b.want(0, append([]string{"account", "missed", who, "--json"}, c.args...)...).stdout, &got)
		if c.want.ID = got.ID; got != c.want || got.ID == "" {
			t.Errorf("%v: %+v, want %+v", c.args, got, c.want)
		}
	}
	for _, wrong := range [][]string{{"--policy", "never"}, {"--minutes", "0"}, {"--minutes", "1441"}, {"--minutes", "soon"}} {
		b.want(2, append([]string{"account", "missed", who}, wrong...)...)
	}
	if r := b.want(1, "account", "missed", "nobody"); !strings.Contains(r.stderr, "account.not_found") {
		t.Errorf("%s", r.stderr)
	}
	if r := b.want(0, "account", "missed", who); !strings.Contains(r.stdout, "you are asked") {
		t.Errorf("%s", r.stdout)
	}
}

// TestAMissedPostGoesTheWayOfItsPolicy, in whole programs: a post whose time passed
// while none ran.
func TestAMissedPostGoesTheWayOfItsPolicy(t *testing.T) {
	t.Parallel()
	const who = "practice.creator"
	for name, c := range map[string]struct {
		policy []string
		late   time.Duration
		slots  bool
		exit   int
		state  string
		reason string
	}{
		"in time":               {[]string{"--policy", "within"}, 20 * time.Minute, false, 0, "published", ""},
		"too late":              {[]string{"--policy", "within", "--minutes", "5"}, 20 * time.Minute, false, 3, "missed", "schedule.missed"},
		"asked":                 {[]string{"--policy", "ask"}, 20 * time.Minute, false, 3, "missed", "schedule.missed"},
		"next slot":             {[]string{"--policy", "next-slot"}, 20 * time.Minute, true, 0, "scheduled", "schedule.moved"},
		"next slot without any": {[]string{"--policy", "next-slot"}, 20 * time.Minute, false, 3, "missed", "schedule.missed_no_slot"},
		"skipped":               {[]string{"--policy", "skip"}, 20 * time.Minute, false, 0, "canceled", "schedule.skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t).practice(sandbox.Scenario{})
			clip := b.clip("clip.mp4")
			b.want(0, "account", "connect")
			b.want(0, append([]string{"account", "missed", who}, c.policy...)...)
			if c.slots {
				b.want(0, "account", "slots", who, "mon@12:00", "thu@12:00", "--zone", "Etc/UTC")
			}
			var p post
			b.json(&p, "post", "add", clip, "--account", who, "--privacy", "self", "--consent",
				"--at", time.Now().UTC().Add(-c.late).Format("2006-01-02T15:04:05"), "--zone", "Etc/UTC")
			r := b.want(c.exit, "run", "--until-idle")
			b.json(&p, "post", "show", p.ID)
			reason := ""
			if p.Failure != nil {
				reason = p.Failure.Reason
			}
			if p.State != c.state || reason != c.reason {
				t.Errorf("%s because of %q, want %s because of %q\n%s", p.State, reason, c.state, c.reason, r.stderr)
			}
			if n := b.sandbox.Counts().Init; (n == 1) != (c.state == "published") {
				t.Errorf("%d inits", n)
			}
			if out := b.want(0, "post", "show", p.ID, "--json").stdout; (c.reason != "") != strings.Contains(out, `"by": "policy"`) && (c.reason != "") != strings.Contains(out, `"by":"policy"`) {
				t.Errorf("the journal says nothing of the policy, or too much:\n%s", out)
			}
		})
	}
}

// TestATravellersPostKeepsItsZone: the computer's zone is another one by then, and the
// post goes out when it was to (F9).
func TestATravellersPostKeepsItsZone(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	b.want(0, "account", "connect")
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(30 * time.Hour).Truncate(time.Second)
	var p post
	b.json(&p, "post", "add", clip, "--account", "practice.creator", "--privacy", "self", "--consent", "--at", at.In(madrid).Format("2006-01-02T15:04:05"))
	for _, zone := range []string{"Asia/Tokyo", "America/New_York"} {
		b.env = append(b.env, "TZ="+zone)
		b.want(0, "run", "--until-idle")
		b.json(&p, "post", "show", p.ID)
		shown, err := time.Parse(time.RFC3339, *p.ScheduledAt)
		if err != nil || !shown.Equal(at) || p.Zone != "Europe/Madrid" || p.State != "scheduled" {
			t.Errorf("in %s: %s at %v in %s, %v", zone, p.State, shown, p.Zone, err)
		}
		if r := b.want(0, "post", "show", p.ID); !strings.Contains(r.stdout, at.In(madrid).Format("2 January 2006, 15:04:05")+"  (Europe/Madrid") {
			t.Errorf("in %s it shows\n%s", zone, r.stdout)
		}
	}
}
