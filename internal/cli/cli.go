package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"cuedrop/internal/crash"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// The exit codes of product.md.
const (
	exitDone      = 0
	exitFailed    = 1
	exitUsage     = 2
	exitNeedsUser = 3
)

// Start is what the window is opened with.
type Start struct {
	Files      []string // to add as drafts
	Background bool     // not to be shown yet
}

// Options are the surroundings of a run.
type Options struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Version        string
	// Window opens the desktop window on a workspace with files to add. It is nil in
	// the plain build, which prints its help instead.
	Window func(ctx context.Context, cfg engine.Config, start Start) error
}

// Main runs one command and returns its exit code. ctx ends it early.
func Main(ctx context.Context, o Options) int {
	r := &root{Options: o, cfg: engine.FromEnvironment()}
	r.cfg.Version = o.Version
	cmd := r.command()
	cmd.SetArgs(o.Args)
	cmd.SetIn(o.Stdin)
	cmd.SetOut(o.Stdout)
	cmd.SetErr(o.Stderr)
	defer r.unwatch()
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	return r.report(err)
}

// root carries what all commands share.
type root struct {
	Options
	cfg      engine.Config
	json     bool
	logLevel string
	sandbox  bool
	// background starts the window hidden: the system did it when the user signed in.
	background bool
	practice   bool
	stdin      *bufio.Reader  // see lines
	crashes    *crash.Watcher // nil = nothing was opened yet
}

func (r *root) command() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "cuedrop",
		Short:         "Publish video clips to TikTok on time, from this computer",
		Version:       r.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          r.rootArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if r.Window == nil {
				return cmd.Help()
			}
			r.cfg.Sandbox = r.sandbox || r.practice
			r.cfg.ThrowAway = r.practice || r.sandbox && r.cfg.DataDir == ""
			r.cfg.AskPolicy = true
			r.watch()
			return r.Window(cmd.Context(), r.cfg, Start{Files: args, Background: r.background})
		},
		PersistentPreRunE: func(*cobra.Command, []string) error { return r.prepare() },
	}
	cmd.CompletionOptions.HiddenDefaultCmd = true
	flags := cmd.PersistentFlags()
	flags.StringVar(&r.cfg.DataDir, "data-dir", r.cfg.DataDir, "folder for Cuedrop's data (CUEDROP_DATA_DIR)")
	flags.StringVar(&r.cfg.Workspace, "workspace", "", "workspace to use, by its name or id (default \"default\")")
	flags.BoolVar(&r.json, "json", false, "print JSON")
	flags.StringVar(&r.logLevel, "log-level", "error", "what to log on stderr: debug, info, warn, error")
	if r.Window != nil {
		cmd.Use = "cuedrop [FILE…]"
		cmd.Flags().BoolVar(&r.sandbox, "sandbox", false, "open the window on the built-in sandbox")
		cmd.Flags().BoolVar(&r.background, "background", false, "start without showing the window")
		cmd.Flags().BoolVar(&r.practice, "practice", false, "open the sandbox in a workspace that goes when it closes; leaving it opens the one that is named")
		_ = cmd.Flags().MarkHidden("practice") // the window's own
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err.Error()) })
	cmd.AddCommand(
		r.demoCommand(), r.sandboxCommand(), r.checkCommand(), r.prepareCommand(),
		r.accountCommand(), r.postCommand(), r.runCommand(), r.doctorCommand(), r.dataCommand(), r.settingsCommand(), r.policyCommand(),
		r.workspaceCommand(),
		r.securityCommand(), r.supportCommand(),
	)
	return cmd
}

// rootArgs takes files in the desktop build; in the plain build every argument is a
// command that does not exist.
func (r *root) rootArgs() cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		for _, arg := range args {
			info, err := os.Stat(arg)
			if r.Window == nil || err != nil || !info.Mode().IsRegular() {
				return usage(fmt.Sprintf("There is no command %q. “cuedrop help” lists them.", arg))
			}
		}
		return nil
	}
}

