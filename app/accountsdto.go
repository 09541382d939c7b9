package app

// Account is one connected TikTok creator.
type Account struct {
	ID       string   `json:"id"`
	Rev      int64    `json:"rev"`
	Nickname string   `json:"nickname"`
	Username string   `json:"username"`
	Scopes   []string `json:"scopes"`
	Health   string   `json:"health"` // ok, signed_out
	// MissingScopes are what is in use and was not granted.
	MissingScopes []string `json:"missingScopes"`
	AvatarURL     string   `json:"avatarUrl"`    // "" or a path of the window's own origin
	SignInEndsAt  string   `json:"signInEndsAt"` // unless it is used before; "" when signed out
	Missed        Missed   `json:"missed"`
	Slots         []Slot   `json:"slots"` // from Monday on
}

// Missed is what becomes of an account's posts whose time passed while Cuedrop was not
// running.
type Missed struct {
	Policy  string `json:"policy"`  // within, ask, next_slot, skip
	Minutes int    `json:"minutes"` // later than that no post goes out by itself
}

// Slot is a time of the week at which an account posts.
type Slot struct {
	Weekday int    `json:"weekday"` // 0 is Sunday, as in JavaScript
	Wall    string `json:"wall"`    // 15:04
	Zone    string `json:"zone"`
}

// Candidate is who has signed in and is not connected yet.
type Candidate struct {
	Nickname      string   `json:"nickname"`
	Username      string   `json:"username"`
	AvatarURL     string   `json:"avatarUrl"`
	Known         bool     `json:"known"` // connected before
	Scopes        []string `json:"scopes"`
	MissingScopes []string `json:"missingScopes"`
}

// Creator is what TikTok lets an account choose right now (creator_info).
type Creator struct {
	AccountID       string   `json:"accountId"`
	Nickname        string   `json:"nickname"`
	Username        string   `json:"username"`
	PrivacyOptions  []string `json:"privacyOptions"`
	CommentDisabled bool     `json:"commentDisabled"`
	DuetDisabled    bool     `json:"duetDisabled"`
	StitchDisabled  bool     `json:"stitchDisabled"`
	MaxDurationMs   int64    `json:"maxDurationMs"`
}

// Quota is how much of one of TikTok's limits an account has used.
type Quota struct {
	Name    string `json:"name"` // posts_per_day, pending_drafts, inits_per_minute, posting_accounts
	Limit   int    `json:"limit"`
	Used    int    `json:"used"`
	FreeAt  string `json:"freeAt"`  // when the next place is free; "" = there is one
	Learned bool   `json:"learned"` // TikTok refused although our count was lower
}

// Quotas are the limits of one account.
type Quotas struct {
	AccountID string  `json:"accountId"`
	Audit     string  `json:"audit"` // unknown, audited, unaudited
	Quotas    []Quota `json:"quotas"`
}

// SignIn is the state of a sign-in: waiting (URL can be copied), confirm (Candidate
// waits for Accounts.Confirm), done, failed, canceled.
type SignIn struct {
	State     string     `json:"state"`
	URL       string     `json:"url"`
	Message   string     `json:"message"`
	Candidate *Candidate `json:"candidate,omitempty"`
}

// AccountOpen asks the window to offer the sign-in of an account, or of all that need
// one without an ID.
type AccountOpen struct {
	ID string `json:"id"`
}
