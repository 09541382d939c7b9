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

// workspaceOut is a workspace as workspace list and create print it.
type workspaceOut struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Passphrase bool   `json:"passphrase"` // a passphrase opens it
}

func (r *root) workspaceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "workspace",
		Short: "List, make, rename and delete workspaces, and lock them with a passphrase",
		Long: "A workspace has its own accounts, posts, settings and key. It is called by its name, in any\n" +
			"script, or by its id, which is the name of its folder and never changes.",
		Args: cobra.NoArgs, RunE: needsSubcommand,
	}
	cmd.AddCommand(r.workspaceList(), r.workspaceCreate(), r.workspaceRename(), r.workspaceDelete(), r.passphraseCommand(), r.workspaceRecover())
	return cmd
}

// withFleet calls f with the workspaces of the data folder.
func (r *root) withFleet(ctx context.Context, do func(*engine.Fleet) error) error {
	f, err := engine.NewFleet(r.cfg)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Finish(ctx)
	return do(f)
}

// find returns the workspace that a user means: by its id, or else by its name.
func (r *root) find(ctx context.Context, f *engine.Fleet, nameOrID string) (cuedrop.Workspace, error) {
	cfg := r.cfg
	cfg.Workspace = nameOrID
	cfg, err := cfg.Resolve()
	if err != nil {
		return cuedrop.Workspace{}, err
	}
	all, err := f.List(ctx)
	if err != nil {
		return cuedrop.Workspace{}, err
	}
	for _, w := range all {
		if w.ID == cfg.Workspace {
			return w, nil
		}
	}
	return cuedrop.Workspace{}, fault.New(fault.NotFound, "workspace.unknown", "There is no workspace of that name. “cuedrop workspace list” shows those that there are.")
}

func (r *root) workspaceList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Show the workspaces of this data folder", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				all, err := f.List(cmd.Context())
				if err != nil {
					return err
				}
				out := make([]workspaceOut, 0, len(all))
				for _, w := range all {
					out = append(out, workspaceOut{w.ID, w.Name, w.Passphrase})
				}
				return r.print(out, func(w io.Writer) {
					for _, o := range out {
						line(w, "%-20s %s%s", o.ID, o.Name, ifText(o.Passphrase, "  (passphrase)"))
					}
				})
			})
		},
	}
}

func ifText(on bool, text string) string {
	if on {
		return text
	}
	return ""
}

func (r *root) workspaceCreate() *cobra.Command {
	return &cobra.Command{
		Use: "create NAME", Short: "Make an empty workspace", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				w, err := f.Create(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return r.print(workspaceOut{w.ID, w.Name, false}, func(out io.Writer) {
					line(out, "Made “%s”. Use it with --workspace %s", w.Name, w.ID)
				})
			})
		},
	}
}

func (r *root) workspaceRename() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "rename WORKSPACE NAME", Short: "Call a workspace by another name; its id stays", Args: cobra.ExactArgs(2),
		Long: "One with a passphrase is opened for it: the passphrase comes from CUEDROP_PASSPHRASE, from\n" +
			"--passphrase-file or from the terminal.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				w, err := r.find(cmd.Context(), f, args[0])
				if err != nil {
					return err
				}
				if _, err := r.openOf(cmd.Context(), f, w, file); err != nil {
					return err
				}
				if err := f.Rename(cmd.Context(), w.ID, args[1]); err != nil {
					return err
				}
				w.Name = strings.TrimSpace(args[1])
				if again, err := r.find(cmd.Context(), f, w.ID); err == nil { // as it is kept
					w = again
				}
				return r.print(workspaceOut{w.ID, w.Name, w.Passphrase}, func(out io.Writer) { line(out, "It is called “%s” now.", w.Name) })
			})
		},
	}
	cmd.Flags().StringVar(&file, "passphrase-file", "", passphraseFileHelp)
	return cmd
}

// deletedOut is workspace delete --json.
type deletedOut struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Revoked int    `json:"revoked"` // sign-ins that TikTok has ended
	Untold  int    `json:"untold"`  // sign-ins that it could not be told of
	Sealed  bool   `json:"sealed"`  // the workspace could not be opened, so TikTok was told nothing
}

func (r *root) workspaceDelete() *cobra.Command {
	var yes bool
	var file string
	cmd := &cobra.Command{
		Use: "delete WORKSPACE", Short: "Delete a workspace with all that is in it, for good", Args: cobra.ExactArgs(1),
		Long: "Erases all of a workspace, tells TikTok to end its sign-ins, and removes its key and its folder.\n" +
			"Your original files are never touched. One with a passphrase that is not given is deleted as well:\n" +
			"then TikTok can't be told. Without --yes it asks on a terminal, and refuses elsewhere.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes && !terminal(r.Stdin) {
				return usage("Nothing was deleted. Add --yes to delete without being asked.")
			}
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				w, err := r.find(cmd.Context(), f, args[0])
				if err != nil {
					return err
				}
				if !yes {
					line(r.Stderr, "“%s” goes with all that is in it: accounts, posts, settings, its key. What is on TikTok stays there.", w.Name)
					line(r.Stderr, "Type %s to delete it for good:", w.Name)
					if answer, err := r.lines().ReadString('\n'); err != nil || strings.TrimSpace(answer) != w.Name {
						return usage("Nothing was deleted.")
					}
				}
				if file != "" { // to be able to tell TikTok
					if _, err := r.openOf(cmd.Context(), f, w, file); err != nil {
						return err
					}
				}
				done, err := f.Delete(cmd.Context(), w.ID)
				if err != nil {
					return err
				}
				return r.print(deletedOut{w.ID, w.Name, done.Revoked, done.Untold, done.Sealed}, func(out io.Writer) { printDeleted(out, w, done) })
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	cmd.Flags().StringVar(&file, "passphrase-file", "", passphraseFileHelp)
	return cmd
}

func printDeleted(out io.Writer, w cuedrop.Workspace, done engine.Deletion) {
	line(out, "Deleted “%s”.", w.Name)
	if done.Revoked > 0 {
		line(out, "TikTok has ended the sign-ins: %d.", done.Revoked)
	}
	if done.Untold > 0 {
		line(out, "TikTok could not be told that sign-ins ended: %d. End them in TikTok, under Settings, Security, Apps and services.", done.Untold)
	}
	if done.Sealed {
		line(out, "It could not be opened, so TikTok was not told that its sign-ins ended. End them in TikTok, under Settings, Security, Apps and services.")
	}
}
