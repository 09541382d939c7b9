package privacy

import (
	"context"
	"log/slog"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Config is what the service needs.
type Config struct {
	Clock clock.Clock
	Log   *slog.Logger
	// Workspace names the workspace: it is what the user types to erase everything.
	Workspace string
}

// Service serves the rights. It is safe for concurrent use.
type Service struct{ Config }

// New returns a service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{c}
}

func notReady() error {
	return fault.New(fault.Unsupported, "privacy.not_ready", "This part of Cuedrop is not ready yet.")
}

// Inventory is what is stored, at one moment.
type Inventory struct {
	MadeAt     time.Time
	Categories []Stored
}

// Stored is how much there is of one category.
type Stored struct {
	Category
	Count    int
	Bytes    int64
	Days     int // the rule in force of its first part; 0 = until erased
	Accounts []StoredFor
	Parts    []Part
}

// StoredFor is the part of one account.
type StoredFor struct {
	Account cuedrop.AccountID
	Count   int
	Bytes   int64
}

// Part is a table or a kind of file.
type Part struct {
	Kind  string // table, files
	Name  string
	Count int
	Bytes int64
}

// Inventory counts what is stored.
func (s *Service) Inventory(context.Context) (Inventory, error) {
	if s.Workspace == "" {
		return Inventory{}, notReady()
	}
	return Inventory{}, notReady()
}

// Shown is one thing that is stored, in words and without secrets.
type Shown struct {
	Title  string
	Detail string
	At     time.Time
	Post   cuedrop.PostID
}

// Show returns things of a category, the newest first: of one account, or of all for "".
func (s *Service) Show(_ context.Context, _ ID, _ cuedrop.AccountID) ([]Shown, error) {
	return nil, s.unready()
}

func (s *Service) unready() error {
	_ = s.Workspace
	return notReady()
}

// RequestPage is a page of the ledger.
type RequestPage struct {
	Rows   []cuedrop.LedgerRow
	Totals cuedrop.LedgerTotals
	More   bool
}

// Requests returns a page of the ledger.
func (s *Service) Requests(context.Context, cuedrop.LedgerFilter) (RequestPage, error) {
	return RequestPage{}, s.unready()
}

// RequestsCSV writes the ledger as a table.
func (s *Service) RequestsCSV(context.Context, cuedrop.LedgerFilter) ([]byte, error) {
	return nil, s.unready()
}

// Exported is what an export has written.
type Exported struct {
	Path   string
	Bytes  int64
	Sealed bool
	Counts []Count
}

// Count is a number of things of a category.
type Count struct {
	Category ID
	Count    int
}

// ExportName suggests a name for an exported file.
func (s *Service) ExportName(sealed bool) string {
	name := "cuedrop-" + s.Workspace + "-" + s.Clock.Now().Format(time.DateOnly) + ".zip"
	if sealed {
		name += ".age"
	}
	return name
}

// Export writes everything but secrets to a file, sealed if passphrase is not "".
func (s *Service) Export(_ context.Context, _ string, _ cuedrop.Secret) (Exported, error) {
	return Exported{}, s.unready()
}

// Imported is what an import has added.
type Imported struct {
	Counts []Count
	// Drafts is how many posts arrive as drafts because they had not gone out.
	Drafts int
	// Skipped is how many posts are here already.
	Skipped int
}

// CanImport refuses where an import would be refused whatever the file.
func (s *Service) CanImport(context.Context) error { return s.unready() }

// Import reads an exported file.
func (s *Service) Import(_ context.Context, _ string, _ cuedrop.Secret) (Imported, error) {
	return Imported{}, s.unready()
}

// Plan is what an erasure would do.
type Plan struct {
	Scope   cuedrop.Scope
	ID      string
	Confirm string // what the user types; "" = nothing
	Goes    []Count
	Stays   []string
	Beyond  []string
	// InFlight are posts on their way, which are canceled; Unsettled are those of which
	// nobody can know whether they went out.
	InFlight  []cuedrop.PostID
	Unsettled []cuedrop.PostID
}

// ErasePlan says what an erasure would do.
func (s *Service) ErasePlan(_ context.Context, _ cuedrop.Scope, _ string) (Plan, error) {
	return Plan{}, s.unready()
}

// Erasure is the order to erase.
type Erasure struct {
	Scope   cuedrop.Scope
	ID      string
	Confirm string
	// Unsettled is the user's word to forget posts of which nobody can know.
	Unsettled bool
}

// EraseReport is what an erasure has done.
type EraseReport struct {
	Scope   cuedrop.Scope
	Gone    []Count
	Files   int
	Scanned int64 // bytes
	// Remaining is how many marker bytes were still found; 0 unless something is wrong.
	Remaining int64
	Revoked   int // sign-ins that TikTok has ended
	Queued    int // sign-ins that TikTok is told of once it can be reached
	Beyond    []string
	Elapsed   time.Duration
}

// Erase erases.
func (s *Service) Erase(context.Context, Erasure) (EraseReport, error) {
	return EraseReport{}, s.unready()
}

// Kept is a rule of retention as it is in force.
type Kept struct {
	Rule
	Days int
	// Lengthened says that it is kept for longer than the default.
	Lengthened bool
}

// Retention returns the rules in force.
func (s *Service) Retention(context.Context) ([]Kept, error) { return nil, s.unready() }

// SetRetention changes a rule.
func (s *Service) SetRetention(_ context.Context, _ string, _ int) error { return s.unready() }

// RetentionReport is what a pass has removed.
type RetentionReport struct {
	At      time.Time // zero = there was none yet
	Removed []Removed
	Elapsed time.Duration
}

// Removed is how much went by one rule.
type Removed struct {
	Rule  string
	Count int
	Bytes int64
}

// RunRetention removes what is past its time.
func (s *Service) RunRetention(context.Context) (RetentionReport, error) {
	return RetentionReport{}, s.unready()
}

// LastRetention returns the last pass.
func (s *Service) LastRetention(context.Context) (RetentionReport, error) {
	return RetentionReport{}, s.unready()
}

// RequestLog returns what use was made of rights, the newest first.
func (s *Service) RequestLog(context.Context) ([]cuedrop.DataRequest, error) {
	return nil, s.unready()
}

// SetPaused holds everything of an account, or of all for "", until it is resumed.
func (s *Service) SetPaused(_ context.Context, _ cuedrop.AccountID, _ bool) error {
	return s.unready()
}

// Paused says whether all is held, and which accounts are.
func (s *Service) Paused(context.Context) (all bool, accounts []cuedrop.AccountID, err error) {
	return false, nil, s.unready()
}
