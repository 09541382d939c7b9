package cuedrop_test

import (
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// long is a clip that is refused for its 12 minutes and would need the rest made anew.
func long() cuedrop.Check {
	return cuedrop.Check{
		Verdict: cuedrop.VerdictRefused, Info: cuedrop.MediaInfo{DurationMs: 12 * 60_000},
		Findings: []cuedrop.Finding{
			{Code: "too_long", Severity: cuedrop.SeverityRefused, Message: "12 min long."},
			{Code: "rotated", Severity: cuedrop.SeverityFixable, Message: "Turned."},
			{Code: "not_upright", Severity: cuedrop.SeverityWarning, Message: "Wide."},
		},
	}
}

// reason is a fault's word, or "" of none.
func reason(err error) string {
	if err == nil {
		return ""
	}
	return fault.ReasonOf(err)
}

func TestAClipThatIsOnlyTooLongIsCut(t *testing.T) {
	t.Parallel()
	hopeless, fine := long(), cuedrop.Check{Verdict: cuedrop.VerdictOK, Info: cuedrop.MediaInfo{DurationMs: 60_000}}
	hopeless.Findings = append(hopeless.Findings, cuedrop.Finding{Code: "encrypted", Severity: cuedrop.SeverityRefused})
	unknown := cuedrop.Check{Verdict: cuedrop.VerdictOK}
	cut := func(start, end int64) cuedrop.Edit { return cuedrop.Edit{TrimStartMs: start, TrimEndMs: end} }
	for _, tt := range []struct {
		name   string
		check  cuedrop.Check
		edit   cuedrop.Edit
		reason string
	}{
		{"whole", long(), cuedrop.Edit{}, "post.too_long"},
		{"cut to 11 min", long(), cut(60_000, 0), "post.too_long"},
		{"cut to 10 min", long(), cut(120_000, 0), ""},
		{"cut to 10.5 s past the end's room", long(), cut(0, 600_501), "post.too_long"},
		{"cut to the end's room", long(), cut(0, 600_500), ""},
		{"cut to 1 s", long(), cut(1000, 2000), ""},
		{"cut to 0.9 s", long(), cut(1000, 1900), "post.too_short"},
		{"begins after the end", fine, cut(61_000, 70_000), "post.too_short"},
		{"cut and refused for more", hopeless, cut(0, 60_000), "post.media"},
		{"fine", fine, cuedrop.Edit{}, ""},
		{"fine and cut", fine, cut(0, 5000), ""},
		{"of unknown length", unknown, cut(0, 500), ""},
	} {
		err := tt.check.Allows(tt.edit)
		if reason(err) != tt.reason || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.reason)
		}
		p := cuedrop.Post{Mode: cuedrop.ModeInbox, AccountID: "acct_1", Settings: cuedrop.Settings{Edit: tt.edit}, Consent: &cuedrop.Consent{At: time.Unix(1, 0), TextVersion: "music-1"}}
		if err := cuedrop.ValidateReady(p, cuedrop.Media{Check: tt.check}); reason(err) != tt.reason {
			t.Errorf("%s: scheduled: %v, want %q", tt.name, err, tt.reason)
		}
	}
	if !long().Trimmable() || hopeless.Trimmable() || fine.Trimmable() {
		t.Error("what can be cut was misjudged")
	}
}

func TestFindingsAfterAnEdit(t *testing.T) {
	t.Parallel()
	short := cuedrop.Check{Verdict: cuedrop.VerdictOK, Info: cuedrop.MediaInfo{DurationMs: 60_000}, Findings: []cuedrop.Finding{
		{Code: "index_last", Severity: cuedrop.SeverityInfo}, {Code: "not_upright", Severity: cuedrop.SeverityWarning},
	}}
	for _, tt := range []struct {
		name  string
		check cuedrop.Check
		edit  cuedrop.Edit
		want  []string
	}{
		{"as it is", long(), cuedrop.Edit{}, []string{"too_long", "rotated", "not_upright"}},
		{"cut", long(), cuedrop.Edit{TrimEndMs: 60_000}, []string{"rotated", "not_upright"}},
		{"cut too little", long(), cuedrop.Edit{TrimEndMs: 11 * 60_000}, []string{"too_long", "rotated", "not_upright"}},
		{"cut and filled", long(), cuedrop.Edit{TrimEndMs: 60_000, Fit: cuedrop.FitBlur}, []string{"rotated"}},
		{"kept", short, cuedrop.Edit{Fit: cuedrop.FitKeep}, []string{"not_upright", "index_last"}},
		{"cut to 2 s", short, cuedrop.Edit{TrimEndMs: 2000}, []string{"not_upright", "short", "index_last"}},
		{"cut to nothing", short, cuedrop.Edit{TrimStartMs: 59_500}, []string{"too_short", "not_upright", "index_last"}},
	} {
		var got []string
		for _, f := range tt.check.After(tt.edit) {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if short.Findings[0].Code != "index_last" {
		t.Error("the check itself was changed")
	}
}
