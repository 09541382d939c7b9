package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

const passphraseFileHelp = "the passphrase is the first line of this file; - is the standard input"

// passphraseOut is what the commands about passphrases print with --json. The code is
// shown this once.
type passphraseOut struct {
	ID           string         `json:"id"`
	Passphrase   bool           `json:"passphrase"`
	RecoveryCode *shownOnceText `json:"recoveryCode"` // null: there is no new one
}

// shownOnceText is a recovery code that is being handed over.
type shownOnceText string

func shownOnce(code cuedrop.Secret) *shownOnceText {
	if code == "" {
		return nil
	}
	text := shownOnceText(code.Reveal())
	return &text
}

func (r *root) passphraseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "passphrase", Short: "Lock the workspace with a passphrase", Args: cobra.NoArgs, RunE: needsSubcommand,
		Long: "The workspace is the one of --workspace. Its passphrase comes from CUEDROP_PASSPHRASE, from\n" +
			"--passphrase-file or from the terminal, never from an argument. A passphrase that is forgotten, with\n" +
			"the recovery code lost, means that what is in the workspace can't be read any more, by anybody.",
	}
	cmd.AddCommand(
		r.passphraseAct("set", "Set the first passphrase, and show a recovery code once", true, func(ctx context.Context, e *engine.Engine, _, next cuedrop.Secret) (cuedrop.Secret, error) {
			state, err := e.PassphraseState(ctx)
			if err == nil && state.Set {
				err = fault.New(fault.Conflict, "vault.passphrase_set", "This workspace has a passphrase. “cuedrop workspace passphrase change” changes it.")
			}
			if err != nil {
				return "", err
			}
			return e.SetPassphrase(ctx, "", next)
		}),
		r.passphraseAct("change", "Change the passphrase; the recovery code stays", true, func(ctx context.Context, e *engine.Engine, current, next cuedrop.Secret) (cuedrop.Secret, error) {
			state, err := e.PassphraseState(ctx)
			if err == nil && !state.Set {
				err = fault.New(fault.Invalid, "vault.no_passphrase", "This workspace has no passphrase. “cuedrop workspace passphrase set” sets one.")
			}
			if err != nil {
				return "", err
			}
			return e.SetPassphrase(ctx, current, next)
		}),
		r.passphraseAct("remove", "Give the key back to the system's keyring", false, func(ctx context.Context, e *engine.Engine, current, _ cuedrop.Secret) (cuedrop.Secret, error) {
			return "", e.RemovePassphrase(ctx, current)
		}),
		r.passphraseAct("code", "Make another recovery code and show it once; the one before opens nothing any more", false, func(ctx context.Context, e *engine.Engine, current, _ cuedrop.Secret) (cuedrop.Secret, error) {
			return e.NewRecoveryCode(ctx, current)
		}),
	)
	return cmd
}

// passphraseAct is a command that does something to the passphrase of the workspace and
// may return a recovery code.
func (r *root) passphraseAct(name, short string, asksNext bool, act func(ctx context.Context, e *engine.Engine, current, next cuedrop.Secret) (cuedrop.Secret, error)) *cobra.Command {
	var file, nextFile string
	cmd := &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				ctx := cmd.Context()
				w, err := r.find(ctx, f, f.First())
				if err != nil {
					return err
				}
				var current, next cuedrop.Secret
				if w.Passphrase {
					if current, err = r.passphrase(file, "Passphrase of “"+w.Name+"”: "); err != nil {
						return err
					}
				}
				if asksNext {
					if next, err = r.newPassphrase(nextFile); err != nil {
						return err
					}
				}
				e, done, err := r.openToProtect(ctx, f, w, current)
				if err != nil {
					return err
				}
				defer done()
				code, err := act(ctx, e, current, next)
				if err != nil {
					return err
				}
				return r.printPassphrase(ctx, e, w, code)
			})
		},
	}
	cmd.Flags().StringVar(&file, "passphrase-file", "", passphraseFileHelp)
	if asksNext {
		cmd.Flags().StringVar(&nextFile, "new-passphrase-file", "", "the new passphrase is the first line of this file; - is the next line of the standard input")
	}
	return cmd
}

