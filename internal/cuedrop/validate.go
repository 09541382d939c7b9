package cuedrop

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"cuedrop/internal/fault"
)

// CaptionMax is TikTok's limit, in UTF-16 code units (tiktok-open-api.md 3.2).
const CaptionMax = 2200

// CaptionUnits returns the length of s as TikTok counts it.
func CaptionUnits(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// ValidateCaption returns Invalid for a caption that TikTok would refuse.
func ValidateCaption(s string) error {
	switch {
	case !utf8.ValidString(s):
		return fault.New(fault.Invalid, "caption.encoding", "The caption has broken characters. Type it again.")
	case strings.ContainsRune(s, 0):
		return fault.New(fault.Invalid, "caption.nul", "The caption has an invisible character that TikTok refuses. Type it again.")
	case CaptionUnits(s) > CaptionMax:
		return fault.New(fault.Invalid, "caption.too_long", "The caption is over 2,200 characters, TikTok's limit. Shorten it.")
	}
	return nil
}

// ValidateSettings checks what can be checked without asking TikTok. It holds for
// drafts too: a draft may lack things but not contradict itself.
func ValidateSettings(mode Mode, s Settings) error {
	if mode != ModeDirect && mode != ModeInbox {
		return fault.New(fault.Invalid, "post.mode", "Choose how the post goes out: direct or inbox.")
	}
	if err := ValidateCaption(s.Caption); err != nil {
		return err
	}
	switch s.Privacy {
	case "", PrivacyPublic, PrivacyFriends, PrivacyFollowers, PrivacySelf:
	default:
		return fault.New(fault.Invalid, "post.privacy", "That audience is unknown. Choose one that TikTok offers this account.")
	}
	if s.BrandedContent && s.Privacy == PrivacySelf {
		return fault.New(fault.Invalid, "post.branded_private", "Branded content visibility cannot be set to private.")
	}
	if err := ValidateEdit(s.Edit); err != nil {
		return err
	}
	if s.CoverMs < 0 || s.CoverMs > 1<<31-1 {
		return fault.New(fault.Invalid, "post.cover", "The cover's time is out of range.")
	}
	return nil
}

// ValidateReady returns Invalid, naming the first thing that is missing, unless p
// can be scheduled: account, clip as edited, audience (direct), consent. A receipt that does
// not say when and to which sentence is no consent.
func ValidateReady(p Post, m Media) error {
	if err := ValidateSettings(p.Mode, p.Settings); err != nil {
		return err
	}
	if p.AccountID == "" {
		return fault.New(fault.Invalid, "post.account", "Choose the account that posts this.")
	}
	if err := m.Check.Allows(p.Settings.Edit); err != nil {
		return err
	}
	switch {
	case p.Mode == ModeDirect && p.Settings.Privacy == "":
		return fault.New(fault.Invalid, "post.privacy_missing", "Choose who can watch this.")
	case p.Consent == nil || p.Consent.TextVersion == "" || p.Consent.At.IsZero():
		return fault.New(fault.Invalid, "post.consent", "Agree to TikTok's terms for this post before it is scheduled.")
	}
	return nil
}

// CheckOffer returns Rejected when creator no longer offers what p asks for. The
// caller holds the post and asks the user; nothing is ever substituted.
func CheckOffer(s Settings, creator Creator) error {
	offered := false
	for _, p := range creator.PrivacyOptions {
		offered = offered || p == s.Privacy
	}
	switch {
	case !offered:
		return fault.New(fault.Rejected, "tiktok.privacy_not_offered", "TikTok no longer offers this account the audience you chose. Choose again; nothing was sent.")
	case s.AllowComment && creator.CommentDisabled:
		return fault.New(fault.Rejected, "tiktok.comment_disabled", "Comments are turned off in this account's TikTok settings. Choose again; nothing was sent.")
	case s.AllowDuet && creator.DuetDisabled:
		return fault.New(fault.Rejected, "tiktok.duet_disabled", "Duets are turned off in this account's TikTok settings. Choose again; nothing was sent.")
	case s.AllowStitch && creator.StitchDisabled:
		return fault.New(fault.Rejected, "tiktok.stitch_disabled", "Stitches are turned off in this account's TikTok settings. Choose again; nothing was sent.")
	}
	return nil
}