// prepare checks what every command needs before it touches anything.
func (r *root) prepare() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(r.logLevel)); err != nil {
		return usage("The log level is one of debug, info, warn, error.")
	}
	r.cfg.Log = slog.New(slog.NewTextHandler(r.Stderr, &slog.HandlerOptions{Level: level}))
	cfg, err := r.cfg.Resolve()
	r.cfg = cfg
	return err
}

// open opens the workspace for one command, and says when it is not what it was.
func (r *root) open(ctx context.Context) (*engine.Engine, error) {
	r.watch()
	e, err := engine.New(ctx, r.cfg)
	if err != nil {
		return nil, err
	}
	for _, c := range e.Health.Conditions() {
		r.warn(c.Code, c.Message+" "+c.Remedy)
	}
	return e, nil
}

// warn says on stderr what does not end the command.
func (r *root) warn(reason, text string) {
	if r.json {
		_ = json.NewEncoder(r.Stderr).Encode(map[string]any{"warning": map[string]string{"reason": reason, "message": text}})
		return
	}
	line(r.Stderr, "cuedrop: %s (%s)", text, reason)
}

// usageError is a wrong call. Its text is for the user.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(text string) error { return &usageError{text} }

// exitError ends a command with a code after it has said everything itself.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// report prints err for people or scripts and returns the exit code.
func (r *root) report(err error) int {
	var exit exitError
	if errors.As(err, &exit) {
		return int(exit)
	}
	code := exitCode(err)
	reason, text := fault.ReasonOf(err), fault.MessageOf(err)
	var u *usageError
	var f *fault.Error
	switch {
	case errors.As(err, &u):
		reason, text = "usage", u.text
	case !errors.As(err, &f) && code == exitUsage: // cobra's own words about a wrong call
		reason, text = "usage", sentence(err.Error())
	}
	if r.cfg.Log != nil {
		r.cfg.Log.Debug("command failed", "err", err)
	}
	if r.json {
		_ = json.NewEncoder(r.Stderr).Encode(map[string]any{"error": map[string]string{"reason": reason, "message": text}})
		return code
	}
	line(r.Stderr, "cuedrop: %s (%s)", text, reason)
	return code
}

// exitCode maps a failure to product.md's codes.
func exitCode(err error) int {
	var u *usageError
	if errors.As(err, &u) {
		return exitUsage
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		if isCobraUsage(err) {
			return exitUsage
		}
		return exitFailed
	}
	reason := fault.ReasonOf(err)
	if strings.HasPrefix(reason, "config.") || usageReasons[reason] {
		return exitUsage
	}
	if reason == "privacy.unsettled" { // what is uncertain waits for the user's word
		return exitNeedsUser
	}
	switch fault.KindOf(err) {
	case fault.AuthRequired, fault.Uncertain:
		return exitNeedsUser
	case fault.Invalid, fault.NotFound, fault.Conflict, fault.RateLimited, fault.Unavailable,
		fault.Rejected, fault.Unsupported, fault.Canceled, fault.Internal:
		return exitFailed
	}
	return exitFailed
}

// usageReasons are faults of the use cases that a wrong call caused.
var usageReasons = map[string]bool{
	"schedule.time": true, "schedule.zone": true, "post.mode": true, "post.privacy": true,
	"account.missed_policy": true, "account.missed_minutes": true,
	"post.privacy_missing": true, "post.consent": true, "post.branded_private": true, "post.cover": true,
	"receipt.day": true, "policy.registrant": true,
}

// isCobraUsage recognises cobra's complaints about arguments; it has no type for
// them.
func isCobraUsage(err error) bool {
	s := err.Error()
	for _, part := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires ", "required flag", "invalid argument", "flag needs an argument", "flags in the group"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// print writes v as one JSON document, or calls text.
func (r *root) print(v any, text func(w io.Writer)) error {
	if !r.json {
		text(r.Stdout)
		return nil
	}
	enc := json.NewEncoder(r.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// line writes one line of text. What captions, names and paths bring along that a
// terminal would obey, that turns its text around, or that would pass for a line of its
// own, is not passed on.
func line(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintln(w, strings.Map(printable, fmt.Sprintf(format, args...)))
}

func printable(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r == '\n':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return '\uFFFD'
	}
	return r
}
