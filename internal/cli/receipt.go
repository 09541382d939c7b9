package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/receipt"
)

// receiptFlags are what post receipt was asked for.
type receiptFlags struct {
	account, from, to string
	all               bool
	out, csv          string
	force             bool
}

func (r *root) postReceipt() *cobra.Command {
	var f receiptFlags
	cmd := &cobra.Command{
		Use:   "receipt ID | receipt --from DATE [--to DATE] [--account A]",
		Short: "Show, or write for a client, what went out and how it went",
		Long: "Shows what went out, in whose name, on whose word, when, every attempt and the result.\n" +
			"With --out it is one page of HTML that stands alone; with --csv a table for spreadsheets.\n" +
			"Days are those of each post's own time zone.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(len(args) == 1, r.now()); err != nil {
				return err
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			if len(args) == 1 {
				return r.oneReceipt(cmd.Context(), e, f, cuedrop.PostID(args[0]))
			}
			return r.receipts(cmd.Context(), e, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "posts of this account only: id, username or nickname")
	fl.StringVar(&f.from, "from", "", "first day, such as 2026-11-01")
	fl.StringVar(&f.to, "to", "", "last day, such as 2026-11-30 (default: today)")
	fl.BoolVar(&f.all, "all", false, "also posts that did not go out")
	fl.StringVar(&f.out, "out", "", "write a page of HTML to this file")
	fl.StringVar(&f.csv, "csv", "", "write a table for spreadsheets to this file")
	fl.BoolVar(&f.force, "force", false, "overwrite files that are there")
	return cmd
}

// check fills in what may be left out.
func (f *receiptFlags) check(one bool, now time.Time) error {
	switch {
	case one && (f.account != "" || f.from != "" || f.to != "" || f.all):
		return usage("Give the id of one post, or days with --from and --to, not both.")
	case !one && f.from == "":
		return usage("Give the id of one post, or the first day with --from.")
	case f.out != "" && f.out == f.csv:
		return usage("Give --out and --csv two different files.")
	}
	if !one && f.to == "" {
		zone, err := cuedrop.LoadZone(engine.Zone())
		if err != nil {
			zone = time.UTC
		}
		f.to = now.In(zone).Format(time.DateOnly)
	}
	return nil
}

func (r *root) oneReceipt(ctx context.Context, e *engine.Engine, f receiptFlags, id cuedrop.PostID) error {
	one, err := e.Receipts.Receipt(ctx, id)
	if err != nil {
		return err
	}
	page := func() ([]byte, error) { return receipt.Page(one, e.Clock.Now()) }
	if err := r.write(f, page, []cuedrop.Receipt{one}); err != nil {
		return err
	}
	return r.print(toReceiptOut(one), func(w io.Writer) {
		if !f.wrote(w) {
			printReceipt(w, one)
		}
	})
}

func (r *root) receipts(ctx context.Context, e *engine.Engine, f receiptFlags) error {
	q, name := receipt.Query{From: f.from, To: f.to, All: f.all}, "All accounts"
	if f.account != "" {
		a, err := e.Accounts.Find(ctx, f.account)
		if err != nil {
			return err
		}
		q.Account, name = a.ID, or(a.Nickname, "An account without a name")
		if a.Username != "" {
			name = "@" + a.Username
		}
	}
	all, err := e.Receipts.Receipts(ctx, q)
	if err != nil {
		return err
	}
	page := func() ([]byte, error) { return receipt.Report(all, period(f.from, f.to), name, e.Clock.Now()) }
	if err := r.write(f, page, all); err != nil {
		return err
	}
	out := []receiptOut{}
	for _, one := range all {
		out = append(out, toReceiptOut(one))
	}
	return r.print(out, func(w io.Writer) {
		if f.wrote(w) {
			return
		}
		if len(all) == 0 {
			line(w, "No post went out in that time.")
		}
		for i, one := range all {
			if i > 0 {
				line(w, "")
			}
			printReceipt(w, one)
		}
	})
}

// write writes the files that were asked for.
func (r *root) write(f receiptFlags, page func() ([]byte, error), all []cuedrop.Receipt) error {
	table := func() ([]byte, error) { return receipt.CSV(all) }
	for _, file := range []struct {
		path string
		make func() ([]byte, error)
	}{{f.out, page}, {f.csv, table}} {
		if file.path == "" {
			continue
		}
		data, err := file.make()
		if err != nil {
			return err
		}
		if err := receipt.Save(file.path, data, f.force); err != nil {
			return err
		}
	}
	return nil
}

// wrote says which files were written, and reports whether there were any.
func (f receiptFlags) wrote(w io.Writer) bool {
	for _, path := range []string{f.out, f.csv} {
		if path != "" {
			line(w, "Written to %s.", path)
		}
	}
	return f.out != "" || f.csv != ""
}

// period writes the days of a report. They were checked before.
func period(from, to string) string {
	day := func(s string) string {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return s
		}
		return t.Format("2 January 2006")
	}
	if from == to {
		return day(from)
	}
	return day(from) + " to " + day(to)
}
