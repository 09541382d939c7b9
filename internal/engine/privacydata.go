package engine

import (
	"context"

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

// readReceipts gives the store's reader the shape that receipt declares.
func (e *Engine) readReceipts(ctx context.Context, f func(receipt.Reader) error) error {
	return e.Store.ReadReceipts(ctx, func(r *store.ReceiptReader) error { return f(r) })
}
