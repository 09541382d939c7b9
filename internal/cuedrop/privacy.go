package cuedrop

import "time"

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
