package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/media"
)

// doctorCheck is one line of doctor --json.
type doctorCheck struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy"`
	// Required is false for what Cuedrop works without, if less well.
	Required bool `json:"required"`
}

// doctorCondition is a lasting condition that the engine would tell of, with those
// that go when it goes.
type doctorCondition struct {
	Code       string         `json:"code"`
	Severity   string         `json:"severity"`
	Message    string         `json:"message"`
	Remedy     string         `json:"remedy"`
	Since      string         `json:"since"` // where nobody knows since when: now
	Dependents []doctorEffect `json:"dependents"`
	old        bool           // Since is known
}

type doctorEffect struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
	Since   string `json:"since"`
}

type doctorOut struct {
	OK         bool              `json:"ok"`
	FFmpeg     ffmpegOut         `json:"ffmpeg"`
	Checks     []doctorCheck     `json:"checks"`
	Conditions []doctorCondition `json:"conditions"`
}

// checked are the conditions that a check tells of already.
var checked = map[string]bool{"ffmpeg": true, "keyring": true, "journal": true}

func (r *root) doctorCommand() *cobra.Command {
	var again bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is missing or wrong on this computer, and the remedy",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			out := r.examine(cmd.Context(), again)
			err := r.print(out, func(w io.Writer) { printDoctor(w, out) })
			if err == nil && !out.OK {
				return exitError(exitFailed)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&again, "search-again", false, "search ffmpeg and test its encoders anew, whatever was found out before")
	return cmd
}

func printDoctor(w io.Writer, out doctorOut) {
	for _, c := range out.Checks {
		mark := "ok     "
		switch {
		case !c.OK && c.Required:
			mark = "WRONG  "
		case !c.OK:
			mark = "missing"
		}
		line(w, "%s  %-12s %s", mark, c.Name, c.Detail)
		if c.Remedy != "" {
			line(w, "                       %s", c.Remedy)
		}
		if c.Name == "ffmpeg" {
			printFFmpeg(w, out.FFmpeg)
		}
	}
	for _, c := range out.Conditions {
		if !checked[c.Code] {
			since := ""
			if c.old {
				since = " Since " + c.Since + "."
			}
			line(w, "%-7s  %s%s", c.Severity, c.Message, since)
			line(w, "                       %s", c.Remedy)
		}
		for _, d := range c.Dependents {
			line(w, "                       with it: %s", d.Message)
		}
	}
}

func (r *root) examine(ctx context.Context, again bool) doctorOut {
	out := doctorOut{OK: true, Conditions: []doctorCondition{}}
	add := func(name, detail string, required bool, err error) {
		c := doctorCheck{Name: name, OK: err == nil, Detail: detail, Required: required}
		if err != nil {
			c.Detail, c.Remedy = "not usable", fault.MessageOf(err)
			out.OK = out.OK && !required
		}
		out.Checks = append(out.Checks, c)
	}
	tool := engine.NewMedia(ctx, r.cfg)
	if again {
		_ = tool.Available(ctx) // what is found is what is forgotten
		tool.Refresh()
	}
	tools, err := tool.Tools(ctx)
	out.FFmpeg = toFFmpeg(tools)
	if err == nil && tools.H264Encoder == "" {
		err = fault.New(fault.Unsupported, "ffmpeg.no_encoder", "This ffmpeg can't make H.264 video here. Get a full one: "+media.InstallCommands()[0].Command+".")
	}
	add("ffmpeg", tools.Version+" at "+tools.FFmpeg+", H.264 by "+or(tools.H264Encoder, "none"), true, err)
	e, err := r.open(ctx)
	if err != nil {
		add("workspace", "", true, err)
		return out
	}
	defer e.Close()
	add("workspace", e.Dir(), true, nil)
	add("journal", "unbroken", true, e.Store.VerifyJournal(ctx))
	e.CheckStorage()
	backups, err := e.Store.Backups()
	newest := "none yet; one a day is made while Cuedrop publishes"
	if len(backups) > 0 {
		newest = fmt.Sprintf("%d, the newest of %s", len(backups), stamp(backups[0].At))
	}
	add("backups", newest, false, err)
	add("disk", bytesText(max(e.Store.Free(), 0))+" free", true, condition(e, "disk"))
	add("data folder", "on a disk of this computer, copied by no program", false, condition(e, "store.synced_folder"))
	status, err := e.Vault.Status(ctx)
	if err == nil && !status.OK {
		err = fault.New(fault.Unsupported, "vault.unusable", status.Remedy)
	}
	add("keys", "kept by "+status.Mode, true, err)
	_, source, err := e.App(ctx)
	if err == nil && source == engine.AppFromNowhere {
		err = fault.New(fault.Unsupported, "config.no_credentials", "Register an app at developers.tiktok.com and set CUEDROP_CLIENT_KEY and CUEDROP_CLIENT_SECRET, or keep it with “cuedrop settings app”.")
	}
	add("credentials", "a TikTok app is known ("+source+")", false, err)
	add("time zone", engine.Zone(), false, nil)
	target := "TikTok"
	if e.Practice() {
		target = "a practice TikTok on this computer"
	}
	add("target", target, false, nil)
	out.Conditions = conditions(ctx, e, out.Conditions)
	return out
}

// conditions adds to out what the engine would tell of. That it can't be known is told
// by a check.
func conditions(ctx context.Context, e *engine.Engine, out []doctorCondition) []doctorCondition {
	shown, err := e.Examine(ctx)
	if err != nil {
		return out
	}
	for _, s := range shown {
		c := doctorCondition{s.Code, string(s.Severity), s.Message, s.Remedy, stamp(s.Since.Truncate(time.Second)), []doctorEffect{}, e.Clock.Now().Sub(s.Since) > time.Minute}
		for _, d := range s.Dependents {
			c.Dependents = append(c.Dependents, doctorEffect{d.Code, d.Message, d.Remedy, stamp(d.Since.Truncate(time.Second))})
		}
		out = append(out, c)
	}
	return out
}

// condition returns a health condition of the engine as the fault that a check shows.
func condition(e *engine.Engine, code string) error {
	for _, c := range e.Health.Conditions() {
		if c.Code == code {
			return fault.New(fault.Unavailable, c.Code, c.Message+" "+c.Remedy)
		}
	}
	return nil
}
