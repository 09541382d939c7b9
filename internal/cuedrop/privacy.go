package cuedrop

import (
	"time"

	"cuedrop/internal/fault"
)

// Scope is how far an erasure reaches. The words are stored and are part of the command
// line: do not rename.
type Scope string

// The scopes.
const (
	ScopePost    Scope = "post"
	ScopeAccount Scope = "account"
	ScopeAll     Scope = "all"
)

// LedgerRow is one line of the ledger with its number, which orders it.
type LedgerRow struct {
	ID int64
	Request
}

// LedgerFilter narrows the ledger. Zero values do not narrow.
type LedgerFilter struct {
	Host    string
	Purpose string
	Text    string // in host, path, purpose or outcome
	Account AccountID
	From    time.Time // inclusive
	To      time.Time // exclusive
	Before  int64     // only lines with a smaller number: the next page
	Limit   int
}

// LedgerTotals are the sums of all lines that a filter lets through.
type LedgerTotals struct {
	Count    int
	BytesOut int64
	BytesIn  int64
	// Hosts and Purposes are all that the ledger has, whatever the filter.
	Hosts    []string
	Purposes []string
}

// DataRequest is one use that the user made of a right, without personal content.
type DataRequest struct {
	ID      int64
	At      time.Time
	Kind    string // access, export, import, correction, erasure, restriction, retention
	Scope   string // post, account, all, or a category
	Outcome string // done, resumed, failed, or a reason
	Elapsed time.Duration
}

// Claim names columns of a table that belong together.
type Claim struct {
	Table   string
	Columns []string
}

// Holding is how much a claim holds of one account: rows that have any of the columns,
// and the bytes of what is in them.
type Holding struct {
	Account AccountID // "" = of no account
	Rows    int
	Bytes   int64
}

// ErasureTarget is what is to be erased.
type ErasureTarget struct {
	Scope Scope
	ID    string // of the post or the account; "" with ScopeAll
}

// ErasureParts is what an erasure touches, as it is before it begins.
type ErasureParts struct {
	// Name is what people call the target: a handle or a file's name.
	Name  string
	Posts []ErasedPost
	// Media are the clips that no other post uses.
	Media []MediaID
	// Counts of rows by table.
	Counts map[string]int
	// Markers are texts that must not be found anywhere afterwards. Stay are texts of what
	// stays: where they hold a marker, it may be found.
	Markers []string
	Stay    []string
}

// ErasedPost is one post that goes.
type ErasedPost struct {
	ID      PostID
	State   State
	Handed  bool // TikTok may have all of it
	Account AccountID
}

// Moving reports whether the program is about to send the post, or is sending it, and
// can still take it back.
func (p ErasedPost) Moving() bool { return p.State.InFlight() && !p.Unsettled() }

// Unsettled reports whether nobody can know whether the post went out, or will.
func (p ErasedPost) Unsettled() bool {
	return p.State == Uncertain || p.State == Finishing || p.State == Confirming || p.State == Uploading && p.Handed
}

// ErrUnsettled refuses to forget a post of which TikTok may have all without the user's word.
var ErrUnsettled = fault.New(fault.Conflict, "privacy.unsettled", "TikTok may have a post of which the result is not known yet. Wait until it is, or say that it is to be forgotten.")

// OpenErasure is an erasure whose rows are gone and whose files may not be.
type OpenErasure struct {
	Scope   Scope
	BegunAt time.Time
	Owners  []string // random ids of posts and clips whose files go
	Markers []string // nil = they could not be kept
}

// EraseOrder is what EraseRows does.
type EraseOrder struct {
	ErasureTarget
	At time.Time
	// Unsettled is the user's word to forget posts of which nobody can know.
	Unsettled bool
	Owed      []Revocation // what TikTok is still to be told
	Owners    []string     // see OpenErasure
	Markers   []string
}

// Aged is what a rule of retention removes: rows of a table whose time has passed.
type Aged struct {
	Table  string
	Column string // Unix ms
}

// ShownThing is one thing that is stored, in words and without secrets.
type ShownThing struct {
	Title  string
	Detail string
	At     time.Time
	Post   PostID
}
