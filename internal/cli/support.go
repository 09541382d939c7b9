package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/engine"
)

type supportOut struct {
	File   string `json:"file"` // "" = it was only shown
	Bytes  int    `json:"bytes"`
	Bundle string `json:"bundle,omitempty"`
}

func (r *root) supportCommand() *cobra.Command {
	var show, force bool
	cmd := &cobra.Command{
		Use:   "support [FILE]",
		Short: "Save what helps to find a fault, without anything of yours",
		Long: "Makes a text about the program, its settings and its faults: no captions, names, addresses,\n" +
			"paths, tokens or ids. It is written to FILE and sent to nobody. --show prints it instead, or\n" +
			"as well.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !show {
				return usage("Name a file to save to, or add --show to read it here.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				bundle, err := e.Support.Bundle(ctx)
				if err != nil {
					return err
				}
				out := supportOut{Bytes: len(bundle)}
				if show {
					out.Bundle = bundle
				}
				if len(args) == 1 {
					if err := e.Support.Save(ctx, args[0], bundle, force); err != nil {
						return err
					}
					out.File = args[0]
				}
				return r.print(out, func(w io.Writer) {
					lines(w, out.Bundle)
					if out.File != "" {
						line(w, "Written to %s. Read it before you give it to anybody.", out.File)
					}
				})
			})
		},
	}
	cmd.Flags().BoolVar(&show, "show", false, "print it")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return cmd
}

// lines writes a text of several lines.
func lines(w io.Writer, text string) {
	for one := range strings.Lines(text) {
		line(w, "%s", strings.TrimRight(one, "\r\n"))
	}
}
