package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
)

// The practice app's credentials. TikTok's own sandbox keys start with "sb" too
// (spec 1.10), so a key in a log or a setting shows at once which world it is from.
// They open nothing but this package.
const (
	DefaultClientKey    = "sbpracticeapp0cuedrop"
	DefaultClientSecret = "practice-secret-opens-nothing-real"
)

// Scenario says which TikTok the sandbox plays. Every field may be left out; the
// zero value is a TikTok where everything works. In a file it is one JSON object
// with the camelCase names below; see [LoadScenario].
//
//	{
//	  "app":        {"audited": false},
//	  "creators":   [{"username": "quiet.corner", "private": true}],
//	  "tokens":     {"accessSeconds": 60},
//	  "authorize":  {"always": "approve"},
//	  "processing": {"polls": 3, "failReason": "frame_rate_check_failed"},
//	  "wire":       {"uploadStatuses": "created"},
//	  "faults":     [{"on": "last_chunk", "nth": 1, "do": "drop_after"}]
//	}
type Scenario struct {
	App        App        `json:"app"`
	Creators   []Creator  `json:"creators"` // none: practice.creator (public) and quiet.corner (private)
	Tokens     Tokens     `json:"tokens"`
	Authorize  Authorize  `json:"authorize"`
	Limits     Limits     `json:"limits"`
	Processing Processing `json:"processing"`
	Wire       Wire       `json:"wire"`
	Faults     []Fault    `json:"faults"`

	// UploadURLSeconds is how long an upload_url works. 0 means 3600 (spec 3.2).
	UploadURLSeconds int `json:"uploadURLSeconds"`
	// KeepPartialChunks makes bytes of a chunk that broke off count. By default
	// they do not, and progress stays at the chunk's start. TikTok's own rule is
	// not known (spec 9.4), so a client has to manage with both.
	KeepPartialChunks bool `json:"keepPartialChunks"`
	// ExclusiveProgress makes the progress header of an upload name the number of
	// bytes instead of the index of the last one (the other reading of spec 9.4).
	ExclusiveProgress bool `json:"exclusiveProgress"`
}

// App is the registered TikTok app.
type App struct {
	Name         string   `json:"name"`         // shown on the consent page
	ClientKey    string   `json:"clientKey"`    // "" = DefaultClientKey
	ClientSecret string   `json:"clientSecret"` // "" = DefaultClientSecret
	Scopes       []string `json:"scopes"`       // none = all the sandbox knows
	// RedirectURIs follow the Desktop rules of spec 1.1; the port may be "*". None
	// means http://127.0.0.1:*/callback/ and http://localhost:*/callback/.
	RedirectURIs []string `json:"redirectURIs"`
	// Audited is true unless set to false. An unaudited app posts only to private
	// accounts, only SELF_ONLY, for at most 5 creators in 24 hours (spec 3.8).
	Audited *bool `json:"audited"`
	// ActiveCreators caps the creators that post in 24 hours. 0 means 5 for an
	// unaudited app and no cap for an audited one.
	ActiveCreators int `json:"activeCreators"`
}

// Creator is a TikTok account that can sign in.
type Creator struct {
	Username string `json:"username"`
	Nickname string `json:"nickname"` // "" = the username
	// Private accounts have other privacy options, and duet and stitch are off (spec 3.1).
	Private             bool     `json:"private"`
	PrivacyLevelOptions []string `json:"privacyLevelOptions"` // none = by Private
	CommentDisabled     bool     `json:"commentDisabled"`
	DuetDisabled        bool     `json:"duetDisabled"`
	StitchDisabled      bool     `json:"stitchDisabled"`
	MaxDurationSec      int32    `json:"maxDurationSec"` // 0 = 600
	// Refuse is the code with which TikTok keeps this creator from posting:
	// spam_risk_too_many_posts, spam_risk_user_banned_from_posting or
	// reached_active_user_cap. creator_info says it with HTTP 200, init with 403.
	Refuse string `json:"refuse"`
	// PostedToday and PendingDrafts are what other apps already used up of the
	// caps in Limits.
	PostedToday   int `json:"postedToday"`
	PendingDrafts int `json:"pendingDrafts"`
}

