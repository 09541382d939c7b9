package engine

import (
	"context"
	"path/filepath"
	"slices"

	"cuedrop/internal/health"
	"cuedrop/internal/platform"
	"cuedrop/internal/privacy"
	"cuedrop/internal/security"
	"cuedrop/internal/vault"
)

func (e *Engine) newSecurity(cfg Config) *security.Service {
	return security.New(security.Config{
		Journal: e.Store, Settings: e.Store, SignIns: e.Accounts,
		Hold: e.holdAll, Stop: e.stopPublishing, Waiting: e.Store.WaitingPosts, Untold: e.Store.RevocationsLeft, Language: e.language,
		Look: security.Looks{Key: e.lookAtKey, Disk: e.lookAtDisk, Folder: e.lookAtFolder, FFmpeg: e.lookAtFFmpeg},
		Dir:  e.dir, Clock: cfg.Clock, Log: cfg.Log, Probe: cfg.Probe,
	})
}

// holdAll keeps anything from being sent, and stops what is.
func (e *Engine) holdAll(ctx context.Context) error {
	if err := e.Store.SetPaused(ctx, "", e.Clock.Now()); err != nil {
		return err
	}
	e.interrupt(ctx, "")
	return nil
}

// stopPublishing waits until nothing is being sent. Of what is given up on the way TikTok
// has no complete clip; what it may have is found out by asking.
func (e *Engine) stopPublishing() (resume func(context.Context)) {
	e.Scheduler.Stop()
	return func(ctx context.Context) {
		if !e.publishing.Load() {
			return
		}
		if err := e.Scheduler.Start(ctx); err != nil {
			e.Log.Error("start the scheduler again", "err", err)
		}
	}
}

// language is what the user of the workspace reads: as chosen, as the window last spoke, or
// English.
func (e *Engine) language(ctx context.Context) string {
	for _, key := range []string{"window.language", "window.spoken"} {
		text, err := e.Store.Setting(ctx, key)
		if err == nil && slices.Contains(privacy.Languages, privacy.Language(text)) {
			return text
		}
	}
	return string(privacy.English)
}

func (e *Engine) lookAtKey(ctx context.Context) (security.Key, error) {
	status, err := e.Vault.Status(ctx)
	return security.Key{Passphrase: status.Mode == vault.ModePassphrase, Usable: status.OK, Remedy: status.Remedy}, err
}

func (e *Engine) lookAtDisk(ctx context.Context) security.Disk {
	state, by := platform.DiskEncryption(ctx, e.dir)
	return security.Disk{Known: state != platform.CryptUnknown, Encrypted: state == platform.CryptOn, By: by}
}

// lookAtFolder judges the workspace's folder and the one that holds all of them.
func (e *Engine) lookAtFolder() (private, known bool) {
	for _, dir := range []string{e.dir, filepath.Dir(e.dir)} {
		if private, err := platform.FolderState(dir); err != nil || !private {
			return false, err == nil
		}
	}
	return true, true
}

func (e *Engine) lookAtFFmpeg(ctx context.Context) (security.Tool, error) {
	t, err := e.FFmpeg(ctx)
	return security.Tool{Version: t.Version, Advice: t.Advice}, err
}

// tellCrash raises the condition that an earlier run has crashed, once: for this run.
func (e *Engine) tellCrash(cfg Config) {
	if !cfg.Crashed {
		return
	}
	e.Health.Raise(health.Condition{
		Code: "crash", Severity: health.Info,
		Message: "Cuedrop ended unexpectedly last time. What it was doing goes on.",
		Remedy:  "If it happens again, save a support bundle in Security and send it to whoever helps you.",
	})
}
