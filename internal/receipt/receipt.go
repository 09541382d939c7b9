// Package receipt is the use case that tells people outside of Cuedrop what became
// of posts: a text, a page of HTML that stands alone, a table for spreadsheets. It
// reads and never changes anything, and whatever it shows of captions, names and
// TikTok's words is taken for hostile. It declares the interface that it needs and
// knows no adapter and no other use case.
package receipt

import (
	"context"
	"slices"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

type partStore interface {
	ReceiptParts(context.Context, cuedrop.PostID) (cuedrop.ReceiptParts, error)
	ReceiptPartsBetween(ctx context.Context, account cuedrop.AccountID, from, until time.Time) ([]cuedrop.ReceiptParts, error)
}

// Config are the parts that a Service is made of. All but Person are required; Read is for
// Monthly only.
type Config struct {
	Store partStore
	// Read calls f with a view of the database as it is now.
	Read  func(ctx context.Context, f func(Reader) error) error
	Clock clock.Clock
	// Practice reports whether the workspace belongs to a practice TikTok.
	Practice func(context.Context) (bool, error)
	// Person returns the name that receipts are labelled with; "" = none. May be nil.
	Person func(context.Context) (string, error)
}

// Service is safe for concurrent use.
type Service struct{ Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

// Query chooses the posts of a report.
type Query struct {
	Account cuedrop.AccountID // "" = all
	// From and To are the first and the last day, as 2006-01-02. A post's day is the
	// one in its own zone.
	From, To string
	// All adds the posts that did not go out.
	All bool
}

// Receipt returns the receipt of one post, or NotFound. A post that was taken off the
// lists still has one.
func (s *Service) Receipt(ctx context.Context, id cuedrop.PostID) (cuedrop.Receipt, error) {
	practice, person, err := s.labels(ctx)
	if err != nil {
		return cuedrop.Receipt{}, err
	}
	parts, err := s.Store.ReceiptParts(ctx, id)
	if err != nil {
		return cuedrop.Receipt{}, err
	}
	parts.Practice, parts.Person = practice, person
	return cuedrop.NewReceipt(parts), nil
}

// labels are what all receipts of the workspace say.
func (s *Service) labels(ctx context.Context) (practice bool, person string, err error) {
	if practice, err = s.Practice(ctx); err != nil || s.Person == nil {
		return practice, "", err
	}
	person, err = s.Person(ctx)
	return practice, person, err
}

// around is how far a day in any zone lies from the same day in UTC.
const around = 24 * time.Hour

// Receipts returns the receipts that q asks for, the earliest first.
func (s *Service) Receipts(ctx context.Context, q Query) ([]cuedrop.Receipt, error) {
	from, until, err := q.days()
	if err != nil {
		return nil, err
	}
	practice, person, err := s.labels(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.ReceiptPartsBetween(ctx, q.Account, from.Add(-around), until.Add(around))
	if err != nil {
		return nil, err
	}
	out := []cuedrop.Receipt{}
	for _, parts := range all {
		parts.Practice, parts.Person = practice, person
		r := cuedrop.NewReceipt(parts)
		if day := r.Day(); day >= q.From && day <= q.To && (q.All || r.WentOut()) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b cuedrop.Receipt) int { return a.At().Compare(b.At()) })
	return out, nil
}

func (q Query) days() (from, until time.Time, err error) {
	from, err = time.Parse(time.DateOnly, q.From)
	if err == nil {
		until, err = time.Parse(time.DateOnly, q.To)
	}
	if err != nil {
		return from, until, fault.Wrap(err, fault.Invalid, "receipt.day", "That day can't be read. Write it like 2026-11-24.")
	}
	if until.Before(from) {
		return from, until, fault.New(fault.Invalid, "receipt.day", "The last day lies before the first. Exchange them.")
	}
	return from, until.AddDate(0, 0, 1), nil
}

// HTML returns the receipt of one post as a page of its own, or NotFound.
func (s *Service) HTML(ctx context.Context, id cuedrop.PostID) ([]byte, error) {
	r, err := s.Receipt(ctx, id)
	if err != nil {
		return nil, err
	}
	return Page(r, s.Clock.Now())
}
