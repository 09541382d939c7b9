package app

import (
	"context"
	"slices"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/notify"
)

// Settings is what the window may change of the program. Each change is told to it as
// settings:changed.
type Settings struct{ a *App }

// SetFeature switches an optional feature on or off. Accounts that lack its
// permission say so from then on.
func (s *Settings) SetFeature(name string, on bool) (err error) {
	defer s.a.call("Settings.SetFeature").end(&err)
	return s.a.changed(s.a.deps().Accounts.SetFeature(s.a.context(), cuedrop.Feature(name), on))
}

// SetUpload limits uploads to maxKBps kilobytes a second (0 = no limit), or pauses
// them.
func (s *Settings) SetUpload(maxKBps int64, paused bool) (err error) {
	defer s.a.call("Settings.SetUpload").end(&err)
	err = s.a.deps().SetLimits(s.a.context(), cuedrop.UploadLimits{BytesPerSecond: kilobytes(maxKBps), Paused: paused})
	s.a.deps().Wake()
	s.a.tray.soon()
	return s.a.changed(err)
}

// SetNotifications says what is told outside the window: anything at all, successes
// too, and without the words of posts and the names of accounts.
func (s *Settings) SetNotifications(on, successes, hideContent bool) (err error) {
	defer s.a.call("Settings.SetNotifications").end(&err)
	return s.a.changed(notify.Save(s.a.context(), s.a.deps().Settings, notify.Settings{On: on, Successes: successes, HideContent: hideContent}))
}

// SetPower says when the computer is kept awake, and what holds posts back.
func (s *Settings) SetPower(p PowerSettings) (err error) {
	defer s.a.call("Settings.SetPower").end(&err)
	return s.a.changed(s.a.deps().SetPower(s.a.context(), cuedrop.PowerRules{KeepAwake: p.KeepAwake, BatteryMin: p.BatteryMin, HoldMetered: p.HoldMetered}))
}

// SetApp keeps the user's own TikTok app, its secret sealed.
func (s *Settings) SetApp(clientKey, clientSecret string) (err error) {
	defer s.a.call("Settings.SetApp").end(&err)
	return s.a.changed(s.a.deps().SetApp(s.a.context(), cuedrop.Credentials{ClientKey: clientKey, ClientSecret: cuedrop.Secret(clientSecret)}))
}

// ForgetApp erases the user's own TikTok app.
func (s *Settings) ForgetApp() (err error) {
	defer s.a.call("Settings.ForgetApp").end(&err)
	return s.a.changed(s.a.deps().ForgetApp(s.a.context()))
}

// kilobytes keeps a number of the window's from overflowing; -1 is refused below.
func kilobytes(n int64) int64 {
	if n < 0 {
		return -1
	}
	return min(n, 1<<40) * 1000
}

// changed tells the window its settings after a change that went well.
func (a *App) changed(err error) error {
	if err != nil {
		return err
	}
	p, err := a.preferences(a.context())
	if err == nil {
		a.emit.send(EventSettingsChanged, p)
	}
	return err
}

func (a *App) preferences(ctx context.Context) (Preferences, error) {
	on, err := a.deps().Accounts.Features(ctx)
	if err != nil {
		return Preferences{}, err
	}
	key, source, err := a.deps().TikTokApp(ctx)
	if err != nil {
		return Preferences{}, err
	}
	told, err := notify.Load(ctx, a.deps().Settings)
	if err != nil {
		return Preferences{}, err
	}
	power, err := a.deps().Power(ctx)
	if err != nil {
		return Preferences{}, err
	}
	media, err := a.deps().MediaRules(ctx)
	if err != nil {
		return Preferences{}, err
	}
	language, err := a.chosenLanguage(ctx)
	if err != nil {
		return Preferences{}, err
	}
	window, err := a.windowSettings(ctx)
	if err != nil {
		return Preferences{}, err
	}
	limits := a.deps().Limits(ctx)
	p := Preferences{
		Language: language, Window: window,
		Power:    PowerSettings{KeepAwake: power.KeepAwake, BatteryMin: power.BatteryMin, HoldMetered: power.HoldMetered},
		Media:    MediaSettings{Hardware: media.Hardware, Threads: media.Threads, ConvertOnBattery: !media.SpareBattery, Chosen: media.FFmpeg != ""},
		Features: []Feature{}, Upload: UploadSettings{MaxKBps: limits.BytesPerSecond / 1000, Paused: limits.Paused},
		App:           TikTokApp{ClientKey: key, Source: source, Editable: source != "environment" && source != "practice"},
		Notifications: NotificationSettings{On: told.On, Successes: told.Successes, HideContent: told.HideContent},
	}
	for _, f := range cuedrop.Features {
		p.Features = append(p.Features, Feature{string(f), f.Scope(), slices.Contains(on, f)})
	}
	return p, a.welcomePreferences(ctx, &p)
}
