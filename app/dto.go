package app

// The wire types of the window. Names are plain, JSON is camelCase, ids are
// strings, times are RFC 3339 in UTC or "", durations are whole milliseconds named
// …Ms, slices are never null. Wails generates frontend/wailsjs/go/models.ts from
// them, and those of …dto.go; change them together with convert.go.

// WindowClosing asks the page to ask: the user closes the window.
type WindowClosing struct {
	Tray bool `json:"tray"` // there is one that brings the window back
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

// Removed names a thing that is gone.
type Removed struct {
	ID  string `json:"id"`
	Rev int64  `json:"rev"`
}