// Tokens chooses lifetimes and the dialect of OAuth errors.
type Tokens struct {
	AccessSeconds  int `json:"accessSeconds"`  // 0 = 7200 (spec 1.6, the newer documents)
	RefreshSeconds int `json:"refreshSeconds"` // 0 = 15552000, 180 days (spec 1.6)
	// DropRefreshReply cuts the connection on the first so many refreshes, after
	// the tokens were rotated: the client never learns its new refresh token.
	DropRefreshReply int `json:"dropRefreshReply"`
	// ErrorsAs400 sends OAuth errors with HTTP 400. TikTok sends 200 (spec 1.7).
	ErrorsAs400 bool `json:"errorsAs400"`
}

// Authorize says what happens on the consent page.
type Authorize struct {
	// Always overrides the rule that disable_auto_auth=1 shows the page and
	// anything else approves at once. One of:
	//   "approve"              sign in without asking
	//   "page"                 ask
	//   "deny"                 the user said no
	//   "non_sandbox_target"   the account is not a target user of a sandbox app
	//   "unauthorized_client"  Login Kit or the redirect is not set up
	Always string `json:"always"`
	// Creator is who signs in when nobody is asked. "" = the first creator.
	Creator string `json:"creator"`
	// Scopes, if any, are all that is granted of what was requested, when nobody
	// is asked: the user switched the others off.
	Scopes []string `json:"scopes"`
	// CodeSeconds is the life of an authorization code. 0 means 300; TikTok's own
	// value is not documented (spec 1.4).
	CodeSeconds int `json:"codeSeconds"`
}

// Limits changes the caps. Zero values are TikTok's.
type Limits struct {
	NoRates       bool `json:"noRates"`       // no requests-per-minute limits
	PostsPerDay   int  `json:"postsPerDay"`   // direct posts per creator in 24 h; 0 = 15 (spec 3.8)
	PendingDrafts int  `json:"pendingDrafts"` // inbox drafts per creator in 24 h; 0 = 5 (spec 3.3)
	// NarrowMB applies whichever of 1,000,000 and 1,048,576 bytes makes a chunk
	// rule stricter. By default a plan is refused only if both readings of "MB"
	// refuse it (spec 3.4, rule 6).
	NarrowMB bool `json:"narrowMB"`
	// Megabyte is "decimal" or "binary" to apply that reading alone; "" = as NarrowMB
	// says.
	Megabyte string `json:"megabyte"`
}

// Processing says what TikTok does with a video after its last byte.
type Processing struct {
	// Polls is how many status requests still see PROCESSING_UPLOAD. Absent = 1.
	// DurationMs, if not 0, replaces it: processing ends that long after the upload.
	Polls      *int `json:"polls"`
	DurationMs int  `json:"durationMs"`
	// PostIDsAfterPolls is how many status requests see PUBLISH_COMPLETE of a
	// public post without its post id, as while TikTok moderates. Absent = 1.
	PostIDsAfterPolls *int `json:"postIdsAfterPolls"`
	// InboxFinishedAfterPolls is how many status requests see SEND_TO_USER_INBOX
	// before the creator finishes the post in the app. 0 = never.
	InboxFinishedAfterPolls int `json:"inboxFinishedAfterPolls"`
	// StuckForever never leaves PROCESSING_UPLOAD.
	StuckForever bool `json:"stuckForever"`
	// FailReason ends every post as FAILED for this reason (spec 3.5). To fail
	// only some posts use a fault: {"on": "init", "nth": 2, "do": "fail:internal"}.
	FailReason string `json:"failReason"`
}

// unauditedCreators is how many creators an app without audit posts for in 24 hours
// (spec 3.8).
const unauditedCreators = 5

// The creators of a scenario that names none.
const (
	defaultPublicCreator  = "practice.creator"
	defaultPrivateCreator = "quiet.corner"
)

// Values of the protocol that scenarios name.
const (
	privacyPublic    = "PUBLIC_TO_EVERYONE"
	privacyFriends   = "MUTUAL_FOLLOW_FRIENDS"
	privacyFollowers = "FOLLOWER_OF_CREATOR"
	privacySelf      = "SELF_ONLY"
)

