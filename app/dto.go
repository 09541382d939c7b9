package app

// The wire types of the window. Names are plain, JSON is camelCase, ids are
// strings, times are RFC 3339 in UTC or "", durations are whole milliseconds named
// …Ms, slices are never null. Wails generates frontend/wailsjs/go/models.ts from
// them; change them together with convert.go.

// Post is one post as the window sees it.
type Post struct {
	ID             string    `json:"id"`
	Rev            int64     `json:"rev"`
	State          PostState `json:"state"`
	AccountID      string    `json:"accountId"`
	MediaID        string    `json:"mediaId"`
	Mode           string    `json:"mode"`
	Caption        string    `json:"caption"`
	Privacy        string    `json:"privacy"`
	AllowComment   bool      `json:"allowComment"`
	AllowDuet      bool      `json:"allowDuet"`
	AllowStitch    bool      `json:"allowStitch"`
	YourBrand      bool      `json:"yourBrand"`
	BrandedContent bool      `json:"brandedContent"`
	AIGenerated    bool      `json:"aiGenerated"`
	CoverMs        int64     `json:"coverMs"`
	Fit            string    `json:"fit"`
	CropX          float64   `json:"cropX"` // -1 left, 0 middle, 1 right
	CropY          float64   `json:"cropY"` // -1 top, 0 middle, 1 bottom
	TrimStartMs    int64     `json:"trimStartMs"`
	TrimEndMs      int64     `json:"trimEndMs"` // 0 = the clip's end
	TrimAtKeyframe bool      `json:"trimAtKeyframe"`
	Loudness       bool      `json:"loudness"`
	Remake         string    `json:"remake"`      // "", picture, 30fps
	ScheduledAt    string    `json:"scheduledAt"` // instant, "" without a time
	Wall           string    `json:"wall"`        // 2006-01-02T15:04:05 in Zone
	Zone           string    `json:"zone"`
	ConsentAt      string    `json:"consentAt"`
	Failure        *Failure  `json:"failure,omitempty"`
	Convert        string    `json:"convert"` // the remake that helps against what TikTok refused, or ""
	NotBefore      string    `json:"notBefore"`
	PublishID      string    `json:"publishId"`
	PostIDs        []string  `json:"postIds"`
	Link           string    `json:"link"` // to the public post, "" while there is none
	Attempts       int       `json:"attempts"`
	CreatedAt      string    `json:"createdAt"` // with milliseconds: the place among drafts without a time
	UpdatedAt      string    `json:"updatedAt"`
	PublishedAt    string    `json:"publishedAt"`
	Editable       bool      `json:"editable"`
	Cancelable     bool      `json:"cancelable"`
}

// Failure is why a post failed, waits or could not be confirmed.
type Failure struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Media is one clip.
type Media struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Size       int64     `json:"size"`
	DurationMs int64     `json:"durationMs"`
	Width      int       `json:"width"`
	Height     int       `json:"height"`
	FPS        float64   `json:"fps"`
	VideoCodec string    `json:"videoCodec"`
	AudioCodec string    `json:"audioCodec"`
	Container  string    `json:"container"`
	Verdict    string    `json:"verdict"` // ok, fixable, refused
	Route      string    `json:"route"`
	Findings   []Finding `json:"findings"`
	AddedAt    string    `json:"addedAt"`
	// Removed is a clip that was taken out of the library; its posts still show it.
	Removed bool `json:"removed"`
	// Content is the same for clips that are the same byte for byte.
	Content string `json:"content"`
}

// ClipFile is what lies on the disk for one clip of the library.
type ClipFile struct {
	MediaID    string `json:"mediaId"`
	State      string `json:"state"` // here, missing, differs, unknown
	CacheBytes int64  `json:"cacheBytes"`
}

// ClipCopy is the prepared copy of a post's clip.
type ClipCopy struct {
	PostID string `json:"postId"`
	Size   int64  `json:"size"`
}

// ClipFiles is what lies on the disk for all of them.
type ClipFiles struct {
	Clips  []ClipFile `json:"clips"`
	Copies []ClipCopy `json:"copies"`
}

// Replaced is what became of choosing another file for a clip: the same clip at its new
// place, or a clip of its own. Without a choice there is no MediaID.
type Replaced struct {
	MediaID string `json:"mediaId"`
	Same    bool   `json:"same"`
}

// Snippet is words that the user keeps for captions.
type Snippet struct {
	ID        string `json:"id"`   // "" = new
	Kind      string `json:"kind"` // hashtags, text, template
	Name      string `json:"name"`
	Text      string `json:"text"`
	AccountID string `json:"accountId"` // a template's
}

// ClipLook is what choosing a cover and a cut of a clip needs to know. Times are those
// of the original.
type ClipLook struct {
	StripFrames    int     `json:"stripFrames"`    // pictures in /media/{id}/strip
	BestMs         int64   `json:"bestMs"`         // suggested cover
	KeyframesMs    []int64 `json:"keyframesMs"`    // ascending, 2,000 at most
	KeyframesKnown bool    `json:"keyframesKnown"` // false: a cut can't be at a keyframe
}

