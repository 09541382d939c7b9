package receipt

import (
	"bufio"
	"context"
	"io"
	"maps"
	"slices"

	"cuedrop/internal/cuedrop"
)

// Reader reads the database as of one moment.
type Reader interface {
	// WentOut returns the posts that went out or may have, the earliest first.
	WentOut(ctx context.Context) ([]cuedrop.ReceiptKey, error)
	Parts(ctx context.Context, id cuedrop.PostID) (cuedrop.ReceiptParts, error)
}

// Monthly writes a table and a page of what went out, for each month that has something,
// through add, which is given a name and what writes it. At most heldMost receipts are in
// memory, and a line of each for the summary of its month.
func (s *Service) Monthly(ctx context.Context, add func(name string, write func(io.Writer) error) error) error {
	practice, person, err := s.labels(ctx)
	if err != nil {
		return err
	}
	return s.Read(ctx, func(r Reader) error {
		keys, err := r.WentOut(ctx)
		if err != nil {
			return err
		}
		receipt := func(id cuedrop.PostID) (cuedrop.Receipt, error) {
			parts, err := r.Parts(ctx, id)
			parts.Practice, parts.Person = practice, person
			return cuedrop.NewReceipt(parts), err
		}
		// Where zones differ, the posts of two months are among each other at their edges.
		posts := map[string][]cuedrop.PostID{}
		for _, k := range keys {
			posts[k.Month()] = append(posts[k.Month()], k.Post)
		}
		for _, name := range slices.Sorted(maps.Keys(posts)) {
			if err := (&month{Service: s, name: name, posts: posts[name], receipt: receipt}).write(add); err != nil {
				return err
			}
		}
		return nil
	})
}

// month is what went out in one.
type month struct {
	*Service

	name    string
	posts   []cuedrop.PostID
	receipt func(cuedrop.PostID) (cuedrop.Receipt, error)
	held    []cuedrop.Receipt // all of them, once they were read; nil where they are too many
}

// heldMost is how many receipts are kept from the table of a month to its page, some 10 KB
// each: reading them twice takes longer than anything else.
const heldMost = 1000

func (m *month) write(add func(name string, write func(io.Writer) error) error) error {
	d := newDocument(m.name, "All accounts", m.Clock.Now())
	err := add(m.name+".csv", func(w io.Writer) error {
		return writeCSV(w, func(show func(cuedrop.Receipt) error) error {
			return m.each(func(r cuedrop.Receipt) error {
				d.add(r)
				return show(r)
			})
		})
	})
	if err != nil {
		return err
	}
	return add(m.name+".html", func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10) // the template writes every word by itself
		err := d.write(out, func(show func(sheet) error) error {
			return m.each(func(r cuedrop.Receipt) error { return show(oneOfSeveral(r)) })
		})
		if err != nil {
			return err
		}
		return out.Flush()
	})
}

// each calls show with the receipts of the month, in order.
func (m *month) each(show func(cuedrop.Receipt) error) error {
	if m.held != nil {
		for _, r := range m.held {
			if err := show(r); err != nil {
				return err
			}
		}
		return nil
	}
	var held []cuedrop.Receipt
	for _, id := range m.posts {
		r, err := m.receipt(id)
		if err != nil {
			return err
		}
		if len(m.posts) <= heldMost {
			held = append(held, r)
		}
		if err := show(r); err != nil {
			return err
		}
	}
	m.held = held
	return nil
}
