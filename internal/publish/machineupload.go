package publish

import (
	"errors"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// resumeUpload goes on with an upload, from TikTok's count unless nothing can have been
// sent (reliability-security.md A6).
func (s *step) resumeUpload() {
	a := s.attempt
	if s.expired() && a.FinishingAt.IsZero() {
		s.giveUpURL(false) // without its last chunk TikTok has nothing to tell
		return
	}
	fresh := s.memory.fresh
	s.memory = memory{offset: a.Acked}
	if fresh && a.Acked == 0 && a.FinishingAt.IsZero() {
		s.send()
		return
	}
	s.do(askStatus)
}

// wantsBytes reports whether a status leaves the upload to go on. A word that Cuedrop
// does not know counts as such until the last chunk was once begun.
func wantsBytes(r cuedrop.RemoteStatus, a cuedrop.Attempt) bool {
	return r.State == cuedrop.RemoteUploading || r.State == cuedrop.RemotePending && a.FinishingAt.IsZero()
}

func (s *step) expired() bool {
	return !s.now.Before(s.attempt.IssuedAt.Add(uploadLife - uploadMargin))
}

// goOn sends from where TikTok says that it is. Where it does not say, our own count
// stands.
func (s *step) goOn(status cuedrop.RemoteStatus) {
	if status.Uploaded >= s.attempt.Plan.Size {
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
		return
	}
	if status.Uploaded >= 0 {
		s.memory.offset, s.memory.told = status.Uploaded, true
	}
	if s.expired() {
		s.giveUpURL(s.memory.told)
		return
	}
	s.send()
}

// send sends the next bytes. Before the last of them the file is read to its end.
func (s *step) send() {
	if s.expired() {
		s.giveUpURL(true)
		return
	}
	if s.memory.noted.IsZero() {
		s.memory.noted = s.now
	}
	s.out.first, s.out.last = nextRange(s.attempt.Plan, s.memory.offset)
	if s.out.last == s.attempt.Plan.Size-1 {
		s.do(checkTail)
		return
	}
	s.do(sendChunk)
}

// minChunk is the least size of a chunk that is not the last, in the larger
// reading of 5 MB (tiktok-open-api.md 3.4).
const minChunk = 5 << 20

// nextRange returns the bytes to send from offset on: up to the end of offset's
// chunk, or of the next one where TikTok stopped so close before the end that the
// rest would be too small a chunk.
func nextRange(plan cuedrop.ChunkPlan, offset int64) (first, last int64) {
	i := plan.Index(offset)
	_, last = plan.Chunk(i)
	if last-offset+1 < minChunk && i < plan.Count-1 {
		_, last = plan.Chunk(i + 1)
	}
	return offset, last
}

// chunkSent goes on after a chunk that was acknowledged, and finds out where to go on
// after one that was not.
func (s *step) chunkSent(ev occurrence) {
	switch {
	case ev.err == nil:
		s.memory.failures, s.memory.offset = 0, ev.last+1
		s.note()
		if s.paused {
			s.pauseHere()
			return
		}
		s.send()
		return
	case ev.source:
		s.stopUpload(ev.err)
		return
	case errors.Is(ev.err, errPaused):
		s.pauseHere()
		return
	}
	if s.memory.failures++; s.memory.failures >= chunkTries || ev.canceled {
		s.stopUpload(ev.err)
		return
	}
	switch fault.ReasonOf(ev.err) {
	case reasonExpired, reasonUnknown:
		s.giveUpURL(true)
		return
	case reasonRange:
		if ev.chunk.Received >= 0 && ev.chunk.Received < s.attempt.Plan.Size {
			s.memory.offset, s.memory.told = ev.chunk.Received, true
			s.send()
			s.out.after = chunkPause(s.memory.failures)
			return
		}
	default:
		if !fault.Is(ev.err, fault.Unavailable) {
			s.stopUpload(ev.err)
			return
		}
	}
	s.do(askStatus)
	s.out.after = chunkPause(s.memory.failures)
}

// note writes how far the upload is, but not after every chunk of a fast one.
func (s *step) note() {
	if s.paused || s.now.Sub(s.memory.noted) >= s.ackEvery {
		s.write(cuedrop.AckChunkChange(s.post, *s.attempt, s.memory.offset, s.now))
		s.memory.noted = s.now
	}
}

// chunkPause is how long to wait before a chunk is sent again: half a second, one, two.
func chunkPause(failures int) time.Duration { return 250 * time.Millisecond << failures }

// tailChecked makes the post finishing, durably, before the rest of the file goes out.
// From there on only TikTok's word counts, whatever the answer to the request is.
func (s *step) tailChecked(ev occurrence) {
	if ev.err != nil {
		s.stopUpload(ev.err)
		return
	}
	s.memory.first = s.attempt.FinishingAt.IsZero()
	s.write(cuedrop.BeginFinishChange(s.post, *s.attempt, s.now))
	s.out.first, s.out.last = ev.first, ev.last
	s.do(sendLast)
}

// lastSent records that TikTok has every byte, or leaves the post finishing, where
// TikTok is asked.
func (s *step) lastSent(ev occurrence) {
	size := s.attempt.Plan.Size
	switch {
	case ev.err == nil && (ev.chunk.Complete || ev.chunk.Received < 0 || ev.chunk.Received == size):
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
	case ev.err == nil:
		s.do(look)
	case errors.Is(ev.err, errPaused):
		// Paused before the reader had given out the last bytes, so TikTok can't have
		// the whole file: the post goes back to where it can wait.
		s.write(cuedrop.ResumeUploadChange(s.post, *s.attempt, ev.first, s.now))
		s.pauseHere()
	case errors.Is(ev.err, errChanged) && !s.memory.first:
		s.stopUpload(ev.err)
	case errors.Is(ev.err, errChanged):
		// The reader kept the last bytes back, so TikTok can't have the whole file:
		// the one case in which a finishing post may be given up at once.
		s.write(cuedrop.ResumeUploadChange(s.post, *s.attempt, ev.first, s.now))
		s.block(errChanged)
	case s.memory.first || ev.canceled:
		s.do(look) // finishing: the next step asks TikTok
	default:
		s.lastRefused(ev)
	}
}

// lastRefused decides about a last chunk that was sent before and was not taken now.
func (s *step) lastRefused(ev occurrence) {
	switch fault.ReasonOf(ev.err) {
	case reasonExpired, reasonUnknown:
		s.advance(cuedrop.SnoozeChange(s.post, s.now, &addressDead, s.now))
		return
	case reasonRange:
		if ev.chunk.Received >= 0 && ev.chunk.Received < s.attempt.Plan.Size {
			break // it wants others: ask which
		}
		// TikTok wants no more bytes. Observe.
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
		return
	}
	s.rest(ev.err) // back off before asking again
}

// giveUpURL ends an upload whose address is dead. An attempt that has begun to finish
// is not given up here: it goes back to finishing, where TikTok is asked twice. told
// says whether TikTok itself said that bytes are missing.
func (s *step) giveUpURL(told bool) {
	switch {
	case !s.attempt.FinishingAt.IsZero() && !told:
		// TikTok neither counts nor takes bytes any more: only a verdict is left.
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
	case !s.attempt.FinishingAt.IsZero():
		c := cuedrop.BeginFinishChange(s.post, *s.attempt, s.now)
		c.Failure = &addressDead
		s.advance(c)
	case s.expired() && s.post.Attempts >= slowTries:
		s.block(errTooSlow)
	default:
		s.abandon("upload address expired")
	}
}

// abandon ends an attempt that can no longer bring the post about. The next one may
// begin at once after the first, and after later ones only so often.
func (s *step) abandon(why string) {
	at := s.now
	if s.post.Attempts > 1 {
		at = s.now.Add(min(max(attemptEvery-s.now.Sub(s.attempt.StartedAt), 0), attemptEvery))
	}
	s.advance(cuedrop.AbandonChange(s.post, *s.attempt, why, at, s.now))
}

// addressDead is remembered on a finishing post whose address takes nothing more, so
// that the clip is not sent there again however young the address is.
var addressDead = cuedrop.Failure{
	Reason:  reasonAddressDead,
	Message: "The upload broke off at its very end. Cuedrop asks TikTok what has arrived.",
}

// errChangedLate is errChanged when TikTok may have had the whole clip before.
var errChangedLate = fault.New(fault.Rejected, "media.rendition_changed",
	"The file changed while it was being sent. Cuedrop makes sure that TikTok has nothing of it before it stops.")

// stopUpload handles a fault before the last chunk. An attempt that has once begun to
// finish is never given up for it, not even for a changed file: TikTok may have every
// byte from before, and a post that is blocked can be tried again.
func (s *step) stopUpload(err error) {
	if !s.attempt.FinishingAt.IsZero() {
		if errors.Is(err, errChanged) {
			err = errChangedLate
		}
		s.waitFor(err)
		return
	}
	switch fault.ReasonOf(err) {
	case reasonExpired, reasonUnknown:
		s.giveUpURL(true)
	case reasonRange, reasonSourceMissing: // the drive may come back while the address lives
		s.waitFor(err)
	default:
		s.stop(err)
	}
}
