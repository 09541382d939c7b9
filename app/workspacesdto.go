package app

// The wire types of workspaces, their locks and their security. See dto.go for the
// conventions.

// WorkspaceItem is one workspace of this computer, as it may be told of while it is locked.
type WorkspaceItem struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Passphrase bool   `json:"passphrase"` // a passphrase opens it
	Locked     bool   `json:"locked"`
}

// Workspaces is which there are and which one the window shows.
type Workspaces struct {
	Items []WorkspaceItem `json:"items"`
	// Shown is the id of the one that the window is on, locked or not.
	Shown string `json:"shown"`
	// Locked says that the one shown is locked: every call of other structs is refused
	// with the reason workspace.locked.
	Locked bool `json:"locked"`
	// WaitMs is how long no passphrase is taken, after wrong ones.
	WaitMs int64 `json:"waitMs"`
	// Trouble is why the one shown could not be opened, where that is not its lock. Show
	// tries again.
	Trouble *Failure `json:"trouble,omitempty"`
	// Fixed says that there is this one only and no other can be made: the sandbox.
	Fixed bool `json:"fixed"`
	// Language is what was chosen last on this computer, for the lock screen: "system", or one
	// of the window's languages.
	Language string `json:"language"`
}

// LockSettings are how the workspace that is shown is locked.
type LockSettings struct {
	Passphrase bool `json:"passphrase"` // one is set; what follows is without effect otherwise
	Recovery   bool `json:"recovery"`   // there is a recovery code
	// IdleMinutes is after how long without a touch it locks; 0 = never.
	IdleMinutes    int  `json:"idleMinutes"`
	WithSystem     bool `json:"withSystem"`
	WithSleep      bool `json:"withSleep"`
	KeepPublishing bool `json:"keepPublishing"`
	Guarded        bool `json:"guarded"`
}

// ActivityRow is one line of the log of activity. Subject is the id of an account, a guard
// or a scope; the window has the words for kinds and outcomes.
type ActivityRow struct {
	ID      int64  `json:"id"`
	At      string `json:"at"`
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Outcome string `json:"outcome"`
}

// SecurityFact is one thing that protects this workspace, or does not.
type SecurityFact struct {
	// Code is keyring, passphrase, disk, folder or ffmpeg. The window has the words for
	// each code and state.
	Code  string `json:"code"`
	State string `json:"state"` // ok, warn, unknown
	// Detail is a name or a version that the words take; "" = none.
	Detail string `json:"detail"`
	// Remedy is a sentence on what to do; "" = nothing.
	Remedy string `json:"remedy"`
}

// Incident is what "lock and revoke everything" has done.
type Incident struct {
	At       string `json:"at"`
	Accounts int    `json:"accounts"` // how many were signed out
	Revoked  int    `json:"revoked"`  // TikTok knows
	Queued   int    `json:"queued"`   // TikTok is told when it can be reached
	Untold   int    `json:"untold"`   // only the user can end them, at TikTok
	Stopped  int    `json:"stopped"`  // posts that were on their way or scheduled
	Locked   bool   `json:"locked"`   // false: it has no passphrase to lock with
	Note     string `json:"note"`     // the incident note, as text to read and to keep
}
