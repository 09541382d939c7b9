package engine

import (
	"context"
	"time"

	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/lifecycle"
)

const (
	// roomLeast is how many bytes must be free before a post goes out or is converted
	// (reliability-security.md C1).
	roomLeast = 200_000_000
	// watchEvery is the time between two looks at the disk. The clock is asked, not the
	// timer, because a timer may stand still while a laptop sleeps.
	watchEvery = time.Minute
	// backupEvery is the age at which a new backup is made, and backupAgain the wait
	// after one that failed.
	backupEvery = 24 * time.Hour
	backupAgain = time.Hour
	// backupWithin bounds how long quitting waits for a backup under way.
	backupWithin = 20 * time.Second
)

// room returns Unavailable (disk.low) while the workspace's disk has too little room
// for the journal and a rendition.
func (e *Engine) room() error {
	free := e.Store.Free()
	if free < 0 || free >= roomLeast {
		e.Health.Clear("disk")
		return nil
	}
	err := fault.New(fault.Unavailable, "disk.low",
		"Less than 200 MB are free on the disk with Cuedrop's data. Free some space; the post then goes out by itself.")
	e.Health.Raise(health.Condition{
		Code: "disk", Severity: health.Error,
		Message: "Less than 200 MB are free on the disk with Cuedrop's data, so posts wait.",
		Remedy:  "Free some space; they then go out by themselves.",
	})
	return err
}

// ready returns nil when this computer may begin to prepare and send a post.
func (e *Engine) ready(ctx context.Context) error {
	if err := e.room(); err != nil {
		return err
	}
	return e.powerHold(ctx)
}

// erased removes the copies of the database that still hold what was just erased. The
// next look makes a new one.
func (e *Engine) erased() {
	if err := e.Store.DropBackups(); err != nil {
		e.Log.Error("remove backups", "err", err)
	}
}

// watch looks after the workspace's disk while the engine runs: room, the file in its
// place, and a backup a day. It is a lifecycle.Service.
type watch struct {
	e *Engine

	run lifecycle.Loop

	again   time.Time // no backup before; zero = at once
	trimmed time.Time // when the cache was looked at; zero = never
}

var _ lifecycle.Service = (*watch)(nil)

func newWatch(e *Engine) *watch { return &watch{e: e} }

// Start begins to look. ctx ends the watch like Stop does.
func (w *watch) Start(ctx context.Context) error {
	if err := w.e.Store.SweepBackups(); err != nil {
		w.e.Log.Warn("remove what a backup has left", "err", err)
	}
	w.e.checkPlace()
	w.run.Start(ctx, w.e.Log, "storage", w.loop)
	return nil
}

// Stop ends the loop and waits for a backup under way.
func (w *watch) Stop() { w.run.Stop() }

func (w *watch) loop(ctx context.Context) {
	for ctx.Err() == nil {
		_ = lifecycle.Guard(w.e.Log, "look at the disk", func() error { w.look(ctx); return nil })
		t := time.NewTimer(watchEvery)
		select {
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// look looks once.
func (w *watch) look(ctx context.Context) {
	if err := w.e.Store.InPlace(); err != nil {
		w.e.Health.Raise(health.Condition{
			Code: "store.replaced", Severity: health.Error,
			Message: "Cuedrop can't publish: its database is not where it was.", Remedy: fault.MessageOf(err),
		})
		return
	}
	w.e.Health.Clear("store.replaced")
	w.trim()
	w.e.retainDaily(ctx)
	if w.e.room() == nil {
		w.backUp(context.WithoutCancel(ctx))
	}
}

// backUp makes a backup when the newest is a day old.
func (w *watch) backUp(ctx context.Context) {
	now := w.e.Clock.Now()
	if wait := w.again.Sub(now); wait > 0 && wait <= backupAgain {
		return
	}
	all, err := w.e.Store.Backups()
	for _, b := range all {
		if age := now.Sub(b.At); age >= 0 && age < backupEvery {
			return // what a clock set wrong has dated ahead does not count
		}
	}
	if rev, revErr := w.e.Store.Rev(ctx); err == nil && revErr == nil && rev == 0 {
		return // nothing was ever stored
	}
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, backupWithin)
		defer cancel()
		_, err = w.e.Store.Backup(ctx, now)
	}
	if err == nil {
		w.e.Health.Clear("store.backup")
		return
	}
	w.again = now.Add(backupAgain)
	w.e.Log.Error("back up", "err", err)
	w.e.Health.Raise(health.Condition{
		Code: "store.backup", Severity: health.Warning,
		Message: "The daily backup of the workspace could not be made.", Remedy: fault.MessageOf(err),
	})
}

// CheckStorage raises and clears the conditions about the workspace's disk, as the
// engine does by itself while it runs.
func (e *Engine) CheckStorage() {
	_ = e.room() // it has raised its condition
	e.checkPlace()
}

// checkPlace raises the condition that the workspace lies where a database should not.
func (e *Engine) checkPlace() {
	v := e.Store.Volume()
	switch {
	case v.Network != "":
		e.Health.Raise(health.Condition{
			Code: "store.synced_folder", Severity: health.Warning,
			Message: "The workspace lies on another computer (" + v.Network + "), where its database may be damaged.",
			Remedy:  "Move the data folder to a disk of this computer.",
		})
	case v.Sync != "":
		e.Health.Raise(health.Condition{
			Code: "store.synced_folder", Severity: health.Warning,
			Message: "The workspace lies in a folder that " + v.Sync + " copies, which may damage its database.",
			Remedy:  "Move the data folder out of it.",
		})
	default:
		e.Health.Clear("store.synced_folder")
	}
}
