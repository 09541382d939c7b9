// Package event is the in-process bus: facts that have happened, as structs. It
// knows the domain only; use cases and engine publish, app and cli listen. Facts go
// up, calls go down: nobody may publish a command.
package event

import (
	"time"

	"cuedrop/internal/cuedrop"
)

// Fact is one thing that happened. State facts carry the whole new state of one
// thing and are never dropped; progress facts are lossy.
type Fact interface {
	// progressKey is "" for state facts. Of several waiting progress facts with the
	// same key only the newest is delivered.
	progressKey() string
}

// PostChanged carries a post after a committed change.
type PostChanged struct{ Post cuedrop.Post }

// PostRemoved says that a post is gone from the lists.
type PostRemoved struct {
	ID  cuedrop.PostID
	Rev int64
}

// MediaChanged carries a clip after a committed change.
type MediaChanged struct{ Media cuedrop.Media }

// MediaRemoved says that a clip is gone. One that posts still have is changed instead.
type MediaRemoved struct{ ID cuedrop.MediaID }

// AccountChanged carries an account after a committed change.
type AccountChanged struct{ Account cuedrop.Account }

// AccountRemoved says that an account was disconnected.
type AccountRemoved struct {
	ID  cuedrop.AccountID
	Rev int64
}

// RequestSent carries a line of the ledger once it is stored.
type RequestSent struct{ Row cuedrop.LedgerRow }

// HealthChanged says that the set of health conditions is no longer the same.
type HealthChanged struct{}

// UploadProgress says how many bytes of a post's clip TikTok has been sent.
type UploadProgress struct {
	PostID      cuedrop.PostID
	Sent, Total int64
	Remaining   time.Duration // 0 while unknown
	// Window is how long TikTok still takes bytes of this upload. A Remaining above it
	// means that the upload will have to start anew.
	Window time.Duration
}

// RenderProgress says how far the conversion of a post's clip is.
type RenderProgress struct {
	PostID   cuedrop.PostID
	Progress cuedrop.RenderProgress
}

func (PostChanged) progressKey() string      { return "" }
func (PostRemoved) progressKey() string      { return "" }
func (MediaChanged) progressKey() string     { return "" }
func (MediaRemoved) progressKey() string     { return "" }
func (AccountChanged) progressKey() string   { return "" }
func (AccountRemoved) progressKey() string   { return "" }
func (RequestSent) progressKey() string      { return "" }
func (HealthChanged) progressKey() string    { return "" }
func (f UploadProgress) progressKey() string { return "upload " + string(f.PostID) }
func (f RenderProgress) progressKey() string { return "render " + string(f.PostID) }
