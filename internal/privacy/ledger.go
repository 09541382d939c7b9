package privacy

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// dataIn says what kind of data a request carries, by its purpose in the ledger. The
// words are part of the wire to the window: do not rename.
var dataIn = map[string]string{
	"token":        "credentials",
	"refresh":      "credentials",
	"revoke":       "credentials",
	"userinfo":     "account",
	"avatar":       "account",
	"creator_info": "account",
	"init":         "caption",
	"upload":       "video",
	"status":       "record",
	"video_list":   "insights",
	"video_query":  "insights",
}

// DataIn returns the kind of data that requests of a purpose carry, or "other".
func DataIn(purpose string) string {
	if kind, ok := dataIn[purpose]; ok {
		return kind
	}
	return "other"
}

// RequestPage is a page of the ledger.
type RequestPage struct {
	Rows   []cuedrop.LedgerRow
	Totals cuedrop.LedgerTotals
	More   bool
}

const (
	pageDefault = 100
	pageMost    = 1000
	// csvMost bounds a table, which is made in memory: more than the ledger keeps in its
	// 90 days of heavy use.
	csvMost = 500_000
	// shownMost is how many things "show me" shows.
	shownMost = 500
	logMost   = 1000
)

// Requests returns a page of the ledger, the newest first.
func (s *Service) Requests(ctx context.Context, f cuedrop.LedgerFilter) (RequestPage, error) {
	if f.Limit <= 0 {
		f.Limit = pageDefault
	}
	want := min(f.Limit, pageMost)
	f.Limit = want + 1
	s.Flush()
	rows, err := s.Ledger.Ledger(ctx, f)
	if err != nil {
		return RequestPage{}, err
	}
	page := RequestPage{Rows: rows, More: len(rows) > want}
	page.Rows = rows[:min(len(rows), want)]
	page.Totals, err = s.Ledger.LedgerTotals(ctx, f)
	return page, err
}

// RequestsCSV writes what a filter lets through as a table, the newest first.
func (s *Service) RequestsCSV(ctx context.Context, f cuedrop.LedgerFilter) ([]byte, error) {
	f.Before, f.Limit = 0, csvMost
	s.Flush()
	rows, err := s.Ledger.Ledger(ctx, f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(ledgerHead) // a buffer takes everything
	for _, r := range rows {
		_ = w.Write(ledgerCells(r))
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

var ledgerHead = []string{"id", "time", "feature", "data", "method", "host", "path", "bytes_out", "bytes_in", "status", "elapsed_ms", "outcome"}

func ledgerCells(r cuedrop.LedgerRow) []string {
	return []string{
		strconv.FormatInt(r.ID, 10), stamp(r.At), cuedrop.SheetCell(r.Purpose), DataIn(r.Purpose), cuedrop.SheetCell(r.Method), cuedrop.SheetCell(r.Host), cuedrop.SheetCell(r.Path),
		strconv.FormatInt(r.BytesOut, 10), strconv.FormatInt(r.BytesIn, 10), strconv.Itoa(r.Status),
		strconv.FormatInt(r.Elapsed.Milliseconds(), 10), cuedrop.SheetCell(r.Outcome),
	}
}

// stamp writes a time; the zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Show returns things of a category, the newest first: of one account, or of all for "".
// That is the right of access, which the log names once a category a day.
func (s *Service) Show(ctx context.Context, id ID, account cuedrop.AccountID) ([]cuedrop.ShownThing, error) {
	if _, ok := Find(id); !ok {
		return nil, fault.New(fault.NotFound, "privacy.category", "There is no such kind of data. Choose one that is listed.")
	}
	began := s.Clock.Now()
	s.Flush()
	rows, err := s.Shower.Shown(ctx, string(id), account, shownMost)
	if err == nil {
		err = s.noteAccess(ctx, string(id), began)
	}
	return rows, err
}

// noteAccess records the first look at a category in a day.
func (s *Service) noteAccess(ctx context.Context, scope string, began time.Time) error {
	noted, err := s.Journal.DataRequests(ctx, logMost)
	if err != nil {
		return err
	}
	y, m, d := began.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, began.Location())
	for _, r := range noted {
		if r.Kind == "access" && r.Scope == scope && !r.At.Before(midnight) && !r.At.After(began) {
			return nil
		}
	}
	return s.note(ctx, "access", scope, began, nil)
}

// activities are the uses of a right that the log of activity tells of as well.
var activities = map[string]cuedrop.ActivityKind{
	"export": cuedrop.ActivityExport, "import": cuedrop.ActivityImport, "erasure": cuedrop.ActivityErasure,
}

// note records that a right was used.
func (s *Service) note(ctx context.Context, kind, scope string, began time.Time, failed error) error {
	outcome := "done"
	if failed != nil {
		outcome = "failed: " + fault.ReasonOf(failed)
	}
	return s.noteOutcome(ctx, kind, scope, outcome, began)
}

func (s *Service) noteOutcome(ctx context.Context, kind, scope, outcome string, began time.Time) error {
	if activity, ok := activities[kind]; ok {
		short, _, _ := strings.Cut(outcome, ":")
		s.Note(ctx, activity, scope, short)
	}
	return s.Journal.AddDataRequest(context.WithoutCancel(ctx), cuedrop.DataRequest{
		At: began, Kind: kind, Scope: scope, Outcome: outcome, Elapsed: s.Clock.Now().Sub(began),
	})
}

// Corrected records that the user corrected data of a category. Nothing fails for it.
func (s *Service) Corrected(ctx context.Context, id ID) {
	if err := s.note(ctx, "correction", string(id), s.Clock.Now(), nil); err != nil {
		s.Log.Error("record a correction", "err", err)
	}
}

// RequestLog returns what use was made of rights, the newest first.
func (s *Service) RequestLog(ctx context.Context) ([]cuedrop.DataRequest, error) {
	return s.Journal.DataRequests(ctx, logMost)
}

// SetPaused holds everything of an account, or of all for "", until it is resumed:
// nothing is begun and an upload under way stops where it is. What TikTok has in full is
// still asked about, because not knowing would put the post at risk.
func (s *Service) SetPaused(ctx context.Context, id cuedrop.AccountID, paused bool) error {
	began, at := s.Clock.Now(), time.Time{}
	scope, outcome := "account", "resumed"
	if id == "" {
		scope = "all"
	}
	if paused {
		at, outcome = began, "done"
	}
	if err := s.Pauser.SetPaused(ctx, id, at); err != nil {
		return err
	}
	if paused {
		s.Interrupt(ctx, id)
	}
	s.Changed()
	return s.noteOutcome(ctx, "restriction", scope, outcome, began)
}

// Paused says whether all is held, and which accounts are.
func (s *Service) Paused(ctx context.Context) (all bool, accounts []cuedrop.AccountID, err error) {
	return s.Pauser.Paused(ctx)
}
