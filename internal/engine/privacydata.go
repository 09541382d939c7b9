package engine

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/privacy"
	"cuedrop/internal/receipt"
	"cuedrop/internal/store"
)

// snapshots and imports give the store's own types the shape that privacy declares.
type snapshots struct{ store *store.Store }

func (s snapshots) Snapshot(ctx context.Context, f func(privacy.Reader) error) error {
	return s.store.Snapshot(ctx, func(sn *store.Snapshot) error { return f(sn) })
}

type imports struct{ store *store.Store }

func (i imports) Import(ctx context.Context, f func(privacy.Writer) error) error {
	return i.store.Import(ctx, func(w *store.Importer) error { return f(w) })
}

// monthlyReceipts makes a page and a table of what went out, for each month
// that has something. A month at a time is in memory.
func (e *Engine) monthlyReceipts(ctx context.Context, add func(name string, page []byte) error) error {
	first, err := e.Store.FirstPublished(ctx)
	if err != nil || first.IsZero() {
		return err
	}
	now := e.Clock.Now().UTC()
	first = first.UTC().AddDate(0, 0, -1) // a post's day is the one in its own zone
	begin := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	for ; !begin.After(now.AddDate(0, 0, 1)); begin = begin.AddDate(0, 1, 0) {
		name := begin.Format("2006-01")
		all, err := e.Receipts.Receipts(ctx, receipt.Query{
			From: begin.Format(time.DateOnly), To: begin.AddDate(0, 1, -1).Format(time.DateOnly),
		})
		if err != nil {
			return err
		}
		if err := e.addReceipts(name, all, now, add); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) addReceipts(name string, all []cuedrop.Receipt, now time.Time, add func(name string, page []byte) error) error {
	if len(all) == 0 {
		return nil
	}
	page, err := receipt.Report(all, name, "All accounts", now)
	if err != nil {
		return err
	}
	table, err := receipt.CSV(all)
	if err != nil {
		return err
	}
	if err := add(name+".html", page); err != nil {
		return err
	}
	return add(name+".csv", table)
}
