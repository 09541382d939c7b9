package cuedrop

import "time"

// Workspace is one folder of accounts, posts and settings with a key of its own, as it
// can be told without opening it: nothing of what is in it.
type Workspace struct {
	// ID is the name of its folder. It never changes.
	ID string
	// Name is what people call it. No two are called alike.
	Name string
	// Passphrase says that a passphrase opens it.
	Passphrase bool
	// Open says that this program has its key. Without a passphrase it opens by itself.
	Open bool
	// Shown says that the window may show it: an open one that was locked goes on
	// publishing and shows nothing.
	Shown bool
}

// LockRules say when a workspace with a passphrase locks itself, and what is asked for
// the passphrase although it is open (spec privacy.md, section 5).
type LockRules struct {
	// Idle is how long nobody may touch the window; 0 = it does not lock by itself.
	Idle time.Duration
	// WithSystem locks it when the computer's screen is locked, WithSleep when it sleeps.
	WithSystem, WithSleep bool
	// KeepPublishing leaves the key in memory while it is locked, so that posts go out.
	KeepPublishing bool
	// Guarded asks for the passphrase again before what Guards lists.
	Guarded bool
}

// Guard is an action that a guarded workspace asks the passphrase for. Stored in the log
// of activity and part of the wire: do not rename.
type Guard string

// The guarded actions. The spec's last one, changing budgets, comes with advertising.
const (
	GuardConnect    Guard = "connect"
	GuardDisconnect Guard = "disconnect"
	GuardPublishNow Guard = "publish_now"
	GuardExport     Guard = "export"
	GuardErase      Guard = "erase"
	GuardLock       Guard = "lock" // when it locks and what it guards
)

// PassphraseState is how a workspace's key is protected.
type PassphraseState struct {
	Set bool
	// Recovery says that a recovery code was made and opens it too.
	Recovery bool
}

// ActivityKind is what happened. Stored: do not rename.
type ActivityKind string

// What the log of activity tells (spec privacy.md, section 5).
const (
	ActivitySignIn     ActivityKind = "sign_in"    // an account was connected or signed in again
	ActivitySignOut    ActivityKind = "sign_out"   // an account was disconnected
	ActivityUnlock     ActivityKind = "unlock"     // by passphrase
	ActivityRecovery   ActivityKind = "recovery"   // by recovery code
	ActivityTry        ActivityKind = "try"        // a wrong passphrase or code
	ActivityLock       ActivityKind = "lock"       // outcome: see LockedByHand
	ActivityPassphrase ActivityKind = "passphrase" // outcome: set, changed, removed, code
	ActivityGuard      ActivityKind = "guard"      // a guarded action was allowed; subject: which
	ActivityExport     ActivityKind = "export"     // data was exported
	ActivityImport     ActivityKind = "import"     // data was imported
	ActivityErasure    ActivityKind = "erasure"    // subject: post, account, all
	ActivityIncident   ActivityKind = "incident"   // everything was locked and revoked
	ActivitySupport    ActivityKind = "support"    // a support bundle was saved
	ActivityWorkspace  ActivityKind = "workspace"  // outcome: created, renamed
)

// Why a workspace was locked: outcomes of ActivityLock. Stored: do not rename.
const (
	LockedByHand   = "hand"
	LockedIdle     = "idle"
	LockedSystem   = "system"
	LockedSleep    = "sleep"
	LockedIncident = "incident"
)

// Activity is one line of the log of activity. It holds no content, no name and no
// address: Subject is the random id of an account, a guard or a scope.
type Activity struct {
	ID      int64
	At      time.Time
	Kind    ActivityKind
	Subject string
	Outcome string // done, failed, or as the kind says
}
