package cuedrop

import (
	"slices"
	"time"
)

// TikTok's scope words (tiktok-open-api.md 1.9).
const (
	ScopeUserBasic    = "user.info.basic"
	ScopeUserProfile  = "user.info.profile"
	ScopeUserStats    = "user.info.stats"
	ScopeVideoPublish = "video.publish"
	ScopeVideoUpload  = "video.upload"
	ScopeVideoList    = "video.list"
)

// AccountHealth says whether an account can post.
type AccountHealth string

// The healths. Stored on disk: do not rename.
const (
	AccountOK        AccountHealth = "ok"
	AccountSignedOut AccountHealth = "signed_out"
)

// Account is one TikTok creator that the user connected.
type Account struct {
	ID        AccountID
	OpenID    string
	Nickname  string
	Username  string // may be empty until a scope or creator_info reveals it
	AvatarURL string // TikTok's, expires; never loaded by the window
	Scopes    []string
	Health    AccountHealth
	// Missed is what becomes of posts whose time passed while Cuedrop was not looking.
	Missed MissedPolicy
	// Slots are the times of the week at which it posts, from Monday on.
	Slots []Slot
	// HasAvatar says that a copy of the picture is kept.
	HasAvatar bool
	// SignInEndsAt is when the refresh token dies unless it is used before; zero
	// when signed out.
	SignInEndsAt time.Time
	ConnectedAt  time.Time
	UpdatedAt    time.Time
	Rev          int64
}

// Has reports whether the user granted scope.
func (a Account) Has(scope string) bool { return slices.Contains(a.Scopes, scope) }

// Tokens are one account's credentials. Lifetimes come from TikTok's reply only
// (tiktok-open-api.md 1.6).
type Tokens struct {
	Access           Secret
	Refresh          Secret
	IssuedAt         time.Time // by our clock; zero = unknown
	AccessExpiresAt  time.Time
	RefreshExpiresAt time.Time
}

// Grant is what a sign-in or a refresh returned.
type Grant struct {
	OpenID string
	Scopes []string
	Tokens Tokens
}

// Revocation is a sign-in that the user ended and that TikTok has not been told of.
type Revocation struct {
	ID       string
	Tokens   Tokens
	QueuedAt time.Time
	Tries    int
}

// Profile is what user info says of a creator.
type Profile struct {
	OpenID    string
	Nickname  string
	Username  string
	AvatarURL string
}

// Credentials identify the TikTok app that the user or the build registered.
type Credentials struct {
	ClientKey    string
	ClientSecret Secret
}

// Privacy is TikTok's audience word, as it goes over the wire.
type Privacy string

// TikTok's audiences (tiktok-open-api.md 3.1). Which of them a creator may choose
// comes from creator_info each time.
const (
	PrivacyPublic    Privacy = "PUBLIC_TO_EVERYONE"
	PrivacyFriends   Privacy = "MUTUAL_FOLLOW_FRIENDS"
	PrivacyFollowers Privacy = "FOLLOWER_OF_CREATOR"
	PrivacySelf      Privacy = "SELF_ONLY"
)

// Creator is creator_info: what one account may choose right now.
type Creator struct {
	Username        string
	Nickname        string
	AvatarURL       string
	PrivacyOptions  []Privacy
	CommentDisabled bool
	DuetDisabled    bool
	StitchDisabled  bool
	MaxDuration     time.Duration
	FetchedAt       time.Time
}