const (
	scopeBasic   = "user.info.basic"
	scopeProfile = "user.info.profile"
	scopeStats   = "user.info.stats"
	scopePublish = "video.publish"
	scopeUpload  = "video.upload"
	scopeList    = "video.list"
)

// LoadScenario reads a scenario file. It refuses fields it does not know, because
// a misspelt fault would silently test nothing, and it names every value that is
// wrong.
func LoadScenario(path string) (Scenario, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Scenario{}, fmt.Errorf("read scenario: %w", err)
	}
	var sc Scenario
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sc); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", path, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Scenario{}, fmt.Errorf("scenario %s: text after the JSON object", path)
	}
	if _, err := sc.prepared(); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", path, err)
	}
	return sc, nil
}

// prepared returns the scenario checked and with every default filled in. The
// receiver's slices are not changed.
func (sc Scenario) prepared() (*rules, error) {
	if err := sc.check(); err != nil {
		return nil, err
	}
	setDefault(&sc.App.Name, "Cuedrop (practice app)")
	setDefault(&sc.App.ClientKey, DefaultClientKey)
	setDefault(&sc.App.ClientSecret, DefaultClientSecret)
	if len(sc.App.Scopes) == 0 {
		sc.App.Scopes = []string{scopeBasic, scopeProfile, scopeStats, scopePublish, scopeUpload, scopeList}
	}
	if len(sc.App.RedirectURIs) == 0 {
		sc.App.RedirectURIs = []string{"http://127.0.0.1:*/callback/", "http://localhost:*/callback/"}
	}
	if sc.App.Audited == nil {
		sc.App.Audited = new(true)
	}
	if sc.App.ActiveCreators == 0 && !*sc.App.Audited {
		sc.App.ActiveCreators = unauditedCreators
	}
	if len(sc.Creators) == 0 {
		sc.Creators = []Creator{
			{Username: defaultPublicCreator, Nickname: "Practice creator"},
			{Username: defaultPrivateCreator, Nickname: "Quiet corner", Private: true},
		}
	}
	sc.Creators = slices.Clone(sc.Creators)
	for i := range sc.Creators {
		sc.Creators[i].fillDefaults()
	}
	setDefault(&sc.Tokens.AccessSeconds, 7200)
	setDefault(&sc.Tokens.RefreshSeconds, 15552000)
	setDefault(&sc.Authorize.Creator, sc.Creators[0].Username)
	setDefault(&sc.Authorize.CodeSeconds, 300)
	setDefault(&sc.Limits.PostsPerDay, 15)
	setDefault(&sc.Limits.PendingDrafts, 5)
	setDefault(&sc.UploadURLSeconds, 3600)
	if sc.Processing.Polls == nil {
		sc.Processing.Polls = new(1)
	}
	if sc.Processing.PostIDsAfterPolls == nil {
		sc.Processing.PostIDsAfterPolls = new(1)
	}
	faults := sc.Faults
	if n := sc.Tokens.DropRefreshReply; n > 0 {
		faults = append([]Fault{{On: atRefresh, Times: n, Do: doDropAfter}}, faults...)
	}
	book, err := newFaultBook(faults)
	if err != nil {
		return nil, err
	}
	return &rules{Scenario: sc, faults: book}, nil
}

func (c *Creator) fillDefaults() {
	setDefault(&c.Nickname, c.Username)
	setDefault(&c.MaxDurationSec, 600)
	if len(c.PrivacyLevelOptions) == 0 {
		c.PrivacyLevelOptions = []string{privacyPublic, privacyFriends, privacySelf}
		if c.Private {
			c.PrivacyLevelOptions = []string{privacyFollowers, privacyFriends, privacySelf}
		}
	}
	if c.Private {
		c.DuetDisabled, c.StitchDisabled = true, true
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// rules is a scenario with its defaults filled in and its faults being counted.
type rules struct {
	Scenario
	faults *faultBook
}

// creator returns the creator with that username, or nil.
func (ru *rules) creator(username string) *Creator {
	for i := range ru.Creators {
		if ru.Creators[i].Username == username {
			return &ru.Creators[i]
		}
	}
	return nil
}