// Finding is one thing that the check saw in a clip.
type Finding struct {
	Code       string `json:"code"`
	Severity   string `json:"severity"` // info, warning, fixable, refused
	Message    string `json:"message"`
	FailReason string `json:"failReason"`
	Fix        string `json:"fix"`
	PostID     string `json:"postId"` // another post that it is about, or ""
}

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

// Feature is something optional that needs a permission of its own.
type Feature struct {
	Name  string `json:"name"` // links, profile, statistics
	Scope string `json:"scope"`
	On    bool   `json:"on"`
}

// TikTokApp is the registered app that signs people in. Its secret never comes here.
type TikTokApp struct {
	ClientKey string `json:"clientKey"`
	Source    string `json:"source"` // settings, environment, build, practice, none
	Editable  bool   `json:"editable"`
}

// UploadSettings are the user's limits on uploads.
type UploadSettings struct {
	MaxKBps int64 `json:"maxKBps"` // 0 = no limit
	Paused  bool  `json:"paused"`
}

// NotificationSettings are what is told outside the window.
type NotificationSettings struct {
	On          bool `json:"on"`
	Successes   bool `json:"successes"`   // published posts too, while the window has not the focus
	HideContent bool `json:"hideContent"` // no captions and no names
}

// Preferences are what the user has set.
type Preferences struct {
	Features      []Feature            `json:"features"`
	Upload        UploadSettings       `json:"upload"`
	App           TikTokApp            `json:"app"`
	Notifications NotificationSettings `json:"notifications"`
	Power         PowerSettings        `json:"power"`
	Media         MediaSettings        `json:"media"`
	Language      string               `json:"language"` // system, or one of en, es, id, zh
	Window        WindowSettings       `json:"window"`
	Profile       Profile              `json:"profile"`
	Policy        PolicyState          `json:"policy"`
	CacheMB       int                  `json:"cacheMb"`  // for pictures and previews made of clips
	Welcomed      bool                 `json:"welcomed"` // the first run is over
}

// WindowSettings are what becomes of the program around the window.
type WindowSettings struct {
	OnClose      string `json:"onClose"` // ask, keep, quit
	StartAtLogin bool   `json:"startAtLogin"`
}

// WindowClosing asks the page to ask: the user closes the window.
type WindowClosing struct {
	Tray bool `json:"tray"` // there is one that brings the window back
}

// MediaSettings are the user's rules for conversions. Which ffmpeg is in use is chosen in
// the system's own dialog only.
type MediaSettings struct {
	Hardware         bool `json:"hardware"`         // encode with the graphics card where that works
	Threads          int  `json:"threads"`          // of one conversion at most; 0 = no limit
	ConvertOnBattery bool `json:"convertOnBattery"` // make files ahead of their time on battery too
	Chosen           bool `json:"chosen"`           // the user has chosen an ffmpeg; read only
}

// FFmpeg is the ffmpeg in use and what it can do.
type FFmpeg struct {
	Path     string           `json:"path"` // "" = there is none to use
	Version  string           `json:"version"`
	Given    bool             `json:"given"`   // named for this run of the program: nothing else is used
	Encoder  string           `json:"encoder"` // "" = none works
	Hardware bool             `json:"hardware"`
	Encoders []FFmpegEncoder  `json:"encoders"`
	Lacks    []string         `json:"lacks"`   // sentences
	Advice   string           `json:"advice"`  // a sentence, or ""
	Problem  string           `json:"problem"` // a sentence, or ""
	Install  []InstallCommand `json:"install"`
}

// FFmpegEncoder is an encoder that was considered.
type FFmpegEncoder struct {
	Name  string `json:"name"`
	State string `json:"state"` // works, fails, failed (at a clip), absent, untried
}

// InstallCommand is a way to get ffmpeg on this system.
type InstallCommand struct {
	Title   string `json:"title"`
	Command string `json:"command"`
}

