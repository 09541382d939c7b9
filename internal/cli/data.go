package cli

import (
	"io"

	"github.com/spf13/cobra"
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
}

func (r *root) dataCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "data", Short: "See, take along and erase what is stored", Args: cobra.NoArgs, RunE: needsSubcommand}
	cmd.AddCommand(r.dataRequests(), r.dataBackups(),
		notYet("inventory", "Show what is stored"), notYet("export FILE", "Write everything to a file"),
		notYet("import FILE", "Read an exported file"), notYet("erase", "Erase an account or everything"))
	return cmd
}

func (r *root) dataRequests() *cobra.Command {
	var limit int
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
			all, err := e.Requests(cmd.Context(), limit)
			if err != nil {
				return err
			}
			out := []requestOut{}
			for _, q := range all {
				out = append(out, requestOut{stamp(q.At), q.Purpose, q.Method, q.Host, q.Path, q.BytesOut, q.BytesIn, q.Status, q.Elapsed.Milliseconds(), q.Outcome})
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
	cmd.Flags().IntVar(&limit, "limit", 1000, "how many of the newest to show")
	return cmd
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
