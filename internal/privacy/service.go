package privacy

import (
	"context"
	"io"
	"log/slog"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
)

type holdings interface {
	Holdings(context.Context, cuedrop.Claim) ([]cuedrop.Holding, error)
	SettingSizes(context.Context) (map[string]int64, error)
	Owners(context.Context) (map[string]cuedrop.AccountID, error)
}

type ledger interface {
	Ledger(context.Context, cuedrop.LedgerFilter) ([]cuedrop.LedgerRow, error)
	LedgerTotals(context.Context, cuedrop.LedgerFilter) (cuedrop.LedgerTotals, error)
}

type journal interface {
	AddDataRequest(context.Context, cuedrop.DataRequest) error
	DataRequests(ctx context.Context, limit int) ([]cuedrop.DataRequest, error)
}

type shower interface {
	Shown(ctx context.Context, category string, account cuedrop.AccountID, limit int) ([]cuedrop.ShownThing, error)
}

type pauser interface {
	SetPaused(ctx context.Context, id cuedrop.AccountID, at time.Time) error
	Paused(context.Context) (all bool, accounts []cuedrop.AccountID, err error)
}

type accounts interface {
	Accounts(context.Context) ([]cuedrop.Account, error)
}

// Config is what the service needs. All are required but Log, Note, Called and Probe.
type Config struct {
	Holdings holdings
	Ledger   ledger
	Journal  journal
	Shower   shower
	Pauser   pauser
	Settings settings
	Expirer  expirer
	Eraser   eraser
	Exporter exporter
	Importer importer
	// Receipts calls add with what writes a table and a page of what went out, for each month.
	Receipts func(ctx context.Context, add func(name string, write func(io.Writer) error) error) error
	Accounts accounts
	SignIns  signIns
	Posts    posts
	Key      key
	// Lock keeps other programs from erasing in the workspace; false while one does.
	Lock func() (unlock func(), ok bool)
	// Interrupt stops what is being sent of an account, or of all for "".
	Interrupt func(context.Context, cuedrop.AccountID)
	// Alone refuses with Conflict while another program works on the workspace.
	Alone func(context.Context) error
	Clock clock.Clock
	Log   *slog.Logger
	// Note keeps a line of the log of activity: that data was exported, imported or erased.
	// nil = none is kept.
	Note func(ctx context.Context, kind cuedrop.ActivityKind, subject, outcome string)
	// Flush writes the lines of the ledger that wait to be written.
	Flush func()
	// Changed is called after a change that the scheduler should know of.
	Changed func()
	// Dir is the workspace folder, and Shared the data folder that holds it.
	Dir, Shared string
	Version     string
	// Workspace is the id of the workspace.
	Workspace string
	// Called is what the user calls the workspace, and types to erase everything.
	// nil = its id.
	Called func() string
	// Probe is called at every point at which a crash must do no harm. Tests stop the
	// process there.
	Probe func(point string)
}

// Service serves the rights. It is safe for concurrent use.
type Service struct{ Config }

// New returns a service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Note == nil {
		c.Note = func(context.Context, cuedrop.ActivityKind, string, string) {}
	}
	if c.Called == nil {
		c.Called = func() string { return c.Workspace }
	}
	if c.Probe == nil {
		c.Probe = func(string) {}
	}
	return &Service{c}
}
