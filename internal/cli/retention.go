package cli

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
)

type ruleOut struct {
	ID          string `json:"id"`
	Category    string `json:"category"`
	Days        int    `json:"days"`
	DefaultDays int    `json:"defaultDays"`
	Shortest    int    `json:"shortest"`
	Longest     int    `json:"longest"`
}

type retentionOut struct {
	Rules []ruleOut `json:"rules"`
	Last  *passOut  `json:"last"` // null before the first pass
}

type passOut struct {
	At        string       `json:"at"`
	Removed   []removedOut `json:"removed"`
	ElapsedMs int64        `json:"elapsedMs"`
}

type removedOut struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"`
}

func (r *root) dataRetention() *cobra.Command {
	var set []string
	var now bool
	cmd := &cobra.Command{
		Use:   "retention",
		Short: "Show or change how long each kind of data is kept",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			changes, err := parseRules(set)
			if err != nil {
				return err
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				for rule, days := range changes {
					if err := e.Privacy.SetRetention(ctx, rule, days); err != nil {
						return err
					}
				}
				if now {
					if _, err := e.Privacy.RunRetention(ctx); err != nil {
						return err
					}
				}
				return r.showRetention(ctx, e.Privacy)
			})
		},
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "keep by RULE for DAYS, such as ledger=30; 0 is the default")
	cmd.Flags().BoolVar(&now, "run", false, "remove now what is past its time")
	return cmd
}

func parseRules(set []string) (map[string]int, error) {
	out := map[string]int{}
	for _, one := range set {
		rule, text, ok := strings.Cut(one, "=")
		days, err := strconv.Atoi(text)
		if !ok || err != nil {
			return nil, usage("Write a rule like ledger=30.")
		}
		out[rule] = days
	}
	return out, nil
}

func (r *root) showRetention(ctx context.Context, p *privacy.Service) error {
	kept, err := p.Retention(ctx)
	if err != nil {
		return err
	}
	last, err := p.LastRetention(ctx)
	if err != nil {
		return err
	}
	out := retentionOut{Rules: []ruleOut{}}
	for _, k := range kept {
		out.Rules = append(out.Rules, ruleOut{k.ID, string(k.Category), k.Days, k.Default, k.Shortest, k.Longest})
	}
	if !last.At.IsZero() {
		out.Last = &passOut{At: stamp(last.At), Removed: []removedOut{}, ElapsedMs: last.Elapsed.Milliseconds()}
		for _, one := range last.Removed {
			out.Last.Removed = append(out.Last.Removed, removedOut{one.Rule, one.Count, one.Bytes})
		}
	}
	return r.print(out, func(w io.Writer) {
		for _, k := range out.Rules {
			days := strconv.Itoa(k.Days) + " days"
			if k.Days == 0 {
				days = "until erased"
			}
			line(w, "%-12s %-14s (from %d to %d days)", k.ID, days, k.Shortest, k.Longest)
		}
		if out.Last == nil {
			return
		}
		line(w, "Last pass %s:", out.Last.At)
		for _, one := range out.Last.Removed {
			line(w, "  %-12s %d removed", one.ID, one.Count)
		}
	})
}

type rightOut struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Kind      string `json:"kind"`
	Scope     string `json:"scope"`
	Outcome   string `json:"outcome"`
	ElapsedMs int64  `json:"elapsedMs"`
}

func (r *root) dataLog() *cobra.Command {
	return &cobra.Command{
		Use:   "log",
		Short: "Show which of your rights you have used, when, and how it ended",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				all, err := e.Privacy.RequestLog(ctx)
				if err != nil {
					return err
				}
				out := []rightOut{}
				for _, q := range all {
					out = append(out, rightOut{q.ID, stamp(q.At), q.Kind, q.Scope, q.Outcome, q.Elapsed.Milliseconds()})
				}
				return r.print(out, func(w io.Writer) {
					for _, q := range out {
						line(w, "%s  %-12s %-12s %s  %s", q.At, q.Kind, q.Scope, q.Outcome, duration(q.ElapsedMs))
					}
				})
			})
		},
	}
}

type pausedOut struct {
	All      bool     `json:"all"`
	Accounts []string `json:"accounts"`
}

// dataPause makes the commands that hold an account or everything, and that resume it.
func (r *root) dataPause(use, short string, paused bool) *cobra.Command {
	var account string
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				var id cuedrop.AccountID
				if account != "" {
					a, err := e.Accounts.Find(ctx, account)
					if err != nil {
						return err
					}
					id = a.ID
				}
				if err := e.Privacy.SetPaused(ctx, id, paused); err != nil {
					return err
				}
				all, some, err := e.Privacy.Paused(ctx)
				if err != nil {
					return err
				}
				out := pausedOut{All: all, Accounts: []string{}}
				for _, a := range some {
					out.Accounts = append(out.Accounts, string(a))
				}
				return r.print(out, func(w io.Writer) {
					line(w, "Everything is held: %t. Accounts that are held: %s.", out.All, or(strings.Join(out.Accounts, ", "), "none"))
				})
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "only this account: id, username or nickname (default: everything)")
	return cmd
}
