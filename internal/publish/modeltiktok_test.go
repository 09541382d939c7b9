package publish

import (
	"errors"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

var (
	errModel    = errors.New("model")
	modelLost   = fault.Wrap(errModel, fault.Unavailable, "tiktok.unreachable", "TikTok can't be reached.")
	modelSlow   = &fault.Error{Kind: fault.RateLimited, Reason: "tiktok.rate_limit_exceeded", Message: "Too fast.", RetryAfter: time.Minute}
	modelDead   = fault.New(fault.Rejected, reasonExpired, "The address is dead.")
	modelRange  = fault.New(fault.Conflict, reasonRange, "Other bytes are wanted.")
	modelNo     = fault.New(fault.Rejected, "tiktok.spam_risk", "TikTok refuses.")
	modelNoID   = fault.New(fault.NotFound, reasonInvalidPublish, "TikTok does not know it.")
	modelSigned = fault.New(fault.AuthRequired, "account.signed_out", "Sign in again.")
)

// outcome is one way in which an effect can end.
type outcome struct {
	name         string
	faulty, kill bool
	happen       func(*history) occurrence
}

func none(*history) occurrence { return occurrence{} }

// outcomes lists what can become of the effect of h.
func (h *history) outcomes() []outcome {
	switch h.effect {
	case render:
		made := func(*history) occurrence {
			return occurrence{kind: prepared, rendition: cuedrop.Rendition{Path: "x", Size: modelPlan.Size, SHA256: "ab", Route: cuedrop.RouteCopy}}
		}
		return []outcome{
			{"rendered", false, false, made},
			{"render fails", true, false, func(*history) occurrence { return occurrence{kind: prepared, err: modelLost} }},
			{"killed while rendering", true, true, none},
		}
	case clearance:
		return []outcome{
			{"cleared", false, false, func(h *history) occurrence {
				return occurrence{kind: cleared, fresh: cuedrop.AttemptID(fmt.Sprint("try_", h.post.Attempts+1))}
			}},
			{"signed out", true, false, func(*history) occurrence { return occurrence{kind: cleared, err: modelSigned} }},
		}
	case sendInit:
		return initOutcomes()
	case askStatus:
		return h.statusOutcomes()
	case sendChunk:
		return h.chunkOutcomes(chunkSent)
	case sendLast:
		return append(h.chunkOutcomes(lastSent), outcome{"file changed under the last chunk", true, false, func(h *history) occurrence {
			h.changed = true
			return h.sent(lastSent, errChanged)
		}})
	case checkTail:
		return []outcome{
			{"file whole", false, false, func(h *history) occurrence { return occurrence{kind: tailChecked, first: h.first, last: h.last} }},
			{"file changed", true, false, func(h *history) occurrence {
				h.changed = true
				return occurrence{kind: tailChecked, source: true, err: errChanged}
			}},
			{"killed while reading", true, true, none},
		}
	case rest, look:
	}
	return nil
}

func initOutcomes() []outcome {
	begin := func(h *history) occurrence {
		h.remotes = append(h.remotes, remote{issued: h.now})
		id := fmt.Sprint("pub-", len(h.remotes))
		return occurrence{kind: initiated, init: cuedrop.InitResult{PublishID: id, UploadURL: cuedrop.Secret("https://up/" + id)}}
	}
	fails := func(err error) func(*history) occurrence {
		return func(*history) occurrence { return occurrence{kind: initiated, err: err} }
	}
	return []outcome{
		{"init", false, false, begin},
		{"init lost", true, false, fails(modelLost)},
		{"init's answer lost", true, false, func(h *history) occurrence { begin(h); return occurrence{kind: initiated, err: modelLost} }},
		{"init too early", true, false, fails(modelSlow)},
		{"init refused", true, false, fails(modelNo)},
		{"killed before init", true, true, none},
		{"killed after init", true, true, begin},
	}
}

// sent is what the program learns of a chunk.
func (h *history) sent(kind eventKind, err error) occurrence {
	ev := occurrence{kind: kind, err: err, first: h.first, last: h.last, chunk: cuedrop.ChunkResult{Received: -1}}
	if err == nil {
		ev.chunk.Received = h.last + 1
		ev.chunk.Complete = h.last == modelPlan.Size-1
	}
	return ev
}

// chunkOutcomes are those of a chunk of h.first to h.last. An address that is too old, or
// other bytes than TikTok wants, are refused without being a fault of their own.
func (h *history) chunkOutcomes(kind eventKind) []outcome {
	r := h.remotes[len(h.remotes)-1]
	switch {
	case !h.now.Before(r.issued.Add(uploadLife)):
		return []outcome{{"address too old", false, false, func(h *history) occurrence { return h.sent(kind, modelDead) }}}
	case r.received != h.first:
		return []outcome{
			{"other bytes wanted", false, false, func(h *history) occurrence {
				ev := h.sent(kind, modelRange)
				ev.chunk.Received = r.received
				return ev
			}},
			{"other bytes wanted, not said which", true, false, func(h *history) occurrence { return h.sent(kind, modelRange) }},
		}
	}
	half := h.first + (h.last-h.first)/2
	arrives := func(until int64, err error) func(*history) occurrence {
		return func(h *history) occurrence { h.receive(until); return h.sent(kind, err) }
	}
	return []outcome{
		{"arrived", false, false, arrives(h.last+1, nil)},
		{"arrived slowly", true, false, func(h *history) occurrence {
			h.now = h.now.Add(uploadLife - uploadMargin - time.Second)
			h.receive(h.last + 1)
			return h.sent(kind, nil)
		}},
		{"lost", true, false, arrives(0, modelLost)},
		{"answer lost", true, false, arrives(h.last+1, modelLost)},
		{"half arrived", true, false, arrives(half, modelLost)},
		{"arrives late", true, false, func(h *history) occurrence { h.late = h.last + 1; return h.sent(kind, modelLost) }},
		{"address dead", true, false, func(h *history) occurrence {
			h.remotes[len(h.remotes)-1].issued = h.now.Add(-uploadLife) // and so it stays
			return h.sent(kind, modelDead)
		}},
		{"too fast", true, false, arrives(0, modelSlow)},
		{"killed before", true, true, none},
		{"killed half way", true, true, arrives(half, nil)},
		{"killed after", true, true, arrives(h.last+1, nil)},
		{"killed, arrives late", true, true, func(h *history) occurrence { h.late = h.last + 1; return occurrence{} }},
	}
}

// statusOutcomes are what TikTok says of the live attempt.
func (h *history) statusOutcomes() []outcome {
	answer := func(s cuedrop.RemoteStatus) func(*history) occurrence {
		return func(h *history) occurrence { h.arrive(); return occurrence{kind: told, status: s} }
	}
	fails := func(err error) func(*history) occurrence {
		return func(h *history) occurrence { h.arrive(); return occurrence{kind: told, err: err} }
	}
	all := []outcome{
		{"status lost", true, false, fails(modelLost)},
		{"status mute", true, false, answer(cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: -1})},
		{"id unknown", true, false, fails(modelNoID)},
		{"killed asking", true, true, none},
	}
	if !h.lagged { // TikTok's count may lag behind, but not for ten minutes (readAgain)
		old := answer(cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 0})
		all = append(all, outcome{"status of long ago", true, false, func(h *history) occurrence { h.lagged = true; return old(h) }})
	}
	r := h.remotes[len(h.remotes)-1]
	switch {
	case r.received < modelPlan.Size:
		return append(all, outcome{"status: uploading", false, false, answer(cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: r.received})})
	case r.polls == 0:
		all = append(all, outcome{"TikTok takes days", true, false, func(h *history) occurrence {
			h.now = h.now.Add(verdictWithin + time.Hour)
			return occurrence{kind: told, status: cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: modelPlan.Size}}
		}})
		return append(all, outcome{"status: processing", false, false, func(h *history) occurrence {
			h.remotes[len(h.remotes)-1].polls = 1
			return occurrence{kind: told, status: cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: modelPlan.Size}}
		}})
	}
	return append(all,
		outcome{"status: complete", false, false, answer(cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, PostIDs: []string{"7"}, Uploaded: modelPlan.Size})})
}
