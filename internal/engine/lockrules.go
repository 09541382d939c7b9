package engine

import (
	"context"
	"strconv"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Keys of the rules by which a workspace locks itself. Stored on disk: do not rename.
// Unset is the default.
const (
	keyLockIdle       = "lock.idle_minutes" // "0" = never
	keyLockWithSystem = "lock.with_system"
	keyLockWithSleep  = "lock.with_sleep"
	keyLockPublishing = "lock.keep_publishing"
	keyLockGuarded    = "lock.guarded"
)

const (
	lockIdleDefault = 15 * time.Minute
	lockIdleMost    = 24 * time.Hour
)

// LockRules returns when the workspace locks itself and what it guards, as stored, also by
// another program. Without a passphrase they are without effect. Nonsense is as if it were
// not set.
//
// A workspace that the environment opens does not lock itself unless its owner chose so: who
// starts the program opens it all the same, and its posts would wait for somebody to come.
func (e *Engine) LockRules(ctx context.Context) (cuedrop.LockRules, error) {
	stored := map[string]string{}
	for _, key := range []string{keyLockIdle, keyLockWithSystem, keyLockWithSleep, keyLockPublishing, keyLockGuarded} {
		value, err := e.Store.Setting(ctx, key)
		if err != nil {
			return cuedrop.LockRules{}, err
		}
		stored[key] = value
	}
	byItself := !e.passphraseGiven
	r := cuedrop.LockRules{
		WithSystem: answer(stored[keyLockWithSystem], byItself), WithSleep: answer(stored[keyLockWithSleep], byItself),
		KeepPublishing: answer(stored[keyLockPublishing], false), Guarded: answer(stored[keyLockGuarded], false),
	}
	if byItself {
		r.Idle = lockIdleDefault
	}
	if n, err := strconv.Atoi(stored[keyLockIdle]); err == nil && n >= 0 && n <= int(lockIdleMost/time.Minute) {
		r.Idle = time.Duration(n) * time.Minute
	}
	return r, nil
}

// SetLockRules stores when the workspace locks itself and what it guards. Invalid for an
// idle time that is not 0 or from 1 minute to 24 hours, in whole minutes.
func (e *Engine) SetLockRules(ctx context.Context, r cuedrop.LockRules) error {
	if r.Idle < 0 || r.Idle > lockIdleMost || r.Idle%time.Minute != 0 {
		return fault.Newf(fault.Invalid, "lock.idle_minutes", "The workspace locks itself after 1 to %d minutes, or never with 0.", int(lockIdleMost/time.Minute))
	}
	for _, s := range []struct{ key, value string }{
		{keyLockIdle, strconv.Itoa(int(r.Idle / time.Minute))}, {keyLockWithSystem, yesOrNo(r.WithSystem)}, {keyLockWithSleep, yesOrNo(r.WithSleep)},
		{keyLockPublishing, yesOrNo(r.KeepPublishing)}, {keyLockGuarded, yesOrNo(r.Guarded)},
	} {
		if err := e.Store.SetSetting(ctx, s.key, s.value); err != nil {
			return err
		}
	}
	return nil
}

// answer reads a stored word; what is none of ours is as if it were not set.
func answer(word string, unset bool) bool {
	switch word {
	case "yes":
		return true
	case "no":
		return false
	}
	return unset
}

func yesOrNo(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}
