package cli

import (
	"context"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

func (r *root) postLocate() *cobra.Command {
	return &cobra.Command{
		Use:   "locate ID FILE",
		Short: "Say where the clip of a post is now, after it was moved or renamed",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				p, err := e.Queue.Post(ctx, cuedrop.PostID(args[0]))
				if err != nil {
					return err
				}
				if _, err := e.Library.Locate(ctx, p.MediaID, args[1]); err != nil {
					return err
				}
				return r.printPost(ctx, e, p)
			})
		},
	}
}
