package cuedrop_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const family = "👩‍👩‍👧‍👦" // 4 emoji joined by 3 ZWJ: 11 UTF-16 units, one picture

func TestCaptionsAreCountedInUTF16Units(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"": 0, "abc": 3, "ñ": 1, "n\u0303": 2, "日本": 2, "🎬": 2, family: 11, "\u200d": 1, "🇪🇸": 4, "\ufeff": 1,
		"\xff": 1, "\xed\xa0\x80": 3, // broken bytes count one each
	} {
		if got := cuedrop.CaptionUnits(s); got != want {
			t.Errorf("CaptionUnits(%q) = %d, want %d", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "caption")
		if got, want := cuedrop.CaptionUnits(s), len(utf16.Encode([]rune(s))); got != want {
			t.Errorf("CaptionUnits(%q) = %d, want %d", s, got, want)
		}
	})
}

func TestCaptionsThatTikTokWouldRefuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, caption, reason string
	}{
		{"none", "", ""},
		{"2200 letters", strings.Repeat("a", 2200), ""},
		{"2201 letters", strings.Repeat("a", 2201), "caption.too_long"},
		{"1100 emoji", strings.Repeat("🎬", 1100), ""},
		{"1100 emoji and a letter", strings.Repeat("🎬", 1100) + "a", "caption.too_long"},
		{"200 families", strings.Repeat(family, 200), ""},
		{"200 families and a letter", strings.Repeat(family, 200) + "!", "caption.too_long"},
		{"lines and tabs", "a\r\n\t#tag @name", ""},
		{"a replacement character typed as such", "\ufffd", ""},
		{"a lone surrogate as bytes", "\xed\xa0\xbd", "caption.encoding"},
		{"half an emoji", "🎬"[:2], "caption.encoding"},
		{"overlong", "\xc0\x80", "caption.encoding"},
		{"broken and too long", strings.Repeat("a", 3000) + "\xff", "caption.encoding"},
		{"NUL", "a\x00b", "caption.nul"},
	}
	for _, tt := range tests {
		err := cuedrop.ValidateCaption(tt.caption)
		if tt.reason == "" && err != nil || tt.reason != "" && (fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Invalid)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.reason)
		}
	}
}

func TestSettingsThatContradictThemselves(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mode   cuedrop.Mode
		s      cuedrop.Settings
		reason string
	}{
		{cuedrop.ModeDirect, cuedrop.Settings{}, ""},
		{cuedrop.ModeInbox, cuedrop.Settings{}, ""},
		{cuedrop.ModeDirect, cuedrop.Settings{Privacy: cuedrop.PrivacyFriends, Edit: cuedrop.Edit{Fit: cuedrop.FitBlur}, CoverMs: 1<<31 - 1, BrandedContent: true}, ""},
		{cuedrop.ModeDirect, cuedrop.Settings{Privacy: cuedrop.PrivacySelf, YourBrand: true}, ""},
		{"", cuedrop.Settings{}, "post.mode"},
		{"carrier pigeon", cuedrop.Settings{Caption: "\xff"}, "post.mode"},
		{cuedrop.ModeInbox, cuedrop.Settings{Caption: "\x00"}, "caption.nul"},
		{cuedrop.ModeDirect, cuedrop.Settings{Privacy: "public_to_everyone"}, "post.privacy"},
		{cuedrop.ModeDirect, cuedrop.Settings{Privacy: cuedrop.PrivacySelf, BrandedContent: true}, "post.branded_private"},
		{cuedrop.ModeDirect, cuedrop.Settings{CoverMs: -1}, "post.cover"},
		{cuedrop.ModeDirect, cuedrop.Settings{CoverMs: 1 << 31}, "post.cover"},
		{cuedrop.ModeDirect, cuedrop.Settings{Edit: cuedrop.Edit{Fit: "stretch"}}, "post.fit"},
	}
	for _, tt := range tests {
		err := cuedrop.ValidateSettings(tt.mode, tt.s)
		if tt.reason == "" && err != nil || tt.reason != "" && (fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Invalid)) {
			t.Errorf("%s %+v: %v, want %q", tt.mode, tt.s, err, tt.reason)
		}
	}
}

