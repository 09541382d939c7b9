package notify

import (
	"slices"

	"cuedrop/internal/cuedrop"
)

// Action is what the user may answer to a notice.
type Action string

// The actions. Every notice can be opened by clicking it; the others are buttons.
const (
	ActionOpen     Action = "open"
	ActionThere    Action = "there"
	ActionNotThere Action = "not_there"
	ActionLeave    Action = "leave"
	ActionSignIn   Action = "sign_in"
)

// Category names a set of buttons. Systems want the sets before the first notice.
type Category string

// The categories.
const (
	CategoryOpen      Category = "open"
	CategoryUncertain Category = "uncertain"
	CategorySignIn    Category = "sign_in"
)

// Categories lists every category.
var Categories = []Category{CategoryOpen, CategoryUncertain, CategorySignIn}

// Actions returns the buttons of c, the first one first.
func (c Category) Actions() []Action {
	switch c {
	case CategoryUncertain:
		return []Action{ActionThere, ActionNotThere, ActionLeave}
	case CategorySignIn:
		return []Action{ActionSignIn}
	default:
		return []Action{ActionOpen}
	}
}

// Subject is what a notice is about. It comes back with the user's answer, perhaps
// long after, so it says of which attempt the question was asked.
type Subject struct {
	Post    cuedrop.PostID
	Attempt int
	Account cuedrop.AccountID
}

// Notice is one finished notification.
type Notice struct {
	ID       string // a newer notice with the same ID takes the older one's place
	Title    string
	Body     string
	Category Category
	Quiet    bool // nothing is asked of the user
	Subject  Subject
}

// Notifier shows notices. Send may block for as long as the system takes, and fails
// where it shows none.
type Notifier interface {
	Send(n Notice) error
	// Withdraw takes a notice back, if it is still there and the system can.
	Withdraw(id string)
}

// topic is what an item is about. Those of one topic are told together; the smaller
// one goes first.
type topic int

const (
	needsUser topic = iota
	signIn
	condition
	success
)

// topicOf says what is told of a post in state s; false = nothing.
func topicOf(s cuedrop.State) (topic, bool) {
	switch s {
	case cuedrop.Uncertain, cuedrop.Failed, cuedrop.Blocked, cuedrop.Missed:
		return needsUser, true
	case cuedrop.Published, cuedrop.InInbox:
		return success, true
	case cuedrop.Draft, cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.InitSent, cuedrop.Uploading,
		cuedrop.Finishing, cuedrop.Confirming, cuedrop.Canceled:
		return 0, false
	}
	return 0, false
}

// wantsSignIn reports whether a post in s goes nowhere while its account is signed
// out, though nothing is wrong with the post itself.
func wantsSignIn(s cuedrop.State, reason string) bool {
	signedOut := []string{"account.signed_out", "tiktok.access_token_invalid"}
	return s == cuedrop.Scheduled || s.InFlight() || s == cuedrop.Blocked && slices.Contains(signedOut, reason)
}
