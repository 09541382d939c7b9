package cuedrop

import (
	"time"
)

// Mode is how a post reaches TikTok.
type Mode string

// The modes. Stored on disk: do not rename.
const (
	ModeDirect Mode = "direct" // published by Cuedrop
	ModeInbox  Mode = "inbox"  // delivered to the creator's TikTok inbox
)

// Settings are what the user chose for one post. All interactions are off until
// chosen (Content Sharing Guidelines, G8), and Privacy is empty until chosen (G6).
type Settings struct {
	Caption        string
	Privacy        Privacy
	AllowComment   bool
	AllowDuet      bool
	AllowStitch    bool
	YourBrand      bool
	BrandedContent bool
	AIGenerated    bool
	CoverMs        int64 // of the prepared clip; 0 = first frame
	Edit
}

// Consent is the receipt of what the user was shown and agreed to.
type Consent struct {
	At          time.Time
	TextVersion string    // which sentence, e.g. "music-1"
	Options     []Privacy // what creator_info offered then
}

// Failure is why a post failed, is blocked, was missed or is uncertain. Reason is
// a stable word; Message is a sentence with what to do.
type Failure struct {
	Reason  string
	Message string
}

// Post is what the user writes and schedules. It is a value: change it through
// the store, never in place.
type Post struct {
	ID        PostID
	Rev       int64 // grows with every stored change, over all posts
	State     State
	AccountID AccountID // "" while a draft has none
	MediaID   MediaID
	Mode      Mode
	Settings  Settings
	Schedule  Schedule // zero = no time
	Consent   *Consent
	Failure   *Failure
	// NotBefore holds a snoozed post back; zero = at once.
	NotBefore time.Time
	// Rendition is set from prepared on.
	Rendition *Rendition
	PublishID string   // of the newest attempt
	PostIDs   []string // TikTok's, as strings: they exceed 2^53
	Link      string   // where it can be seen, as TikTok said; "" = it did not
	Attempts  int      // how many attempts were started
	CreatedAt time.Time
	UpdatedAt time.Time
	// PublishedAt is when Cuedrop learned of it.
	PublishedAt time.Time
}

// RestMax is the longest that a post under way rests. A later instant was written by a
// clock that was ahead, and holds nothing back.
const RestMax = 61 * time.Minute

// DueAt is the instant at which the engine may act on p, or zero when it may at once or
// has no time. What was begun goes on whatever the clock says of its schedule
// (reliability-security.md F4).
func (p Post) DueAt() time.Time {
	if p.State.InFlight() {
		return p.NotBefore
	}
	at := p.Schedule.At
	if p.NotBefore.After(at) {
		return p.NotBefore
	}
	return at
}

// Rests reports whether the engine may not act on p yet.
func (p Post) Rests(now time.Time) bool {
	due := p.DueAt()
	return due.After(now) && (!p.State.InFlight() || due.Sub(now) <= RestMax)
}