// PowerSettings are the user's rules about the computer's power and network.
type PowerSettings struct {
	KeepAwake   bool `json:"keepAwake"`
	BatteryMin  int  `json:"batteryMin"` // percent; 0 = no limit
	HoldMetered bool `json:"holdMetered"`
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

// PostInput is what the composer edits. Privacy "" means not chosen yet.
type PostInput struct {
	AccountID      string  `json:"accountId"`
	Mode           string  `json:"mode"`
	Caption        string  `json:"caption"`
	Privacy        string  `json:"privacy"`
	AllowComment   bool    `json:"allowComment"`
	AllowDuet      bool    `json:"allowDuet"`
	AllowStitch    bool    `json:"allowStitch"`
	YourBrand      bool    `json:"yourBrand"`
	BrandedContent bool    `json:"brandedContent"`
	AIGenerated    bool    `json:"aiGenerated"`
	CoverMs        int64   `json:"coverMs"`
	Fit            string  `json:"fit"`
	CropX          float64 `json:"cropX"`
	CropY          float64 `json:"cropY"`
	TrimStartMs    int64   `json:"trimStartMs"`
	TrimEndMs      int64   `json:"trimEndMs"`
	TrimAtKeyframe bool    `json:"trimAtKeyframe"`
	Loudness       bool    `json:"loudness"`
	Remake         string  `json:"remake"`
}

// When is the time of a post: Now, or Wall (2006-01-02T15:04) in Zone.
type When struct {
	Now bool `json:"now"`
	// Slot says that Wall is a free slot of the account, which no other post then gets.
	Slot bool   `json:"slot,omitempty"`
	Wall string `json:"wall"`
	Zone string `json:"zone"`
}

// Consent is what the user was shown next to the button and agreed to.
type Consent struct {
	TextVersion string   `json:"textVersion"`
	Options     []string `json:"options"` // the privacy options then offered
}

// ResolvedTime tells what a wall time means before the user agrees to it.
type ResolvedTime struct {
	At   string `json:"at"`
	Note string `json:"note"` // "", gap, overlap
}

// Added is the outcome of adding files: one draft a usable file.
type Added struct {
	PostIDs []string  `json:"postIds"`
	Refused []Refused `json:"refused"`
	// Again is how many of the drafts are of clips that were added before.
	Again int `json:"again,omitempty"`
}

// ImportProgress is how far the adding of files is. done equals total when it has ended, also
// when it was canceled.
type ImportProgress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Refused is a dropped thing that did not become a draft.
type Refused struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// Health is one lasting condition that the user should know of, and that no other one
// explains.
type Health struct {
	Code     string `json:"code"`
	Severity string `json:"severity"` // warning, error
	Message  string `json:"message"`
	Remedy   string `json:"remedy"`
	Since    string `json:"since"`
	// Dependents go with it when it goes; left out where there are none.
	Dependents []HealthEffect `json:"dependents,omitempty"`
}

// HealthEffect is a condition that another one explains.
type HealthEffect struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Since   string `json:"since"`
}

// PostList is a part of all posts.
type PostList struct {
	Posts compactPosts `json:"posts"`
	More  bool         `json:"more"` // there are posts after the last of these
}

// StateCount is a number of posts in one state.
type StateCount struct {
	State PostState `json:"state"`
	Count int       `json:"count"`
}

// Snapshot is everything the window needs to draw itself. Events with a larger Rev
// bring it up to date.
type Snapshot struct {
	Rev       int64        `json:"rev"`
	Posts     compactPosts `json:"posts"`
	Rest      []StateCount `json:"rest"` // how many posts there are beside those; see Posts.After
	Media     []Media      `json:"media"`
	Accounts  []Account    `json:"accounts"`
	Health    []Health     `json:"health"`
	Sandbox   bool         `json:"sandbox"`
	Workspace string       `json:"workspace"`
	Zone      string       `json:"zone"`      // the computer's
	MediaBase string       `json:"mediaBase"` // origin and path before /media/{id}/preview
	Version   string       `json:"version"`
	// CanConnect is false while there are no TikTok app credentials.
	CanConnect  bool        `json:"canConnect"`
	CanPractice bool        `json:"canPractice"` // the sandbox can be opened from here
	CanLeave    bool        `json:"canLeave"`    // this is the sandbox, and there is a way back
	Preferences Preferences `json:"preferences"`
}

// SignIn is the state of a sign-in: waiting (URL can be copied), confirm (Candidate
// waits for Accounts.Confirm), done, failed, canceled.
type SignIn struct {
	State     string     `json:"state"`
	URL       string     `json:"url"`
	Message   string     `json:"message"`
	Candidate *Candidate `json:"candidate,omitempty"`
}

// Removed names a thing that is gone.
type Removed struct {
	ID  string `json:"id"`
	Rev int64  `json:"rev"`
}

// PostOpen asks the window to show a post, with the question of what became of it if
// Ask is set. Without an ID it is the list of what needs the user.
type PostOpen struct {
	ID  string `json:"id"`
	Ask bool   `json:"ask"`
}

// AccountOpen asks the window to offer the sign-in of an account, or of all that need
// one without an ID.
type AccountOpen struct {
	ID string `json:"id"`
}

// UploadProgress is lossy: nothing may depend on it.
type UploadProgress struct {
	PostID      string `json:"postId"`
	Sent        int64  `json:"sent"`
	Total       int64  `json:"total"`
	RemainingMs int64  `json:"remainingMs"` // 0 while unknown
	// WindowMs is how long TikTok still takes bytes of this upload.
	WindowMs int64 `json:"windowMs"`
}

// RenderProgress is lossy: nothing may depend on it. Fraction is 0 to 1.
type RenderProgress struct {
	PostID      string  `json:"postId"`
	Fraction    float64 `json:"fraction"`
	RemainingMs int64   `json:"remainingMs"` // 0 while unknown
}
