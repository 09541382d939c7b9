package engine

import (
	"testing"
	"time"

	"cuedrop/internal/egress"
)

// TestWhatRequestsTellOfTheNetwork plays outcomes, a second apart, and looks at what
// is told after each: o for offline, t for tls, - for nothing wrong, . for nothing new.
func TestWhatRequestsTellOfTheNetwork(t *testing.T) {
	t.Parallel()
	const ok, offline, tls = egress.OutcomeOK, egress.OutcomeOffline, egress.OutcomeTLS
	tests := []struct {
		name     string
		outcomes []string
		want     string
		since    int // second of the last
	}{
		{"answers", []string{ok, ok}, "--", 0},
		{"one failure is nobody's business", []string{ok, offline, ok}, "---", 0},
		{"two in a row, then an answer", []string{offline, offline, offline, ok}, "-oo-", 0},
		{"since the first of the row", []string{ok, offline, offline}, "--o", 1},
		{"of whatever kind", []string{egress.OutcomeTimeout, egress.OutcomeStalled, egress.OutcomeBroken, offline}, "-ooo", 0},
		{"not TikTok", []string{tls, tls}, "-t", 0},
		{"offline, then a network that is not TikTok", []string{offline, offline, tls, tls, ok}, "-o-t-", 0},
		{"what was refused here tells nothing", []string{offline, egress.OutcomeRefused, egress.OutcomeCanceled, offline}, "-..o", 0},
		{"a huge answer is an answer", []string{offline, offline, egress.OutcomeTooLarge}, "-o-", 0},
		{"pictures come from elsewhere", []string{"avatar", "avatar", "avatar"}, "...", 0},
	}
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, tt := range tests {
		var r reach
		got := ""
		var since time.Time
		for i, outcome := range tt.outcomes {
			entry := egress.Entry{At: start.Add(time.Duration(i) * time.Second), Outcome: outcome}
			if outcome == "avatar" {
				entry.Outcome, entry.Purpose = offline, egress.PurposeAvatar
			}
			code, at, changed := r.note(entry)
			switch {
			case !changed:
				got += "."
			case code == "":
				got += "-"
			default:
				got += code[:1]
				since = at
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if tt.since > 0 && !since.Equal(start.Add(time.Duration(tt.since)*time.Second)) {
			t.Errorf("%s: since %v", tt.name, since)
		}
	}
}

// TestNobodySaysOfflineForLong: Cuedrop sends nothing merely to find out whether the
// network is back, so after a while it does not know.
func TestNobodySaysOfflineForLong(t *testing.T) {
	t.Parallel()
	var r reach
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for range 2 {
		r.note(egress.Entry{At: at, Outcome: egress.OutcomeOffline})
	}
	if r.stale(at.Add(reachHolds - time.Second)) {
		t.Error("forgotten too soon")
	}
	if !r.stale(at.Add(reachHolds)) || r.stale(at.Add(2*reachHolds)) {
		t.Error("not forgotten, or twice")
	}
	if code, _, _ := r.note(egress.Entry{At: at.Add(time.Hour), Outcome: egress.OutcomeOffline}); code != "" {
		t.Error("what was forgotten still counts")
	}
}
