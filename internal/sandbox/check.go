package sandbox

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// usernamePattern is TikTok's: letters, digits, underscore and dot. It also keeps
// usernames safe in the avatar's path.
var usernamePattern = regexp.MustCompile(`^[A-Za-z0-9_.]{2,24}$`)

var knownScopes = []string{scopeBasic, scopeProfile, scopeStats, scopePublish, scopeUpload, scopeList}

var knownPrivacy = []string{privacyPublic, privacyFriends, privacyFollowers, privacySelf}

// knownFailReasons is the table of spec 3.5. The last one is in one client's
// table only, not in TikTok's documents.
var knownFailReasons = []string{
	"file_format_check_failed", "duration_check_failed", "frame_rate_check_failed", "picture_size_check_failed",
	"internal", "video_pull_failed", "photo_pull_failed", "publish_cancelled", reasonAuthRemoved,
	codeTooManyPosts, codeBanned, "spam_risk_text", "spam_risk", "privacy_level_not_authorized",
}

var authorizeModes = []string{"", authorizeApprove, authorizePage, authorizeDeny, authorizeNonTarget, authorizeUnauthorized}

// check reports everything that is wrong with the scenario, not only the first thing.
func (sc Scenario) check() error {
	var p problems
	sc.App.check(&p)
	sc.checkCreators(&p)
	p.oneOf("authorize.always", sc.Authorize.Always, authorizeModes)
	for i, s := range sc.Authorize.Scopes {
		p.oneOf(fmt.Sprintf("authorize.scopes[%d]", i), s, knownScopes)
	}
	sc.Wire.check(&p)
	p.oneOf("limits.megabyte", sc.Limits.Megabyte, []string{"", megabyteDecimal, megabyteBinary})
	if sc.Limits.NarrowMB && sc.Limits.Megabyte != "" {
		p.addf("limits.megabyte: says the same as limits.narrowMB in another way; give one of them")
	}
	if r := sc.Processing.FailReason; r != "" {
		p.oneOf("processing.failReason", r, knownFailReasons)
	}
	p.notNegative("app.activeCreators", sc.App.ActiveCreators)
	p.notNegative("tokens.accessSeconds", sc.Tokens.AccessSeconds)
	p.notNegative("tokens.refreshSeconds", sc.Tokens.RefreshSeconds)
	p.notNegative("tokens.dropRefreshReply", sc.Tokens.DropRefreshReply)
	p.notNegative("authorize.codeSeconds", sc.Authorize.CodeSeconds)
	p.notNegative("limits.postsPerDay", sc.Limits.PostsPerDay)
	p.notNegative("limits.pendingDrafts", sc.Limits.PendingDrafts)
	p.notNegative("uploadURLSeconds", sc.UploadURLSeconds)
	p.notNegative("processing.durationMs", sc.Processing.DurationMs)
	p.notNegative("processing.inboxFinishedAfterPolls", sc.Processing.InboxFinishedAfterPolls)
	if n := sc.Processing.Polls; n != nil {
		p.notNegative("processing.polls", *n)
	}
	if n := sc.Processing.PostIDsAfterPolls; n != nil {
		p.notNegative("processing.postIdsAfterPolls", *n)
	}
	for i, f := range sc.Faults {
		if _, err := f.parse(); err != nil {
			p.addf("faults[%d]: %w", i, err)
		}
	}
	return errors.Join(p...)
}

func (a App) check(p *problems) {
	for i, s := range a.Scopes {
		p.oneOf(fmt.Sprintf("app.scopes[%d]", i), s, knownScopes)
	}
	if len(a.RedirectURIs) > maxRedirectURIs {
		p.addf("app.redirectURIs: %d entries, TikTok allows %d", len(a.RedirectURIs), maxRedirectURIs)
	}
	for i, uri := range a.RedirectURIs {
		if err := checkRegisteredRedirect(uri); err != nil {
			p.addf("app.redirectURIs[%d]: %w", i, err)
		}
	}
}

func (sc Scenario) checkCreators(p *problems) {
	seen := map[string]bool{}
	for i, c := range sc.Creators {
		at := fmt.Sprintf("creators[%d]", i)
		if !usernamePattern.MatchString(c.Username) {
			p.addf("%s.username: %q is not 2 to 24 letters, digits, dots or underscores", at, c.Username)
		}
		if seen[c.Username] {
			p.addf("%s.username: %q appears twice", at, c.Username)
		}
		seen[c.Username] = true
		for j, o := range c.PrivacyLevelOptions {
			p.oneOf(fmt.Sprintf("%s.privacyLevelOptions[%d]", at, j), o, knownPrivacy)
		}
		p.oneOf(at+".refuse", c.Refuse, []string{"", codeTooManyPosts, codeBanned, codeActiveUserCap})
		p.notNegative(at+".maxDurationSec", int(c.MaxDurationSec))
		p.notNegative(at+".postedToday", c.PostedToday)
		p.notNegative(at+".pendingDrafts", c.PendingDrafts)
	}
	who := sc.Authorize.Creator
	if who == "" {
		return
	}
	if len(sc.Creators) == 0 {
		seen = map[string]bool{defaultPublicCreator: true, defaultPrivateCreator: true}
	}
	if !seen[who] {
		p.addf("authorize.creator: there is no creator %q", who)
	}
}

// problems collects what is wrong with a scenario.
type problems []error

func (p *problems) addf(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

func (p *problems) oneOf(field, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		p.addf("%s: %q is not one of %q", field, value, allowed)
	}
}

func (p *problems) notNegative(field string, n int) {
	if n < 0 {
		p.addf("%s: %d is negative", field, n)
	}
}
