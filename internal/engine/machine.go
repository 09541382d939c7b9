package engine

import (
	"cuedrop/internal/media"
	"cuedrop/internal/publish"
)

// machine is what the workspaces of one program share, because the computer has it once:
// the turn to convert a clip, the line out, and what the system says of its power. It is
// safe for concurrent use.
type machine struct {
	conversion *media.Turn
	uplink     *publish.Uplink
	power      *gauge
}

func newMachine(cfg Config) *machine {
	return &machine{conversion: media.NewTurn(), uplink: publish.NewUplink(), power: newGauge(cfg)}
}
