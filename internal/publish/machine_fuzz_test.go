package publish

import (
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// FuzzMachine throws any answers at the machine, in any order that effects allow, kills
// it and wakes it late. TikTok need not be true here: what is checked is what holds even
// then. Every write is a legal step, no effect comes without the journal line before it,
// and nothing panics or asks for bytes that the clip does not have.
func FuzzMachine(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef"))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add([]byte{0, 0, 0, 3, 0, 0, 1, 0, 0, 9, 5, 0, 0, 7, 2, 0, 8, 8, 8, 8, 1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := input(raw)
		h := newHistory(0)
		for range 200 {
			ev, ok := in.event(&h)
			if !ok {
				return
			}
			before := h.attempt
			d := next(situation{post: h.post, attempt: h.attempt, memory: h.memory, paused: in.take(8) == 0, ackEvery: time.Second}, ev, h.now)
			h.memory = d.memory
			for _, w := range d.writes {
				if err := h.apply(w); err != nil {
					t.Fatalf("%s: %v", w.Transition, err)
				}
			}
			if problem := h.forbidden(d, before); problem != "" {
				t.Fatal(problem)
			}
			if d.effect == sendChunk || d.effect == checkTail || d.effect == sendLast {
				if d.first < 0 || d.last < d.first || d.last >= h.attempt.Plan.Size {
					t.Fatalf("bytes %d to %d of %d", d.first, d.last, h.attempt.Plan.Size)
				}
			}
			h.effect, h.first, h.last = d.effect, d.first, d.last
			if d.effect <= look {
				h.now = h.now.Add(d.wait + time.Second)
			}
		}
	})
}

// input turns bytes into choices.
type input []byte

func (in *input) take(n int) int {
	if len(*in) == 0 {
		return 0
	}
	b := (*in)[0]
	*in = (*in)[1:]
	return int(b) % n
}

func (in *input) fault() error {
	all := []error{
		nil, nil, nil, modelLost, modelSlow, modelDead, modelRange, modelNo, modelNoID, modelSigned, errPaused, errChanged,
		fault.New(fault.Canceled, "canceled", "Canceled."), fault.New(fault.Internal, "x", "x"), fault.New(fault.Rejected, reasonUnknown, "x"),
	}
	return all[in.take(len(all))]
}

func (in *input) number() int64 {
	size := modelPlan.Size
	return []int64{-1, 0, 1, chunk10 - 1, chunk10, 2 * chunk10, size - 1, size, size + 1, -1 << 62, 1 << 62}[in.take(11)]
}

// event is what comes of the effect of h, or a crash or a long sleep instead. ok is false
// when there is nothing left to decide about.
func (in *input) event(h *history) (ev occurrence, ok bool) {
	if len(*in) == 0 {
		return ev, false
	}
	if in.take(12) == 0 {
		h.now = h.now.Add(time.Duration(in.take(30)) * time.Hour)
		h.memory, h.effect = memory{}, look
	}
	if h.effect <= look {
		if !active(h.post.State) {
			return ev, false
		}
		h.now = h.now.Add(max(h.post.DueAt().Sub(h.now), 0))
		return occurrence{kind: resumed}, true
	}
	ev = occurrence{err: in.fault(), source: in.take(2) == 0, canceled: in.take(16) == 0, first: h.first, last: h.last, fresh: cuedrop.NewAttemptID()}
	ev.kind = map[effectKind]eventKind{
		render: prepared, clearance: cleared, sendInit: initiated, askStatus: told, sendChunk: chunkSent, checkTail: tailChecked, sendLast: lastSent,
	}[h.effect]
	ev.rendition = cuedrop.Rendition{Path: "x", Size: modelPlan.Size, SHA256: "ab"}
	ev.init = cuedrop.InitResult{PublishID: string(ev.fresh), UploadURL: "https://up/x"}
	ev.chunk = cuedrop.ChunkResult{Complete: in.take(2) == 0, Received: in.number()}
	states := []cuedrop.RemoteState{cuedrop.RemoteUploading, cuedrop.RemotePending, cuedrop.RemoteInbox, cuedrop.RemoteComplete, cuedrop.RemoteFailed}
	ev.status = cuedrop.RemoteStatus{State: states[in.take(len(states))], Uploaded: in.number()}
	ev.failure = cuedrop.Failure{Reason: "tiktok.internal", Message: "TikTok failed."}
	return ev, true
}
