package power

import (
	"bytes"
	"context"
	"os/exec"
	"time"
)

// asksEvery is how often macOS is asked: only programs with a run loop of their own are
// told. It takes some milliseconds.
const asksEvery = 10 * time.Second

func watchLock(ctx context.Context, locked func()) error {
	before, err := sessionLocked(ctx)
	if err != nil {
		return err
	}
	t := time.NewTicker(asksEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		now, err := sessionLocked(ctx)
		if err == nil && now && !before {
			locked()
		}
		if err == nil {
			before = now
		}
	}
}

// sessionLocked reads the registry of the system, where the console's sessions say it.
func sessionLocked(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, asksEvery)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/sbin/ioreg", "-n", "Root", "-d1", "-w0").Output()
	return bytes.Contains(out, []byte(`"CGSSessionScreenIsLocked"=Yes`)), err
}
