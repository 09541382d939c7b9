package privacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// eraser is the database's side of an erasure.
type eraser interface {
	ErasureParts(context.Context, cuedrop.ErasureTarget) (cuedrop.ErasureParts, error)
	EraseRows(context.Context, cuedrop.EraseOrder) error
	Erasing(context.Context) (*cuedrop.OpenErasure, error)
	DropBackups() error
	ErasureFilesGone(context.Context) error
	Compact(context.Context) error
	FinishErasure(context.Context, cuedrop.DataRequest) error
	Revocations(ctx context.Context, now time.Time) ([]cuedrop.Revocation, error)
	ReplaceRevocations(context.Context, []cuedrop.Revocation) error
	// Inspect gives the files of the open database to be read; nil for all other files.
	Inspect(name string) (r io.ReaderAt, done func(), err error)
}

// signIns tells TikTok that a sign-in has ended.
type signIns interface {
	// Owed returns the sign-in that ends with an account; nil when it is signed out.
	Owed(context.Context, cuedrop.AccountID) (*cuedrop.Revocation, error)
	// Forget drops what is known of an account.
	Forget(cuedrop.AccountID)
	// Tell tells TikTok once; what it could not be told waits and is tried again.
	Tell(context.Context, cuedrop.Revocation) (told bool)
}

// posts stops what is on its way.
type posts interface {
	Cancel(context.Context, cuedrop.PostID) (cuedrop.Post, error)
}

// key is what everything sealed is sealed with.
type key interface{ Destroy(context.Context) error }

// Plan is what an erasure would do.
type Plan struct {
	cuedrop.ErasureTarget
	Confirm string // what the user types; "" = nothing
	Goes    []Count
	Stays   []string
	Beyond  []string
	// InFlight are posts on their way, which are canceled; Unsettled are those of which
	// nobody can know whether they went out.
	InFlight  []cuedrop.PostID
	Unsettled []cuedrop.PostID
}

// Count is a number of things of a category.
type Count struct {
	Category ID
	Count    int
}

// ErasePlan says what an erasure would do, or NotFound.
func (s *Service) ErasePlan(ctx context.Context, target cuedrop.ErasureTarget) (Plan, error) {
	parts, err := s.Eraser.ErasureParts(ctx, target)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		ErasureTarget: target, Confirm: s.confirmation(target, parts), Goes: goes(parts.Counts),
		Stays: stays(target.Scope), Beyond: beyond(target.Scope),
	}
	for _, one := range parts.Posts {
		switch {
		case one.Unsettled():
			p.Unsettled = append(p.Unsettled, one.ID)
		case one.Moving():
			p.InFlight = append(p.InFlight, one.ID)
		}
	}
	return p, nil
}

// confirmation is what the user types before more than one post goes.
func (s *Service) confirmation(target cuedrop.ErasureTarget, parts cuedrop.ErasureParts) string {
	switch target.Scope {
	case cuedrop.ScopeAccount:
		return parts.Name
	case cuedrop.ScopeAll:
		return s.Called()
	case cuedrop.ScopePost:
	}
	return ""
}

// goes says how many things of each category go, in the order of the registry.
func goes(rows map[string]int) []Count {
	by := map[ID]int{}
	for table, id := range map[string]ID{
		"account": Account, "tokens": Credentials, "post": Content, "attempt": Record, "request": Technical, tableSetting: Technical,
	} {
		by[id] += rows[table]
	}
	out := []Count{}
	for _, c := range registry {
		if by[c.ID] > 0 {
			out = append(out, Count{c.ID, by[c.ID]})
		}
	}
	return out
}

func stays(scope cuedrop.Scope) []string {
	out := []string{
		"Your original files stay where they are. Cuedrop never changes or removes them.",
		"That you erased something is recorded: when, how far and with what outcome, and nothing of what it was.",
	}
	if scope == cuedrop.ScopeAll {
		return append(out, "If TikTok can't be reached, the end of the sign-in is kept sealed until TikTok has been told of it.")
	}
	return append(out, "Lines of the list of requests that name no account stay until their time is over.")
}

func beyond(cuedrop.Scope) []string {
	return []string{
		"What TikTok has: posts that went out stay there until you delete them on TikTok.",
		"Copies that the system or you made of the folder: snapshots, backups of the computer, synchronised folders, exported files.",
		"What the drive itself keeps: an SSD may hold old blocks for a while. What was sealed can't be read from them once the key is gone.",
	}
}

