package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// inventoryOut is data inventory --json.
type inventoryOut struct {
	MadeAt     string        `json:"madeAt"`
	Categories []categoryOut `json:"categories"`
}

type categoryOut struct {
	ID            string       `json:"id"`
	What          string       `json:"what"`
	Source        string       `json:"source"`
	Purpose       string       `json:"purpose"`
	Retention     string       `json:"retention"`
	Count         int          `json:"count"`
	Bytes         int64        `json:"bytes"`
	RetentionDays int          `json:"retentionDays"`
	Leaves        string       `json:"leaves"`
	Accounts      []accountHas `json:"accounts"`
	Parts         []partOut    `json:"parts"`
}

type accountHas struct {
	Account string `json:"account"`
	Count   int    `json:"count"`
	Bytes   int64  `json:"bytes"`
}

type partOut struct {
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"`
}

type countOut struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

func (r *root) dataInventory() *cobra.Command {
	return &cobra.Command{
		Use:   "inventory",
		Short: "Show what is stored, of what kind, how much and for how long",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				inv, err := e.Privacy.Inventory(ctx)
				if err != nil {
					return err
				}
				out := toInventoryOut(inv)
				return r.print(out, func(w io.Writer) {
					for _, c := range out.Categories {
						line(w, "%-12s %6d  %9s  %s", c.ID, c.Count, bytesText(c.Bytes), c.What)
						line(w, "%-12s %6s  %9s  %s", "", "", "", c.Retention)
					}
				})
			})
		},
	}
}

func toInventoryOut(inv privacy.Inventory) inventoryOut {
	out := inventoryOut{MadeAt: stamp(inv.MadeAt), Categories: []categoryOut{}}
	for _, c := range inv.Categories {
		one := categoryOut{
			ID: string(c.ID), What: c.What, Source: c.Source, Purpose: c.Purpose, Retention: c.Retention, Count: c.Count, Bytes: c.Bytes,
			RetentionDays: c.Days, Leaves: string(c.Leaves), Accounts: []accountHas{}, Parts: []partOut{},
		}
		for _, a := range c.Accounts {
			one.Accounts = append(one.Accounts, accountHas{string(a.Account), a.Count, a.Bytes})
		}
		for _, p := range c.Parts {
			one.Parts = append(one.Parts, partOut(p))
		}
		out.Categories = append(out.Categories, one)
	}
	return out
}

func toCountsOut(all []privacy.Count) []countOut {
	out := []countOut{}
	for _, c := range all {
		out = append(out, countOut{string(c.Category), c.Count})
	}
	return out
}

// envExportPassphrase seals and opens exported files. It is no argument: arguments are
// seen by every program on the computer.
const envExportPassphrase = "CUEDROP_EXPORT_PASSPHRASE" //nolint:gosec // the name of a variable

// passphraseFrom returns the passphrase of the environment, or of the first line of a
// file; "-" is the standard input.
func (r *root) passphraseFrom(file string) (cuedrop.Secret, error) {
	if file == "" {
		return cuedrop.Secret(os.Getenv(envExportPassphrase)), nil
	}
	return r.secretFrom(file, "export.passphrase")
}

// secretFrom returns the first line of a file; - is the next line of the standard input.
func (r *root) secretFrom(file, reason string) (cuedrop.Secret, error) {
	in := r.lines()
	if file != "-" {
		f, err := os.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			return "", usage("There is no file " + file + " with a passphrase.")
		}
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, reason, "The file with the passphrase can't be read.")
		}
		defer func() { _ = f.Close() }() // it was only read
		in = bufio.NewReader(io.LimitReader(f, secretMost))
	}
	text, err := in.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fault.Wrap(err, fault.Invalid, reason, "The passphrase can't be read.")
	}
	if text = strings.TrimRight(text, "\r\n"); text == "" {
		return "", usage("The file with the passphrase is empty.")
	}
	return cuedrop.Secret(text), nil
}

// secretMost is more bytes than a passphrase has.
const secretMost = 4096

// lines is the standard input by lines. There is one of it: it reads ahead.
func (r *root) lines() *bufio.Reader {
	if r.stdin == nil {
		r.stdin = bufio.NewReader(io.LimitReader(r.Stdin, 4*secretMost))
	}
	return r.stdin
}

type exportedOut struct {
	File   string     `json:"file"`
	Bytes  int64      `json:"bytes"`
	Sealed bool       `json:"sealed"`
	Counts []countOut `json:"counts"`
}

func (r *root) dataExport() *cobra.Command {
	var file string
	var force bool
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write everything but secrets to a file",
		Long: "Writes everything that is stored to one zip file, without tokens and other secrets.\n" +
			"With a passphrase in " + envExportPassphrase + " or --passphrase-file the file is sealed (age).",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			passphrase, err := r.passphraseFrom(file)
			if err != nil {
				return err
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				got, err := e.Privacy.Export(ctx, privacy.Exporting{Path: args[0], Passphrase: passphrase, Replace: force})
				if err != nil {
					return err
				}
				return r.print(exportedOut{args[0], got.Bytes, got.Sealed, toCountsOut(got.Counts)}, func(w io.Writer) {
					line(w, "Written to %s (%s).", args[0], bytesText(got.Bytes))
					if !got.Sealed {
						line(w, "It is not sealed: whoever has the file can read it.")
					}
				})
			})
		},
	}
	cmd.Flags().StringVar(&file, "passphrase-file", "", "seal with the first line of this file; - is the standard input")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return cmd
}

type importedOut struct {
	Counts    []countOut `json:"counts"`
	Drafts    int        `json:"drafts"`
	Uncertain int        `json:"uncertain"`
	Skipped   int        `json:"skipped"`
}

func (r *root) dataImport() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Read an exported file into this workspace",
		Long: "Reads an exported file: all of it, or nothing. What was published stays a record, what\n" +
			"had not gone out becomes a draft, and accounts have to sign in again.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			passphrase, err := r.passphraseFrom(file)
			if err != nil {
				return err
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				got, err := e.Privacy.Import(ctx, args[0], passphrase)
				if err != nil {
					return err
				}
				return r.print(importedOut{toCountsOut(got.Counts), got.Drafts, got.Asked, got.Skipped}, func(w io.Writer) {
					for _, c := range got.Counts {
						line(w, "%-12s %6d", c.Category, c.Count)
					}
					if got.Drafts > 0 {
						line(w, "Posts that had not gone out are drafts now: %d.", got.Drafts)
					}
					if got.Asked > 0 {
						line(w, "Posts that may have gone out, look on TikTok: %d.", got.Asked)
					}
					if got.Skipped > 0 {
						line(w, "Posts that are here already: %d.", got.Skipped)
					}
				})
			})
		},
	}
	cmd.Flags().StringVar(&file, "passphrase-file", "", "open with the first line of this file; - is the standard input")
	return cmd
}
