package egress

import (
	"context"
	"time"

	"cuedrop/internal/fault"
)

// How long a call may stand still, in ticks of one second (reliability-security.md
// G6 and G13). Ticks, not instants: while the computer sleeps nothing is counted.
const (
	tick          = time.Second
	stallTicks    = 60 // no byte taken or written
	headerTicks   = 30 // from the last byte written to the answer's header
	bodyTicks     = 60 // for the whole answer, at most 1 MiB
	slowestLink   = 1000
	peerBuffer    = 128 << 10 // what a peer's socket takes in before its program reads it (tcp(7), tcp_rmem)
	sendBufferMax = 256 << 10 // what ours may hold where queued cannot tell
)

// errStalled is the cause with which watch ends a call that never got to its end; the
// other is tooSlow.
var errStalled = fault.New(fault.Unavailable, "network.stalled", "The connection to TikTok stood still for a minute. Cuedrop tries again.")

// watch ends the call when it makes no progress. There is no limit on the whole
// request: a clip at 1 kB/s may take its time as long as bytes move.
func (c *call) watch(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	type progress struct {
		phase      int32
		taken, out int64
		queued     int
	}
	var last progress
	still, reading := 0, 0
	for {
		select {
		case <-c.done:
			return
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		var p progress
		p.phase, p.taken = c.phase.Load(), c.taken.Load()
		_, p.out = c.bytes()
		p.queued, _ = c.queued()
		still++
		if p != last {
			last, still = p, 0
		}
		switch {
		case p.phase == phaseSending && still >= stallTicks:
			c.cancel(errStalled)
			return
		case p.phase == phaseWaiting && still >= c.answerTicks():
			c.cancel(c.tooSlow(nil))
			return
		case p.phase == phaseReading:
			if reading++; reading >= bodyTicks {
				c.cancel(c.tooSlow(nil))
				return
			}
		}
	}
}

// answerTicks is how long the answer's header may take once everything has been
// handed to the system. "Written" only means that the system took it: on a slow
// link an upload's tail is still on its way, so it gets a second for every
// thousand bytes that may lie in a buffer on either side.
func (c *call) answerTicks() int {
	if c.entry.Purpose != PurposeUpload {
		return headerTicks
	}
	buffered := int64(peerBuffer)
	if _, known := c.queued(); !known {
		buffered += sendBufferMax
	}
	if c.length >= 0 {
		buffered = min(buffered, c.length)
	}
	return headerTicks + int(buffered/slowestLink)
}