// Erasure is the order to erase.
type Erasure struct {
	cuedrop.ErasureTarget
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
	// Remaining is how many bytes of what was erased were still found; 0 unless
	// something is wrong, and then Where names the kinds of files.
	Remaining int64
	Where     []string
	Searched  bool // false where it is not known what to search for
	Revoked   int  // sign-ins that TikTok has ended
	Queued    int  // sign-ins that TikTok is told of once it can be reached
	Beyond    []string
	Elapsed   time.Duration
}

// Erase erases a target for good. What is on its way is canceled first. It refuses with
// Invalid (privacy.confirm) unless Confirm is what the plan asks for, and with Conflict
// (privacy.unsettled) for posts of which nobody can know, without the user's word.
//
// Once its rows are gone it can't fail for good: what a crash or an error leaves is
// completed by Resume.
func (s *Service) Erase(ctx context.Context, order Erasure) (EraseReport, error) {
	began := s.Clock.Now()
	parts, err := s.Eraser.ErasureParts(ctx, order.ErasureTarget)
	if err != nil {
		return EraseReport{}, err
	}
	if order.Confirm != s.confirmation(order.ErasureTarget, parts) {
		return EraseReport{}, fault.New(fault.Invalid, "privacy.confirm", "That is not the name that was asked for. Type it exactly as it is shown.")
	}
	if order.Scope == cuedrop.ScopeAll {
		if err := s.Alone(ctx); err != nil {
			return EraseReport{}, err
		}
	}
	unlock, ok := s.Lock()
	if !ok {
		return EraseReport{}, fault.New(fault.Conflict, "privacy.erasing", "Another erasure is not done yet. Try again in a moment.")
	}
	defer unlock()
	s.Flush()
	report := EraseReport{Scope: order.Scope, Beyond: beyond(order.Scope), Gone: goes(parts.Counts)}
	var open cuedrop.OpenErasure
	var f *finder
	owed, lost, err := s.owed(ctx, order.ErasureTarget)
	if err == nil {
		open, f, err = s.eraseRows(ctx, order, parts, owed, began)
	}
	if err != nil {
		_ = s.note(ctx, "erasure", string(order.Scope), began, err) // the error that matters is the first
		return EraseReport{}, err
	}
	s.Probe("after rows")
	if lost > 0 {
		report.Beyond = append(report.Beyond, endedByUser)
	}
	ctx = context.WithoutCancel(ctx) // from here on it is only carried through
	for _, id := range accountsOf(order.ErasureTarget, owed) {
		s.SignIns.Forget(id)
	}
	for _, r := range owed {
		if s.SignIns.Tell(ctx, r.Revocation) {
			report.Revoked++
		} else {
			report.Queued++
		}
	}
	s.Changed()
	return s.complete(ctx, open, report, f, began, "done")
}

// cancelTries bounds how often what comes due meanwhile is canceled again.
const cancelTries = 5

// eraseRows stops what is on its way and deletes the rows. The finder searches for what
// was in them and is not elsewhere.
func (s *Service) eraseRows(ctx context.Context, order Erasure, parts cuedrop.ErasureParts, owed []ended, at time.Time) (cuedrop.OpenErasure, *finder, error) {
	open := cuedrop.OpenErasure{Scope: order.Scope, BegunAt: at}
	// What is refused costs nothing: no backup, and no post that was on its way.
	if !order.Unsettled && slices.ContainsFunc(parts.Posts, cuedrop.ErasedPost.Unsettled) {
		return open, nil, cuedrop.ErrUnsettled
	}
	if order.Scope == cuedrop.ScopeAll {
		s.sweepExport(ctx, 0) // its place is forgotten with the rest
	}
	// Before the rows, so that no backup can bring back what goes: what it would save is here.
	if err := s.Eraser.DropBackups(); err != nil {
		return open, nil, err
	}
	for try := 1; ; try++ {
		for _, p := range parts.Posts {
			if p.Moving() {
				s.cancel(ctx, p.ID)
			}
		}
		f := newFinder(parts.Markers, parts.Stay)
		open.Owners, open.Markers = owners(parts), f.pieces()
		rows := cuedrop.EraseOrder{ErasureTarget: order.ErasureTarget, At: at, Unsettled: order.Unsettled, Owners: open.Owners, Markers: open.Markers}
		for _, r := range owed {
			rows.Owed = append(rows.Owed, r.Revocation)
		}
		s.Probe("before rows")
		err := s.Eraser.EraseRows(ctx, rows)
		if err == nil || fault.ReasonOf(err) != "privacy.in_flight" || try == cancelTries {
			return open, f, err
		}
		if parts, err = s.Eraser.ErasureParts(ctx, order.ErasureTarget); err != nil {
			return open, nil, err
		}
	}
}

