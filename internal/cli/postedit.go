package cli

import (
	"context"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/queue"
)

func (r *root) postEdit() *cobra.Command {
	var clip, remake string
	cmd := &cobra.Command{
		Use:   "edit ID [--clip FILE] [--remake picture|30fps]",
		Short: "Give a post that has not gone out another clip, or have its picture made anew",
		Long: `Give a post that has not gone out another clip, or have its picture made anew.

Another clip is another post: the consent is withdrawn, and the post waits for it as a
draft that keeps its time. Making the picture anew, which helps when TikTok has refused
a clip for its frame rate, format or size, keeps the consent; “cuedrop post retry” then
puts the post back on the schedule.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			anew := cmd.Flags().Changed("remake")
			if clip == "" && !anew {
				return usage("Say what changes: --clip FILE, --remake picture or --remake 30fps.")
			}
			if err := cuedrop.ValidateEdit(cuedrop.Edit{Remake: cuedrop.Remake(remake)}); err != nil {
				return err
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				p, err := e.Queue.Post(ctx, cuedrop.PostID(args[0]))
				if err == nil && clip != "" {
					p, err = giveClip(ctx, e, p.ID, clip)
				}
				if err == nil && anew {
					p, err = only(e.Queue.Remake(ctx, p.ID, cuedrop.Remake(remake)))
				}
				if err != nil {
					return err
				}
				return r.printPost(ctx, e, p)
			})
		},
	}
	cmd.Flags().StringVar(&clip, "clip", "", "the file that the post shows from now on")
	registerRemake(cmd.Flags(), &remake)
	return cmd
}

// giveClip adds a file and gives it to a post.
func giveClip(ctx context.Context, e *engine.Engine, id cuedrop.PostID, file string) (cuedrop.Post, error) {
	m, err := e.Library.Add(ctx, file)
	if err != nil {
		return cuedrop.Post{}, err
	}
	return only(e.Queue.Replace(ctx, id, m.ID))
}

// only is the post of an act on one.
func only(a queue.Act, err error) (cuedrop.Post, error) {
	if err != nil {
		return cuedrop.Post{}, err
	}
	return a.Posts[0], nil
}