// openToProtect opens a workspace. One without a passphrase is opened without its key: a
// first passphrase can be set also where there is no keyring.
func (r *root) openToProtect(ctx context.Context, f *engine.Fleet, w cuedrop.Workspace, current cuedrop.Secret) (e *engine.Engine, done func(), err error) {
	if w.Passphrase {
		e, err = f.Open(ctx, w.ID, current)
		return e, func() {}, err
	}
	cfg := r.cfg
	cfg.Workspace, cfg.Passphrase = w.ID, ""
	if e, err = engine.New(ctx, cfg); err != nil {
		return nil, nil, err
	}
	return e, e.Close, nil
}

func (r *root) printPassphrase(ctx context.Context, e *engine.Engine, w cuedrop.Workspace, code cuedrop.Secret) error {
	state, err := e.PassphraseState(ctx)
	if err != nil {
		return err
	}
	return r.print(passphraseOut{w.ID, state.Set, shownOnce(code)}, func(out io.Writer) {
		if state.Set {
			line(out, "“%s” opens with its passphrase.", w.Name)
		} else {
			line(out, "“%s” opens without a passphrase. The system's keyring has its key.", w.Name)
		}
		if code != "" {
			line(out, "Recovery code, shown this once. Keep it on paper, away from this computer:")
			line(out, "%s", code.Reveal())
		}
	})
}

func (r *root) workspaceRecover() *cobra.Command {
	var codeFile, nextFile string
	cmd := &cobra.Command{
		Use: "recover WORKSPACE", Short: "Open a workspace with its recovery code and set another passphrase", Args: cobra.ExactArgs(1),
		Long: "The code comes from --code-file or from the terminal, never from an argument. It is used up, and\n" +
			"another one is shown once.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withFleet(cmd.Context(), func(f *engine.Fleet) error {
				w, err := r.find(cmd.Context(), f, args[0])
				if err != nil {
					return err
				}
				code, err := r.ask(codeFile, "Recovery code of “"+w.Name+"”: ", "--code-file FILE")
				if err != nil {
					return err
				}
				next, err := r.newPassphrase(nextFile)
				if err != nil {
					return err
				}
				e, fresh, err := f.OpenRecovered(cmd.Context(), w.ID, code, next)
				if err != nil {
					return err
				}
				return r.printPassphrase(cmd.Context(), e, w, fresh)
			})
		},
	}
	cmd.Flags().StringVar(&codeFile, "code-file", "", "the code is the first line of this file; - is the standard input")
	cmd.Flags().StringVar(&nextFile, "new-passphrase-file", "", "the new passphrase is the first line of this file; - is the next line of the standard input")
	return cmd
}

// openOf opens a workspace, with its passphrase where it has one.
func (r *root) openOf(ctx context.Context, f *engine.Fleet, w cuedrop.Workspace, file string) (*engine.Engine, error) {
	var passphrase cuedrop.Secret
	if w.Passphrase {
		var err error
		if passphrase, err = r.passphrase(file, "Passphrase of “"+w.Name+"”: "); err != nil {
			return nil, err
		}
	}
	return f.Open(ctx, w.ID, passphrase)
}

// passphrase returns the one of today: from a file, the environment or the terminal.
func (r *root) passphrase(file, prompt string) (cuedrop.Secret, error) {
	if file == "" && r.cfg.Passphrase != "" {
		return r.cfg.Passphrase, nil
	}
	return r.ask(file, prompt, "CUEDROP_PASSPHRASE or --passphrase-file FILE")
}

// newPassphrase returns one to be set: from a file, or typed twice.
func (r *root) newPassphrase(file string) (cuedrop.Secret, error) {
	next, err := r.ask(file, "New passphrase: ", "--new-passphrase-file FILE")
	if err != nil || file != "" {
		return next, err
	}
	again, err := r.ask("", "Once more: ", "")
	if err == nil && again != next {
		err = usage("The two are not the same. Nothing was changed.")
	}
	return next, err
}

// ask returns a secret from a file or from the terminal, which does not show it.
func (r *root) ask(file, prompt, instead string) (cuedrop.Secret, error) {
	if file != "" {
		return r.secretFrom(file, "workspace.secret_file")
	}
	in, ok := r.Stdin.(*os.File)
	if !ok || !terminal(in) {
		return "", usage("There is no terminal to ask on. Use " + instead + ".")
	}
	_, _ = io.WriteString(r.Stderr, prompt) // who can't see it can't answer either
	raw, err := term.ReadPassword(int(in.Fd()))
	line(r.Stderr, "")
	if err != nil || len(raw) == 0 {
		return "", usage("Nothing was typed. Nothing was changed.")
	}
	defer clear(raw)
	return cuedrop.Secret(raw), nil
}
