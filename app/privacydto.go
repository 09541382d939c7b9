package app

// The wire types of the privacy part. See dto.go for the conventions.

// Inventory is what is stored in this workspace, at one moment.
type Inventory struct {
	MadeAt     string           `json:"madeAt"`
	Categories []StoredCategory `json:"categories"`
}

// StoredCategory is how much there is of one kind of data, and what is said about it.
type StoredCategory struct {
	// ID is profile, account, credentials, content, record, insights, advertising,
	// technical or requests. The window has the words for each.
	ID            string          `json:"id"`
	Count         int             `json:"count"`
	Bytes         int64           `json:"bytes"`
	RetentionDays int             `json:"retentionDays"` // 0 = until erased
	Leaves        string          `json:"leaves"`        // "" never, tiktok, tiktok_published, tiktok_on_changes
	Accounts      []StoredAccount `json:"accounts"`
	Parts         []StoredPart    `json:"parts"`
}

// StoredAccount is the share of one account.
type StoredAccount struct {
	AccountID string `json:"accountId"`
	Count     int    `json:"count"`
	Bytes     int64  `json:"bytes"`
}

// StoredPart is a table of the database or a kind of file. It is never a path.
type StoredPart struct {
	Kind  string `json:"kind"` // table, files
	Name  string `json:"name"`
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"`
}

// ShownRow is one thing that is stored, in words and without secrets.
type ShownRow struct {
	Title  string `json:"title"`
	Detail string `json:"detail"`
	At     string `json:"at"`
	PostID string `json:"postId"` // "" where it is of no post
}

// RequestFilter narrows the list of requests. "" and 0 do not narrow.
type RequestFilter struct {
	Host    string `json:"host"`
	Feature string `json:"feature"`
	Text    string `json:"text"` // in host, path, feature or outcome
	From    string `json:"from"` // instant, inclusive
	To      string `json:"to"`   // instant, exclusive
	Before  int64  `json:"before"`
	Limit   int    `json:"limit"` // 100 unless told, 1,000 at most
}

// RequestRow is one request that left, or was kept from leaving, this computer.
type RequestRow struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Feature   string `json:"feature"`
	Method    string `json:"method"`
	Host      string `json:"host"`
	Path      string `json:"path"`
	Data      string `json:"data"` // kind of data in it: see RequestKinds
	BytesOut  int64  `json:"bytesOut"`
	BytesIn   int64  `json:"bytesIn"`
	Status    int    `json:"status"` // 0 = no answer
	ElapsedMs int64  `json:"elapsedMs"`
	Outcome   string `json:"outcome"`
	AccountID string `json:"accountId"` // "" = not said
	PostID    string `json:"postId"`    // "" = of no post, or not known
}

// RequestPage is a page of the list, the newest first. Totals are of all rows that the
// filter lets through, not of the page.
type RequestPage struct {
	Rows     []RequestRow `json:"rows"`
	More     bool         `json:"more"` // ask again with before = the last row's id
	Count    int          `json:"count"`
	BytesOut int64        `json:"bytesOut"`
	BytesIn  int64        `json:"bytesIn"`
	Hosts    []string     `json:"hosts"`    // all that there are, for the filter
	Features []string     `json:"features"` // all that there are, for the filter
}

// CategoryCount is a number of things of one kind of data.
type CategoryCount struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

// Exported is what an export has written. Without a place chosen it is not saved.
type Exported struct {
	Saved  bool            `json:"saved"`
	Name   string          `json:"name"` // of the file, without its folder
	Bytes  int64           `json:"bytes"`
	Sealed bool            `json:"sealed"`
	Counts []CategoryCount `json:"counts"`
}

// Imported is what an import has added. Without a file chosen it has not happened.
type Imported struct {
	Done    bool            `json:"done"`
	Counts  []CategoryCount `json:"counts"`
	Drafts  int             `json:"drafts"`  // posts that had not gone out
	Asked   int             `json:"asked"`   // posts that may have gone out: the user looks on TikTok
	Skipped int             `json:"skipped"` // posts that are here already
}

// ErasePlan is what an erasure would do.
type ErasePlan struct {
	Scope string `json:"scope"` // post, account, all
	ID    string `json:"id"`
	// Confirm is what the user types before it is done; "" = nothing.
	Confirm string          `json:"confirm"`
	Goes    []CategoryCount `json:"goes"`
	Stays   []string        `json:"stays"`  // sentences
	Beyond  []string        `json:"beyond"` // sentences: what is out of Cuedrop's reach
	// InFlight are posts on their way, which are canceled. Unsettled are posts of which
	// nobody can know whether they went out: Erase wants the user's word for them.
	InFlight  []string `json:"inFlight"`
	Unsettled []string `json:"unsettled"`
}

// EraseReport is what an erasure has done.
type EraseReport struct {
	Scope        string          `json:"scope"`
	Gone         []CategoryCount `json:"gone"`
	Files        int             `json:"files"`
	ScannedBytes int64           `json:"scannedBytes"`
	// RemainingBytes is what a search of all files still found; anything but 0 is told.
	RemainingBytes int64    `json:"remainingBytes"`
	Where          []string `json:"where"`    // the kinds of files that it was found in
	Searched       bool     `json:"searched"` // false where nothing is known that could be searched for
	Revoked        int      `json:"revoked"`  // sign-ins that TikTok has ended
	Queued         int      `json:"queued"`   // sign-ins that TikTok is told of when it can be reached
	Beyond         []string `json:"beyond"`
	ElapsedMs      int64    `json:"elapsedMs"`
}

// RetentionRule is how long one kind of data is kept. 0 days means until it is erased.
type RetentionRule struct {
	ID          string `json:"id"` // content, record, insights, advertising, logs, ledger, requests
	Category    string `json:"category"`
	Days        int    `json:"days"`
	DefaultDays int    `json:"defaultDays"`
	Shortest    int    `json:"shortest"`
	Longest     int    `json:"longest"`
	Lengthened  bool   `json:"lengthened"` // kept for longer than the default: say so
}

// RetentionReport is what a pass has removed. Counts, never content.
type RetentionReport struct {
	At        string             `json:"at"` // "" = there was none yet
	Removed   []RetentionRemoved `json:"removed"`
	ElapsedMs int64              `json:"elapsedMs"`
}

// RetentionRemoved is how much went by one rule.
type RetentionRemoved struct {
	ID    string `json:"id"` // of the rule
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"`
}

// PrivacyRequest is one use that was made of a right. Nothing personal is in it.
type PrivacyRequest struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Kind      string `json:"kind"`  // access, export, import, correction, erasure, restriction
	Scope     string `json:"scope"` // post, account, all, or a category
	Outcome   string `json:"outcome"`
	ElapsedMs int64  `json:"elapsedMs"`
}

// Pauses says what is held until the user resumes it.
type Pauses struct {
	All        bool     `json:"all"`
	AccountIDs []string `json:"accountIds"`
}
