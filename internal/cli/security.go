package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"cuedrop/internal/engine"
)

// securityFactOut is one line of security --json.
type securityFactOut struct {
	Code   string `json:"code"`
	State  string `json:"state"` // ok, warn or unknown
	Detail string `json:"detail"`
	Remedy string `json:"remedy"`
}

func (r *root) securityCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "security",
		Short: "Show what protects this workspace, and what was done in it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				facts, err := e.Security.Facts(ctx)
				if err != nil {
					return err
				}
				out := []securityFactOut{}
				for _, f := range facts {
					out = append(out, securityFactOut{f.Code, string(f.State), f.Detail, f.Remedy})
				}
				return r.print(out, func(w io.Writer) {
					for _, f := range out {
						line(w, "%-8s %-11s %s", f.State, f.Code, f.Detail)
						if f.Remedy != "" {
							line(w, "                     %s", f.Remedy)
						}
					}
				})
			})
		},
	}
	cmd.AddCommand(r.securityLog(), r.securityIncident())
	return cmd
}

type activityOut struct {
	ID      int64  `json:"id"`
	At      string `json:"at"`
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Outcome string `json:"outcome"`
}

func (r *root) securityLog() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "log",
		Short: "Show sign-ins, unlocks, exports, erasures and what else was done, the newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 {
				return usage("The limit is 1 or more.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				out, err := activitiesOut(ctx, e, limit)
				if err != nil {
					return err
				}
				return r.print(out, func(w io.Writer) {
					if len(out) == 0 {
						line(w, "Nothing was done yet.")
					}
					for _, a := range out {
						line(w, "%s  %-10s %-8s %s", a.At, a.Kind, a.Outcome, a.Subject)
					}
				})
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 100, "how many of the newest to show")
	return cmd
}

// activitiesOut reads the log page by page, until limit.
func activitiesOut(ctx context.Context, e *engine.Engine, limit int) ([]activityOut, error) {
	out := []activityOut{}
	var before int64
	for len(out) < limit {
		rows, err := e.Security.Activity(ctx, before, limit-len(out))
		if err != nil || len(rows) == 0 {
			return out, err
		}
		for _, a := range rows {
			out = append(out, activityOut{a.ID, stamp(a.At), string(a.Kind), a.Subject, a.Outcome})
			before = a.ID
		}
	}
	return out, nil
}

type incidentOut struct {
	At       string `json:"at"`
	Accounts int    `json:"accounts"`
	Revoked  int    `json:"revoked"`
	Queued   int    `json:"queued"`
	Untold   int    `json:"untold"`
	Stopped  int    `json:"stopped"`
	Note     string `json:"note"`
}

func (r *root) securityIncident() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "incident --yes",
		Short: "When something went wrong: hold everything and end every sign-in at TikTok",
		Long: "Holds everything, signs every account out here and at TikTok, and writes a note of what was\n" +
			"done and what to do next. Accounts, posts and records stay. “cuedrop data resume” ends the hold.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !yes {
				return usage("Nothing was done. Add --yes to hold everything and to sign every account out.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				got, err := e.Security.LockAndRevoke(ctx)
				if err != nil {
					return err
				}
				out := incidentOut{stamp(got.At), got.Accounts, got.Revoked, got.Queued, got.Untold, got.Stopped, got.Note}
				return r.print(out, func(w io.Writer) { lines(w, got.Note) })
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it")
	return cmd
}
