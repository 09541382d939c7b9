package cli

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// eraseFlags are what data erase was asked for.
type eraseFlags struct {
	account, post  string
	all, yes, lost bool
}

// erasedOut is data erase --json.
type erasedOut struct {
	Scope          string     `json:"scope"`
	Gone           []countOut `json:"gone"`
	Files          int        `json:"files"`
	ScannedBytes   int64      `json:"scannedBytes"`
	RemainingBytes int64      `json:"remainingBytes"`
	Revoked        int        `json:"revoked"`
	Queued         int        `json:"queued"`
	Beyond         []string   `json:"beyond"`
	ElapsedMs      int64      `json:"elapsedMs"`
}

func (r *root) dataErase() *cobra.Command {
	var f eraseFlags
	cmd := &cobra.Command{
		Use:   "erase --account A | --post ID | --all",
		Short: "Erase a post, an account or everything, for good",
		Long: "Erases for good, tells TikTok to end the sign-in, and searches every file for what was erased.\n" +
			"Your original files are never touched. Without --yes it asks on a terminal, and refuses elsewhere.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if n := len(f.chosen()); n != 1 {
				return usage("Say what to erase: --account A, --post ID or --all.")
			}
			if !f.yes && !terminal(r.Stdin) {
				return usage("Nothing was erased. Add --yes to erase without being asked.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				return r.erase(ctx, e, f)
			})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "erase this account with its posts: id, username or nickname")
	fl.StringVar(&f.post, "post", "", "erase this post")
	fl.BoolVar(&f.all, "all", false, "erase everything of this workspace, with its key")
	fl.BoolVar(&f.yes, "yes", false, "don't ask")
	fl.BoolVar(&f.lost, "forget-uncertain", false, "also posts of which nobody can know whether they went out")
	return cmd
}

func (f eraseFlags) chosen() (scopes []cuedrop.Scope) {
	for scope, chosen := range map[cuedrop.Scope]bool{cuedrop.ScopeAccount: f.account != "", cuedrop.ScopePost: f.post != "", cuedrop.ScopeAll: f.all} {
		if chosen {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// terminal reports whether somebody can answer.
func terminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && isatty.IsTerminal(f.Fd()) // not /dev/null, which is a device too
}

func (r *root) erase(ctx context.Context, e *engine.Engine, f eraseFlags) error {
	target := cuedrop.ErasureTarget{Scope: f.chosen()[0], ID: f.post}
	if f.account != "" {
		a, err := e.Accounts.Find(ctx, f.account)
		if err != nil {
			return err
		}
		target.ID = string(a.ID)
	}
	plan, err := e.Privacy.ErasePlan(ctx, target)
	if err != nil {
		return err
	}
	order := privacy.Erasure{ErasureTarget: target, Confirm: plan.Confirm, Unsettled: f.lost}
	if !f.yes {
		if order.Confirm, err = r.askErase(plan); err != nil {
			return err
		}
	}
	report, err := e.Privacy.Erase(ctx, order)
	if err != nil {
		return err
	}
	out := erasedOut{
		string(report.Scope), toCountsOut(report.Gone), report.Files, report.Scanned, report.Remaining, report.Revoked, report.Queued,
		report.Beyond, report.Elapsed.Milliseconds(),
	}
	if err := r.print(out, func(w io.Writer) { printErased(w, report) }); err != nil {
		return err
	}
	if report.Remaining > 0 {
		return fault.Newf(fault.Internal, "privacy.remains", "%d bytes of what was erased are still found. Tell us, and delete the workspace's folder.", report.Remaining)
	}
	return nil
}

// askErase tells what would go and returns what the user types.
func (r *root) askErase(plan privacy.Plan) (string, error) {
	for _, c := range plan.Goes {
		line(r.Stderr, "goes: %-12s %d", c.Category, c.Count)
	}
	for _, s := range append(plan.Stays, plan.Beyond...) {
		line(r.Stderr, "  %s", s)
	}
	name := or(plan.Confirm, "yes")
	line(r.Stderr, "Type %s to erase it for good:", name)
	answer, err := bufio.NewReader(r.Stdin).ReadString('\n')
	if answer = strings.TrimSpace(answer); err != nil && answer == "" || answer != name {
		return "", usage("Nothing was erased.")
	}
	return plan.Confirm, nil
}

func printErased(w io.Writer, report privacy.EraseReport) {
	for _, c := range report.Gone {
		line(w, "gone: %-12s %d", c.Category, c.Count)
	}
	if report.Searched {
		line(w, "Searched %s of files: %d bytes of what was erased were found.", bytesText(report.Scanned), report.Remaining)
	}
	if report.Revoked > 0 {
		line(w, "TikTok has ended the sign-ins: %d.", report.Revoked)
	}
	if report.Queued > 0 {
		line(w, "TikTok is told as soon as it can be reached: %d.", report.Queued)
	}
	for _, s := range report.Beyond {
		line(w, "Beyond our reach: %s", s)
	}
}
