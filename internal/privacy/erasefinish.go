package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

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