// TestWhatIsMissingIsNamedInOrder takes a post without anything and mends what it is
// told, one after the other.
func TestWhatIsMissingIsNamedInOrder(t *testing.T) {
	t.Parallel()
	p := cuedrop.Post{Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: "\xff"}}
	m := cuedrop.Media{Check: cuedrop.Check{Verdict: cuedrop.VerdictRefused}}
	steps := []struct {
		reason string
		mend   func()
	}{
		{"caption.encoding", func() { p.Settings.Caption = "ok" }},
		{"post.account", func() { p.AccountID = "acct_1" }},
		{"post.media", func() { m.Check.Verdict = cuedrop.VerdictFixable }},
		{"post.privacy_missing", func() { p.Settings.Privacy = cuedrop.PrivacySelf }},
		{"post.consent", func() { p.Consent = &cuedrop.Consent{} }},
		{"post.consent", func() { p.Consent.TextVersion = "music-1" }},
		{"post.consent", func() { p.Consent.At = time.Unix(1, 0) }},
	}
	for _, s := range steps {
		if err := cuedrop.ValidateReady(p, m); fault.ReasonOf(err) != s.reason || !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want %s", err, s.reason)
		}
		s.mend()
	}
	if err := cuedrop.ValidateReady(p, m); err != nil {
		t.Errorf("a complete post: %v", err)
	}
	p.Mode, p.Settings.Privacy = cuedrop.ModeInbox, ""
	if err := cuedrop.ValidateReady(p, m); err != nil {
		t.Errorf("an inbox upload needs no audience: %v", err)
	}
}

func TestAnOfferThatWasTakenBackIsRejectedAndNeverReplaced(t *testing.T) {
	t.Parallel()
	all := cuedrop.Settings{Privacy: cuedrop.PrivacyPublic, AllowComment: true, AllowDuet: true, AllowStitch: true}
	offer := cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacyPublic, cuedrop.PrivacySelf}}
	tests := []struct {
		name   string
		change func(*cuedrop.Settings, *cuedrop.Creator)
		reason string
	}{
		{"everything offered", func(*cuedrop.Settings, *cuedrop.Creator) {}, ""},
		{"another audience is offered", func(s *cuedrop.Settings, _ *cuedrop.Creator) { s.Privacy = cuedrop.PrivacyFriends }, "tiktok.privacy_not_offered"},
		{"no audience is offered", func(_ *cuedrop.Settings, c *cuedrop.Creator) { c.PrivacyOptions = nil }, "tiktok.privacy_not_offered"},
		{"no audience was chosen", func(s *cuedrop.Settings, _ *cuedrop.Creator) { s.Privacy = "" }, "tiktok.privacy_not_offered"},
		{"comments off", func(_ *cuedrop.Settings, c *cuedrop.Creator) { c.CommentDisabled = true }, "tiktok.comment_disabled"},
		{"duets off", func(_ *cuedrop.Settings, c *cuedrop.Creator) { c.DuetDisabled = true }, "tiktok.duet_disabled"},
		{"stitches off", func(_ *cuedrop.Settings, c *cuedrop.Creator) { c.StitchDisabled = true }, "tiktok.stitch_disabled"},
		{"off and not wanted", func(s *cuedrop.Settings, c *cuedrop.Creator) {
			*s = cuedrop.Settings{Privacy: cuedrop.PrivacySelf}
			c.CommentDisabled, c.DuetDisabled, c.StitchDisabled = true, true, true
		}, ""},
	}
	for _, tt := range tests {
		s, c := all, offer
		tt.change(&s, &c)
		err := cuedrop.CheckOffer(s, c)
		if tt.reason == "" && err != nil || tt.reason != "" && (fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Rejected)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.reason)
		}
	}
}
