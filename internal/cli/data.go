package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
)

type requestOut struct {
	At        string `json:"at"`
	Purpose   string `json:"purpose"`
	Method    string `json:"method"`
	Host      string `json:"host"`
	Path      string `json:"path"`
	BytesOut  int64  `json:"bytesOut"`
	BytesIn   int64  `json:"bytesIn"`
	Status    int    `json:"status"`
	ElapsedMs int64  `json:"elapsedMs"`
	Outcome   string `json:"outcome"`
	ID        int64  `json:"id"`
	Data      string `json:"data"` // kind of data in it
	Account   string `json:"account"`
	Post      string `json:"post"`
}

func (r *root) dataCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "data", Short: "See, take along and erase what is stored", Args: cobra.NoArgs, RunE: needsSubcommand}
	cmd.AddCommand(r.dataRequests(), r.dataBackups(), r.dataInventory(), r.dataExport(), r.dataImport(), r.dataErase(), r.dataRetention(), r.dataLog(),
		r.dataPause("pause", "Hold everything, or an account: nothing is sent until it is resumed", true),
		r.dataPause("resume", "Resume what is held", false))
	return cmd
}

func (r *root) dataRequests() *cobra.Command {
	var limit int
	var f cuedrop.LedgerFilter
	var csv bool
	cmd := &cobra.Command{
		Use:   "requests",
		Short: "Show every request that left, or was kept from leaving, this computer",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 {
				return usage("The limit is 1 or more.")
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			if csv {
				table, err := e.Privacy.RequestsCSV(cmd.Context(), f)
				if err == nil {
					_, err = r.Stdout.Write(table)
				}
				return err
			}
			out, err := requestsOut(cmd.Context(), e, f, limit)
			if err != nil {
				return err
			}
			return r.print(out, func(w io.Writer) {
				if len(out) == 0 {
					line(w, "Nothing has left this computer yet.")
				}
				for _, q := range out {
					line(w, "%s  %-12s %s %s%s  %d  out %s  in %s  %s", q.At, q.Purpose, q.Method, q.Host, q.Path, q.Status, bytesText(q.BytesOut), bytesText(q.BytesIn), q.Outcome)
				}
			})
		},
	}
	fl := cmd.Flags()
	fl.IntVar(&limit, "limit", 1000, "how many of the newest to show")
	fl.StringVar(&f.Host, "host", "", "only those to this host")
	fl.StringVar(&f.Purpose, "feature", "", "only those of this feature, such as upload")
	fl.StringVar(&f.Text, "text", "", "only those with this text in host, path, feature or outcome")
	fl.BoolVar(&csv, "csv", false, "print a table for spreadsheets, whole")
	return cmd
}

// requestsOut reads the ledger page by page, until limit.
func requestsOut(ctx context.Context, e *engine.Engine, f cuedrop.LedgerFilter, limit int) ([]requestOut, error) {
	out := []requestOut{}
	for len(out) < limit {
		f.Limit = min(limit-len(out), 1000)
		page, err := e.Privacy.Requests(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, q := range page.Rows {
			out = append(out, requestOut{
				stamp(q.At), q.Purpose, q.Method, q.Host, q.Path, q.BytesOut, q.BytesIn, q.Status, q.Elapsed.Milliseconds(), q.Outcome,
				q.ID, privacy.DataIn(q.Purpose), string(q.Account), string(q.Post),
			})
			f.Before = q.ID
		}
		if !page.More {
			break
		}
	}
	return out, nil
}

type backupOut struct {
	At   string `json:"at"`
	Path string `json:"path"`
	Size int64  `json:"size"`
}

func (r *root) dataBackups() *cobra.Command {
	return &cobra.Command{
		Use:   "backups",
		Short: "Show the automatic backups of the workspace's database",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			all, err := e.Store.Backups()
			if err != nil {
				return err
			}
			out := []backupOut{}
			for _, b := range all {
				out = append(out, backupOut{stamp(b.At), b.Path, b.Size})
			}
			return r.print(out, func(w io.Writer) {
				if len(out) == 0 {
					line(w, "There is no backup yet. One a day is made while Cuedrop publishes.")
				}
				for _, b := range out {
					line(w, "%s  %s  %s", b.At, bytesText(b.Size), b.Path)
				}
			})
		},
	}
}
