package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
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

type doctorOut struct {
	OK     bool          `json:"ok"`
	Checks []doctorCheck `json:"checks"`
}

func (r *root) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is missing or wrong on this computer, and the remedy",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			out := r.examine(cmd.Context())
			err := r.print(out, func(w io.Writer) {
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
				}
			})
			if err == nil && !out.OK {
				return exitError(exitFailed)
			}
			return err
		},
	}
}

func (r *root) examine(ctx context.Context) doctorOut {
	out := doctorOut{OK: true}
	add := func(name, detail string, required bool, err error) {
		c := doctorCheck{Name: name, OK: err == nil, Detail: detail, Required: required}
		if err != nil {
			c.Detail, c.Remedy = "not usable", fault.MessageOf(err)
			out.OK = out.OK && !required
		}
		out.Checks = append(out.Checks, c)
	}
	tools, err := engine.NewMedia(r.cfg).Tools(ctx)
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