// cancel takes a post back. One that has meanwhile gone too far is refused by EraseRows.
func (s *Service) cancel(ctx context.Context, id cuedrop.PostID) {
	if _, err := s.Posts.Cancel(ctx, id); err != nil {
		s.Log.Info("cancel before erasing", "post", id, "err", err)
	}
}

func owners(parts cuedrop.ErasureParts) []string {
	out := []string{}
	for _, p := range parts.Posts {
		out = append(out, string(p.ID))
	}
	for _, id := range parts.Media {
		out = append(out, string(id))
	}
	return out
}

// Resume completes an erasure that a crash has cut short. It is called at each start,
// before anything else, and does nothing when there is none.
func (s *Service) Resume(ctx context.Context) error {
	s.sweepImports()
	s.sweepExport(ctx, staleAfter)
	open, err := s.Eraser.Erasing(ctx)
	if err != nil || open == nil {
		return err
	}
	unlock, ok := s.Lock()
	if !ok {
		return nil // whoever erases completes it
	}
	defer unlock()
	s.Log.Info("complete an erasure", "scope", open.Scope)
	_, err = s.complete(ctx, *open, EraseReport{Scope: open.Scope}, newFinder(open.Markers, nil), s.Clock.Now(), "resumed")
	return err
}

// complete does what comes after the rows. Each step may be done again.
func (s *Service) complete(ctx context.Context, open cuedrop.OpenErasure, report EraseReport, f *finder, began time.Time, outcome string) (EraseReport, error) {
	files, err := s.removeFilesOf(open)
	report.Files = files
	s.Probe("after files")
	err = errors.Join(err, s.Eraser.DropBackups())
	s.Probe("after backups")
	if err != nil {
		return report, unfinished(err)
	}
	// Their ids are of the erased, and are searched for below.
	if err := s.Eraser.ErasureFilesGone(ctx); err != nil {
		return report, unfinished(err)
	}
	if err := s.Eraser.Compact(ctx); err != nil {
		return report, unfinished(err)
	}
	s.Probe("after compacting")
	seen, err := s.scan(ctx, f)
	if err != nil {
		return report, unfinished(err)
	}
	report.Scanned, report.Remaining, report.Where, report.Searched = seen.read, seen.found, seen.where, f.longest > 0
	s.Probe("after search")
	if open.Scope == cuedrop.ScopeAll {
		if err := s.destroyKey(ctx); err != nil {
			return report, unfinished(err)
		}
		s.Probe("after key")
	}
	if report.Remaining > 0 {
		outcome = fmt.Sprintf("%d bytes remain", report.Remaining)
	}
	report.Elapsed = s.Clock.Now().Sub(began)
	err = s.Eraser.FinishErasure(ctx, cuedrop.DataRequest{
		At: open.BegunAt, Kind: "erasure", Scope: string(open.Scope), Outcome: outcome, Elapsed: report.Elapsed,
	})
	if err != nil {
		return report, unfinished(err)
	}
	s.Note(ctx, cuedrop.ActivityErasure, string(open.Scope), "done")
	s.Probe("after end")
	return report, nil
}

func (s *Service) removeFilesOf(open cuedrop.OpenErasure) (int, error) {
	if open.Scope != cuedrop.ScopeAll {
		n, _, err := s.removeOf(open.Owners)
		return n, err
	}
	n, _, err := s.removeFiles(func(f file) bool { return f.category != Credentials }) // the key's file goes with the key
	return n, err
}

// destroyKey makes unreadable whatever was sealed. What TikTok is still to be told is
// sealed again with a new key, which is made for it.
func (s *Service) destroyKey(ctx context.Context) error {
	owed, err := s.Eraser.Revocations(ctx, farFuture)
	if err != nil {
		return err
	}
	if err := s.Key.Destroy(ctx); err != nil {
		return err
	}
	s.Probe("between keys")
	left := owed[:0]
	for _, r := range owed {
		if r.Tokens.Access != "" || r.Tokens.Refresh != "" { // else the key was lost before
			left = append(left, r)
		}
	}
	return s.Eraser.ReplaceRevocations(ctx, left)
}

// farFuture is later than any time that a revocation waits for.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func unfinished(err error) error {
	return fault.Wrap(err, fault.Unavailable, "privacy.unfinished",
		"The data is erased from the workspace, but not all files could be cleaned. Start Cuedrop again; it completes by itself.")
}
