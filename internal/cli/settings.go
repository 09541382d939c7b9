package cli

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/notify"
)

// settingsOut is what may be changed, in JSON. The client secret is never printed.
type settingsOut struct {
	ClientKey string `json:"clientKey"`
	AppSource string `json:"appSource"`
	MaxKBps   int64  `json:"maxKBps"` // 0 = no limit
	Paused    bool   `json:"paused"`
	KeepAwake bool   `json:"keepAwake"`
	// BatteryMin is a charge in percent; 0 = no limit.
	BatteryMin int    `json:"batteryMin"`
	Metered    string `json:"metered"` // allow, wait
	CacheMB    int    `json:"cacheMB"` // for pictures and previews made of clips
	// FFmpeg and FFprobe are paths; "" = search.
	FFmpeg   string `json:"ffmpeg"`
	FFprobe  string `json:"ffprobe"`
	Hardware bool   `json:"hardware"`
	Threads  int    `json:"threads"` // of one conversion at most; 0 = no limit
	// ConvertOnBattery is whether files are made ahead of their time on battery.
	ConvertOnBattery bool            `json:"convertOnBattery"`
	Features         map[string]bool `json:"features"`
	// Notifications are the window's.
	Notifications notificationsOut `json:"notifications"`
}

func (r *root) settingsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settings",
		Short: "Show or change settings: TikTok app, upload limits, power, conversions, features, notifications",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withEngine(cmd.Context(), r.showSettings)
		},
	}
	cmd.AddCommand(r.settingsSet(), r.settingsApp())
	return cmd
}

func (r *root) withEngine(ctx context.Context, f func(context.Context, *engine.Engine) error) error {
	e, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	return f(ctx, e)
}

func (r *root) showSettings(ctx context.Context, e *engine.Engine) error {
	key, source, err := e.App(ctx)
	if err != nil {
		return err
	}
	on, err := e.Accounts.Features(ctx)
	if err != nil {
		return err
	}
	told, err := notify.Load(ctx, e.Store)
	if err != nil {
		return err
	}
	limits := e.Publisher.Limits(ctx)
	power, err := e.PowerRules(ctx)
	if err != nil {
		return err
	}
	cacheMB, err := e.CacheMB(ctx)
	if err != nil {
		return err
	}
	out := settingsOut{
		ClientKey: key, AppSource: source, MaxKBps: limits.BytesPerSecond / 1000, Paused: limits.Paused,
		KeepAwake: power.KeepAwake, BatteryMin: power.BatteryMin, Metered: meteredAllow, CacheMB: cacheMB, Features: map[string]bool{},
		Notifications: notificationsOut(told),
	}
	if power.HoldMetered {
		out.Metered = meteredWait
	}
	rules, err := e.MediaRules(ctx)
	if err != nil {
		return err
	}
	out.FFmpeg, out.FFprobe, out.Hardware = rules.FFmpeg, rules.FFprobe, rules.Hardware
	out.Threads, out.ConvertOnBattery = rules.Threads, !rules.SpareBattery
	for _, f := range cuedrop.Features {
		out.Features[string(f)] = slices.Contains(on, f)
	}
	return r.print(out, func(w io.Writer) {
		line(w, "TikTok app           %s (%s)", or(out.ClientKey, "none"), out.AppSource)
		line(w, "upload.max-kbps      %d", out.MaxKBps)
		line(w, "upload.paused        %t", out.Paused)
		line(w, "keep-awake           %t", out.KeepAwake)
		line(w, "battery-min          %d", out.BatteryMin)
		line(w, "metered              %s", out.Metered)
		line(w, "cache-mb             %d", out.CacheMB)
		printMedia(w, out)
		for _, f := range cuedrop.Features {
			line(w, "feature.%-12s %-5t needs %s", f, out.Features[string(f)], f.Scope())
		}
		printNotifications(w, told)
	})
}

func (r *root) settingsSet() *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change upload.max-kbps, upload.paused, keep-awake, battery-min, metered, cache-mb, ffmpeg, ffprobe, hardware, threads, convert-on-battery, a feature or a notification",
		Long: `Change one setting.

  upload.max-kbps N    kilobytes a second that uploads may use; 0 = no limit
  upload.paused        on or off
  keep-awake           on or off: keep the computer from going to sleep by itself
                       while a post is due within ten minutes or on its way
  battery-min N        percent of charge below which nothing goes out on battery;
                       0 = no limit
  metered              allow or wait: what uploads do while the connection is metered
  cache-mb N           MB that pictures and previews made of clips may take; those
                       that were not used for the longest time go first
  ffmpeg, ffprobe      the path of the program, or search; CUEDROP_FFMPEG and
                       CUEDROP_FFPROBE win over them
  hardware             on or off: encode with the graphics card where it passes a test
  threads N            threads that one conversion may use at most; 0 = no limit
  convert-on-battery   on or off: make files ahead of their time also on battery; a
                       post that is due is converted in any case
  feature.links, feature.profile, feature.statistics
                       on or off
  notifications.on, notifications.successes, notifications.hide-content
                       on or off; they are the window's`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				if err := r.set(ctx, e, args[0], args[1]); err != nil {
					return err
				}
				return r.showSettings(ctx, e)
			})
		},
	}
}

