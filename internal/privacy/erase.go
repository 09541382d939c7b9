package privacy

import (
	"context"
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
