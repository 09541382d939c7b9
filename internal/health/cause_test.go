package health_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/health"
)

// told writes what is shown as "code!(dependents)", the mark being an error's.
func told(all []health.Shown) string {
	var out []string
	for _, s := range all {
		text := s.Code
		if s.Severity == health.Error {
			text += "!"
		}
		var under []string
		for _, d := range s.Dependents {
			under = append(under, d.Code)
		}
		if len(under) > 0 {
			text += "(" + strings.Join(under, " ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestOneCauseShowsOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		have []string // oldest first; ! for an error
		want string
	}{
		{"nothing", nil, ""},
		{"two that have nothing to do with each other", []string{"ffmpeg", "offline"}, "ffmpeg, offline"},
		{"a wrong clock explains certificates", []string{"tls", "clock"}, "clock(tls)"},
		{"nothing explains itself", []string{"tls"}, "tls"},
		{"no network, nobody to ask", []string{"signed_out_unknown:a", "signed_out_unknown:b", "offline"}, "offline(signed_out_unknown:a signed_out_unknown:b)"},
		{"a locked keyring explains what needs tokens", []string{"credentials", "keyring!", "signed_out_unknown:a"}, "keyring!(credentials signed_out_unknown:a)"},
		{"what TikTok has ended, no key brings back", []string{"keyring!", "signed_out:a!"}, "keyring!, signed_out:a!"},
		{"nor the network", []string{"offline", "signed_out:a!"}, "signed_out:a!, offline"},
		{"a full disk explains the list of requests", []string{"ledger", "scheduler!", "disk!"}, "disk!(scheduler! ledger)"},
		{"a chain of causes has one root", []string{"not_publishing!", "scheduler!", "disk!"}, "disk!(not_publishing! scheduler!)"},
		{"the chain's middle, without its root", []string{"not_publishing!", "scheduler!"}, "scheduler!(not_publishing!)"},
		{"a cause is as bad as what it explains", []string{"disk", "scheduler!", "journal!"}, "disk!(scheduler!), journal!"},
		{"two causes: the first", []string{"clock", "offline", "tls"}, "clock(tls), offline"},
		{"a quota of a wrong clock", []string{"quota:a", "clock"}, "clock(quota:a)"},
		{"its own sign-in only", []string{"signed_out:a!", "sign_in_ends:a", "sign_in_ends:b"}, "signed_out:a!(sign_in_ends:a), sign_in_ends:b"},
	}
	for _, tt := range tests {
		var all []health.Condition
		for i, code := range tt.have {
			c := cond(strings.TrimSuffix(code, "!"), health.Warning)
			if code != c.Code {
				c.Severity = health.Error
			}
			c.Since = noon.Add(time.Duration(i) * time.Second)
			all = append(all, c)
		}
		want := strings.NewReplacer("! ", " ", "!)", ")").Replace(tt.want) // dependents are not marked
		if got := told(health.Explain(all)); got != want {
			t.Errorf("%s: %s, want %s", tt.name, got, want)
		}
	}
}

// TestNoCircleOfCauses: with one, everything would explain everything else away.
func TestNoCircleOfCauses(t *testing.T) {
	t.Parallel()
	rules := health.Rules()
	var walk func(at string, path []string)
	walk = func(at string, path []string) {
		if slices.Contains(path, at) {
			t.Fatalf("a circle: %v", append(path, at))
		}
		for _, next := range rules[at] {
			walk(next, append(slices.Clone(path), at))
		}
	}
	for cause := range rules {
		walk(cause, nil)
	}
	// Every kind of condition at once: each is shown, once.
	var all []health.Condition
	seen := map[string]int{}
	for cause, effects := range rules {
		for _, kind := range append(effects, cause) {
			if seen[kind] == 0 {
				all = append(all, cond(kind, health.Warning))
			}
			seen[kind]++
		}
	}
	count := 0
	for _, s := range health.Explain(all) {
		count += 1 + len(s.Dependents)
	}
	if count != len(all) {
		t.Errorf("%d conditions are shown as %d", len(all), count)
	}
}

// TestWhatACauseHidComesToLight when the cause is gone and it is not.
func TestWhatACauseHidComesToLight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		if got := b.Visible(); got == nil || len(got) != 0 {
			t.Errorf("a healthy program shows %#v, want an empty list", got)
		}
		b.Raise(cond("tls", health.Error))
		b.Raise(cond("clock", health.Warning))
		got := b.Visible()
		if told(got) != "clock!(tls)" || got[0].Dependents[0].Message == "" {
			t.Errorf("shown: %s", told(got))
		}
		b.Clear("clock")
		if got := told(b.Visible()); got != "tls!" {
			t.Errorf("shown: %s", got)
		}
	})
}

// TestWhoRaisesMayKnowSinceWhen: a sign-in ended before this start of the program.
func TestWhoRaisesMayKnowSinceWhen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		c := cond("signed_out:a", health.Error)
		c.Since = noon.Add(-time.Hour)
		b.Raise(c)
		again := c
		again.Since = noon
		b.Raise(again)
		if diff := cmp.Diff([]health.Condition{c}, b.Conditions()); diff != "" {
			t.Errorf("conditions (-want +got):\n%s", diff)
		}
		if n := b.announcements(); n != 1 {
			t.Errorf("%d announcements, want 1", n)
		}
	})
}
