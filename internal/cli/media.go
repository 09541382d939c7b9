package cli

import (
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
	"cuedrop/internal/media"
)

// checkedFile is one element of check --json.
type checkedFile struct {
	File     string            `json:"file"`
	Verdict  cuedrop.Verdict   `json:"verdict"`
	Route    cuedrop.Route     `json:"route"`
	Findings []cuedrop.Finding `json:"findings"`
	Media    cuedrop.MediaInfo `json:"media"`
}

func (r *root) checkCommand() *cobra.Command {
	var account string
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Check clips against TikTok's rules",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tool := engine.NewMedia(cmd.Context(), r.cfg)
			creator, err := r.creatorOf(cmd.Context(), account)
			if err != nil {
				return err
			}
			all := make([]checkedFile, len(args))
			group, ctx := errgroup.WithContext(cmd.Context())
			group.SetLimit(checksAtOnce)
			for i, file := range args {
				group.Go(func() error {
					c, err := checkClip(ctx, tool, file, creator)
					if c.Findings == nil {
						c.Findings = []cuedrop.Finding{}
					}
					all[i] = checkedFile{file, c.Verdict, c.Route, c.Findings, c.Info}
					return err
				})
			}
			if err := group.Wait(); err != nil {
				return err
			}
			refused := slices.ContainsFunc(all, func(f checkedFile) bool { return f.Verdict == cuedrop.VerdictRefused })
			err = r.print(all, func(w io.Writer) {
				for _, f := range all {
					printChecked(w, f)
				}
			})
			if err == nil && refused {
				return exitError(exitFailed)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "judge against the longest clip that TikTok lets this account post: id, username or nickname")
	return cmd
}

// checksAtOnce is how many files are checked at a time; more gain nothing (media.md 4).
const checksAtOnce = 3

func printChecked(w io.Writer, f checkedFile) {
	line(w, "%s: %s", f.File, f.Verdict)
	m := f.Media
	if m.Width > 0 {
		line(w, "  %d×%d, %.3g frames a second, %s, %s, %s", m.Width, m.Height, m.FPS, duration(m.DurationMs), or(m.VideoCodec, "no video"), or(m.AudioCodec, "no audio"))
	}
	if f.Route != "" {
		line(w, "  route: %s", f.Route)
	}
	for _, x := range f.Findings {
		line(w, "  %s: %s", x.Severity, x.Message)
		if x.Fix != "" {
			line(w, "    %s", x.Fix)
		}
	}
}

// prepared is prepare --json.
type prepared struct {
	Input      string        `json:"input"`
	Output     string        `json:"output"`
	Route      cuedrop.Route `json:"route"`
	DurationMs int64         `json:"durationMs"`
	Size       int64         `json:"size"`
	SHA256     string        `json:"sha256"`
	ElapsedMs  int64         `json:"elapsedMs"`
	StartMs    int64         `json:"startMs,omitempty"` // where in the input it begins, after a trim
}

func (r *root) prepareCommand() *cobra.Command {
	var out string
	var flags editFlags
	cmd := &cobra.Command{
		Use:   "prepare FILE -o OUT",
		Short: "Make a clip TikTok-ready by the cheapest sufficient route",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usage("Name the file to write with -o.")
			}
			edit, err := flags.edit()
			if err != nil {
				return err
			}
			start := r.now()
			p, err := r.prepareFile(cmd, args[0], out, edit)
			if err != nil {
				return err
			}
			result := prepared{args[0], out, p.Route, p.DurationMs, p.Size, p.SHA256, r.now().Sub(start).Milliseconds(), p.StartMs}
			return r.print(result, func(w io.Writer) {
				line(w, "%s: %s, %s, %s, in %s", out, p.Route, duration(p.DurationMs), bytesText(p.Size), duration(result.ElapsedMs))
				if p.StartMs > 0 {
					line(w, "from %.3f s of the original", float64(p.StartMs)/1000)
				}
				line(w, "sha256 %s", p.SHA256)
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write")
	flags.register(cmd.Flags())
	return cmd
}

func (r *root) prepareFile(cmd *cobra.Command, in, out string, edit cuedrop.Edit) (cuedrop.Rendition, error) {
	tool := engine.NewMedia(cmd.Context(), r.cfg)
	check, err := tool.Check(cmd.Context(), in)
	if err != nil {
		return cuedrop.Rendition{}, err
	}
	if check.Verdict == cuedrop.VerdictRefused && !edit.Trims() { // what a trim leaves is for Prepare to judge
		return cuedrop.Rendition{}, library.Refusal(check)
	}
	abs, err := filepath.Abs(in)
	if err != nil {
		return cuedrop.Rendition{}, fault.Wrap(err, fault.Invalid, "media.path", "That file name can't be used.")
	}
	progress := r.progress("converting")
	defer progress.end()
	return tool.Prepare(cmd.Context(), abs, out, media.PrepareOptions{Edit: edit, Check: &check, Progress: func(p cuedrop.RenderProgress) {
		progress.show(p.Fraction, p.Remaining)
	}})
}

func (r *root) now() time.Time { return r.clock().Now() }
