package power

import (
	"context"
	"os/exec"
	"time"
)

// Current returns how the computer is powered now. What can't be learnt within ctx or a
// few seconds is unknown, and so is whether the connection is metered: macOS tells that
// to native programs only.
func Current(ctx context.Context) State {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/bin/pmset", "-g", "batt")
	cmd.Env = shortEnv()
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return State{Percent: unknownPercent}
	}
	return fromPmset(string(out))
}