func (r *root) set(ctx context.Context, e *engine.Engine, key, value string) error {
	limits := e.Publisher.Limits(ctx)
	feature, isFeature := strings.CutPrefix(key, "feature.")
	switch {
	case key == "keep-awake", key == "battery-min", key == "metered":
		return setPower(ctx, e, key, value)
	case key == "cache-mb":
		mb, err := strconv.Atoi(value)
		if err != nil {
			return usage("The limit is a whole number of MB.")
		}
		return e.SetCacheMB(ctx, mb)
	case slices.Contains(mediaKeys, key):
		return setMedia(ctx, e, key, value)
	case key == "upload.max-kbps":
		kbps, err := strconv.ParseInt(value, 10, 32)
		if err != nil || kbps < 0 {
			return usage("The limit is a whole number of kilobytes a second; 0 lifts it.")
		}
		limits.BytesPerSecond = kbps * 1000
		return e.Publisher.SetLimits(ctx, limits)
	case key == "upload.paused":
		paused, err := parseSwitch(value)
		if err != nil {
			return err
		}
		limits.Paused = paused
		return e.Publisher.SetLimits(ctx, limits)
	case slices.Contains(notificationKeys, key):
		return setNotifications(ctx, e, key, value)
	case isFeature:
		on, err := parseSwitch(value)
		if err != nil {
			return err
		}
		return e.Accounts.SetFeature(ctx, cuedrop.Feature(feature), on)
	}
	return usage("There is no such setting. “cuedrop settings” lists them.")
}

// The values of the setting metered.
const (
	meteredAllow = "allow"
	meteredWait  = "wait"
)

func setPower(ctx context.Context, e *engine.Engine, key, value string) error {
	rules, err := e.PowerRules(ctx)
	if err != nil {
		return err
	}
	switch key {
	case "keep-awake":
		if rules.KeepAwake, err = parseSwitch(value); err != nil {
			return err
		}
	case "battery-min":
		if rules.BatteryMin, err = strconv.Atoi(strings.TrimSuffix(value, "%")); err != nil || rules.BatteryMin < 0 || rules.BatteryMin > 100 {
			return usage("The least charge is a percentage from 1 to 100; 0 lifts it.")
		}
	case "metered":
		if value != meteredAllow && value != meteredWait {
			return usage("The value is allow or wait.")
		}
		rules.HoldMetered = value == meteredWait
	}
	return e.SetPowerRules(ctx, rules)
}

func parseSwitch(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "on", "yes", "true":
		return true, nil
	case "off", "no", "false":
		return false, nil
	}
	return false, usage("The value is on or off.")
}

func (r *root) settingsApp() *cobra.Command {
	var forget bool
	cmd := &cobra.Command{
		Use:   "app [CLIENT_KEY]",
		Short: "Keep your own TikTok app; the secret is read from standard input, never from the command line",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if forget == (len(args) == 1) {
				return usage("Give the client key, or --forget.")
			}
			return r.withEngine(cmd.Context(), func(ctx context.Context, e *engine.Engine) error {
				if forget {
					if err := e.ForgetApp(ctx); err != nil {
						return err
					}
					return r.showSettings(ctx, e)
				}
				if isTerminal(r.Stdin) {
					line(r.Stderr, "Client secret (it shows while you type):")
				}
				secret, err := bufio.NewReader(io.LimitReader(r.Stdin, 4096)).ReadString('\n')
				if err != nil && err != io.EOF {
					return err
				}
				if err := e.Vault.Unlock(ctx); err != nil {
					return err
				}
				if err := e.SetApp(ctx, cuedrop.Credentials{ClientKey: args[0], ClientSecret: cuedrop.Secret(secret)}); err != nil {
					return err
				}
				return r.showSettings(ctx, e)
			})
		},
	}
	cmd.Flags().BoolVar(&forget, "forget", false, "erase the app's key and secret")
	return cmd
}
