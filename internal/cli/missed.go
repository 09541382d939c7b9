package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

// missedOut is one account's policy for missed posts in JSON.
type missedOut struct {
	ID      string `json:"id"`
	Policy  string `json:"policy"`
	Minutes int    `json:"minutes"`
}

func (r *root) accountMissed() *cobra.Command {
	var policy string
	var minutes int
	cmd := &cobra.Command{
		Use:   "missed ACCOUNT",
		Short: "Show or change what becomes of posts whose time passed while Cuedrop was not running",
		Long: `Show or change what becomes of posts whose time passed while Cuedrop was not running.

  within     post it if it is at most --minutes late, otherwise ask me
  ask        ask me about each
  next-slot  give it the account's next free slot
  skip       cancel it

A post that is more than --minutes late never goes out by itself.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				a, err := e.Accounts.Find(ctx, args[0])
				if err != nil {
					return err
				}
				if policy != "" {
					a.Missed.Policy = cuedrop.MissedAction(strings.ReplaceAll(policy, "-", "_"))
				}
				if cmd.Flags().Changed("minutes") {
					a.Missed.Minutes = minutes
				}
				if policy != "" || cmd.Flags().Changed("minutes") {
					if err := e.Accounts.SetMissedPolicy(ctx, a.ID, a.Missed); err != nil {
						return err
					}
				}
				return r.showMissed(a)
			})
		},
	}
	cmd.Flags().StringVar(&policy, "policy", "", "within, ask, next-slot or skip")
	cmd.Flags().IntVar(&minutes, "minutes", 0, "how late a post may be to go out by itself, 1 to 1440")
	return cmd
}

func (r *root) showMissed(a cuedrop.Account) error {
	out := missedOut{string(a.ID), string(a.Missed.Policy), a.Missed.Minutes}
	return r.print(out, func(w io.Writer) {
		switch a.Missed.Policy {
		case cuedrop.MissedWithin:
			line(w, "within: a missed post of @%s goes out if it is at most %d minutes late; otherwise you are asked.", a.Username, out.Minutes)
		case cuedrop.MissedAsk:
			line(w, "ask: you are asked about each missed post of @%s.", a.Username)
		case cuedrop.MissedNextSlot:
			line(w, "next-slot: a missed post of @%s is given its next free slot.", a.Username)
		case cuedrop.MissedSkip:
			line(w, "skip: a missed post of @%s is canceled.", a.Username)
		}
	})
}
