package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/engine"
	"cuedrop/internal/privacy"
)

func (r *root) policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Show, accept or export the privacy policy and the terms",
		Args:  cobra.NoArgs,
		RunE:  needsSubcommand,
	}
	cmd.AddCommand(r.policyShow(), r.policyAccept(), r.policyExport())
	return cmd
}

// policyOut is policy show --json.
type policyOut struct {
	Version  string          `json:"version"`
	Date     string          `json:"date"`
	Digest   string          `json:"digest"`
	Language string          `json:"language"`
	Accepted *acceptedOut    `json:"accepted"` // null = nothing was accepted in this workspace
	Changes  []string        `json:"changes"`  // since the version that was accepted
	Texts    []policyTextOut `json:"texts"`
}

type acceptedOut struct {
	Version  string `json:"version"`
	Digest   string `json:"digest"`
	At       string `json:"at"`
	Language string `json:"language"`
	InForce  bool   `json:"inForce"`
}

type policyTextOut struct {
	Document string `json:"document"` // privacy, terms
	Title    string `json:"title"`
	Text     string `json:"text"`
}

func (r *root) policyShow() *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the privacy policy and the terms, and what was accepted",
		Long: `Print the privacy policy and the terms, and which version was accepted.

The window asks for acceptance before it schedules. The command line does not: it
never waits for an answer. “policy accept” notes it there, too.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				out, err := policies(ctx, e, privacy.LanguageOf(lang))
				if err != nil {
					return err
				}
				return r.print(out, func(w io.Writer) { printPolicies(w, out) })
			})
		},
	}
	cmd.Flags().StringVar(&lang, "lang", systemLanguage(), "language: en, es, id or zh")
	return cmd
}

// systemLanguage is the first that the environment names, as POSIX orders them.
func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return string(privacy.LanguageOf(v))
		}
	}
	return string(privacy.English)
}

func policies(ctx context.Context, e *engine.Engine, l privacy.Language) (policyOut, error) {
	now := privacy.Current()
	out := policyOut{Version: now.Version, Date: now.Date, Digest: now.Digest, Language: string(l), Changes: []string{}}
	accepted, err := e.Policies.Accepted(ctx)
	if err != nil {
		return out, err
	}
	if accepted != nil {
		out.Accepted = &acceptedOut{
			Version: accepted.Version, Digest: accepted.Digest, At: stamp(accepted.At), Language: string(accepted.Language),
			InForce: accepted.Digest == now.Digest,
		}
		out.Changes = append(out.Changes, privacy.ChangesSince(accepted.Digest, l)...)
	}
	for _, d := range privacy.Documents {
		text, err := privacy.Policy(d, l, privacy.Registrant{})
		if err != nil {
			return out, err
		}
		out.Texts = append(out.Texts, policyTextOut{Document: string(d), Title: text.Title, Text: text.Plain()})
	}
	return out, nil
}

func printPolicies(w io.Writer, out policyOut) {
	for _, t := range out.Texts {
		for l := range strings.Lines(t.Text) {
			line(w, "%s", strings.TrimSuffix(l, "\n"))
		}
		line(w, "")
	}
	line(w, "Version %s, %s (%s)", out.Version, out.Date, out.Digest[:12])
	switch {
	case out.Accepted == nil:
		line(w, "Not accepted in this workspace yet. The window asks; “cuedrop policy accept” notes it.")
	case out.Accepted.InForce:
		line(w, "Accepted on %s, read in %s.", out.Accepted.At, out.Accepted.Language)
	default:
		line(w, "Version %s was accepted on %s. Since then:", out.Accepted.Version, out.Accepted.At)
		for _, c := range out.Changes {
			line(w, "- %s", c)
		}
	}
}

func (r *root) policyAccept() *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "accept",
		Short: "Note that you accept the version in force, after “policy show”",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				l := privacy.LanguageOf(lang)
				if err := e.Policies.Accept(ctx, privacy.Current().Digest, l); err != nil {
					return err
				}
				out, err := policies(ctx, e, l)
				if err != nil {
					return err
				}
				return r.print(out, func(w io.Writer) { line(w, "Accepted: version %s of %s.", out.Version, out.Date) })
			})
		},
	}
	cmd.Flags().StringVar(&lang, "lang", systemLanguage(), "language in which it was read")
	return cmd
}

// packOut is policy export --json.
type packOut struct {
	Dir   string   `json:"dir"`
	Files []string `json:"files"`
}

func (r *root) policyExport() *cobra.Command {
	var who privacy.Registrant
	var force bool
	cmd := &cobra.Command{
		Use:   "export DIR",
		Short: "Write the approval pack: what TikTok's review of your own app asks for",
		Long: `Write the approval pack to a folder: the privacy policy and the terms as web pages in
four languages with your name and contact, the reasons of the scopes, where data goes,
the composer's 27 rules one by one, a script for the demo video, and texts to paste.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if who.Name == "" || who.Contact == "" {
				return usage("Give who registers the app with --name, and an e-mail address or a web page with --contact.")
			}
			files, err := privacy.Pack(who, r.clock().Now())
			if err != nil {
				return err
			}
			if err := privacy.WritePack(args[0], files, force); err != nil {
				return err
			}
			out := packOut{Dir: args[0]}
			for _, f := range files {
				out.Files = append(out.Files, f.Name)
			}
			return r.print(out, func(w io.Writer) { line(w, "%d files written to %s. Begin with index.html.", len(out.Files), out.Dir) })
		},
	}
	cmd.Flags().StringVar(&who.Name, "name", "", "who registers the app at TikTok: a person or a business")
	cmd.Flags().StringVar(&who.Contact, "contact", "", "an e-mail address, or a web page that begins with https://")
	cmd.Flags().BoolVar(&force, "force", false, "replace files that are in the folder already")
	return cmd
}
