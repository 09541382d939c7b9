package cli

import (
	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
)

func (r *root) postLocate() *cobra.Command {
	return &cobra.Command{
		Use:   "locate ID FILE",
		Short: "Say where the clip of a post is now, after it was moved or renamed",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			p, err := e.Queue.Post(cmd.Context(), cuedrop.PostID(args[0]))
			if err != nil {
				return err
			}
			if _, err := e.Library.Locate(cmd.Context(), p.MediaID, args[1]); err != nil {
				return err
			}
			return r.printPost(cmd.Context(), e, p)
		},
	}
}
