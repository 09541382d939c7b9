package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// slotOut is one slot in JSON.
type slotOut struct {
	Weekday string `json:"weekday"`
	Time    string `json:"time"`
	Zone    string `json:"zone"`
}

func (r *root) accountSlots() *cobra.Command {
	var zone string
	var none bool
	cmd := &cobra.Command{
		Use:   "slots ACCOUNT [DAY@TIME…]",
		Short: "Show or replace the times of the week at which an account posts, such as mon@18:30",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if none && len(args) > 1 {
				return usage("Give slots, or --none.")
			}
			slots, err := parseSlots(args[1:], or(zone, engine.Zone()))
			if err != nil {
				return err
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				a, err := e.Accounts.Find(ctx, args[0])
				if err != nil {
					return err
				}
				if len(slots) > 0 || none {
					if err := e.Queue.SetSlots(ctx, a.ID, slots); err != nil {
						return err
					}
				}
				return r.showSlots(ctx, e, a)
			})
		},
	}
	cmd.Flags().StringVar(&zone, "zone", "", "time zone of the slots (default: the computer's)")
	cmd.Flags().BoolVar(&none, "none", false, "remove all slots")
	return cmd
}

func parseSlots(args []string, zone string) ([]cuedrop.Slot, error) {
	var slots []cuedrop.Slot
	for _, arg := range args {
		day, wall, ok := strings.Cut(arg, "@")
		if !ok {
			return nil, usage("A slot is written like mon@18:30.")
		}
		s, err := cuedrop.NewSlot(day, wall, zone)
		if err != nil {
			return nil, usage(fault.MessageOf(err))
		}
		slots = append(slots, s)
	}
	return slots, nil
}

func (r *root) showSlots(ctx context.Context, e *engine.Engine, a cuedrop.Account) error {
	slots, err := e.Queue.Slots(ctx, a.ID)
	if err != nil {
		return err
	}
	out := []slotOut{}
	for _, s := range slots {
		out = append(out, slotOut{strings.ToLower(s.Weekday.String()), s.Wall, s.Zone})
	}
	return r.print(out, func(w io.Writer) {
		if len(out) == 0 {
			line(w, "@%s has no slots. “cuedrop account slots %s mon@18:30 thu@18:30” adds some.", a.Username, a.Username)
		}
		for _, s := range out {
			line(w, "%-10s %s  %s", s.Weekday, s.Time, s.Zone)
		}
	})
}
