package publish

import (
	"context"
	"errors"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Reasons that the TikTok client gives to the answers of an upload address.
const (
	reasonExpired = "tiktok.upload_expired"
	reasonUnknown = "tiktok.upload_unknown"
	reasonRange   = "tiktok.range_mismatch"
)

// upload sends what TikTok lacks (uploading → finishing → confirming).
func (p *Publisher) upload(ctx context.Context, post cuedrop.Post) (time.Duration, error) {
	a, err := p.live(ctx, post)
	if err != nil {
		return 0, err
	}
	if p.expired(a) && a.FinishingAt.IsZero() {
		return 0, p.giveUpURL(ctx, post, a, false) // without its last chunk TikTok has nothing to tell
	}
	offset, told := a.Acked, false
	if !p.takeFresh(a.ID) || a.Acked > 0 || !a.FinishingAt.IsZero() {
		// Not fresh from init: TikTok's count decides, not ours
		// (reliability-security.md A6).
		status, err := p.status(ctx, post, a)
		if err != nil {
			return 0, p.observeFault(ctx, post, a, err)
		}
		if !wantsBytes(status, a) {
			return p.verdict(ctx, post, a, status)
		}
		if told = status.Uploaded >= 0; told {
			offset = min(status.Uploaded, a.Plan.Size)
		}
		if told && offset == a.Plan.Size {
			_, err := p.apply(ctx, cuedrop.FinishUploadChange(post, a, p.Clock.Now()))
			return 0, err
		}
	}
	if p.expired(a) {
		return 0, p.giveUpURL(ctx, post, a, told)
	}
	src, err := openSource(post.Rendition)
	if err != nil {
		return 0, p.stopUpload(ctx, post, a, err)
	}
	defer func() { _ = src.Close() }()
	return p.send(ctx, post, a, src, offset)
}

// wantsBytes reports whether a status leaves the upload to go on. A word that
// Cuedrop does not know counts as such until the last chunk was once begun.
func wantsBytes(s cuedrop.RemoteStatus, a cuedrop.Attempt) bool {
	return s.State == cuedrop.RemoteUploading || s.State == cuedrop.RemotePending && a.FinishingAt.IsZero()
}

func (p *Publisher) expired(a cuedrop.Attempt) bool {
	return !p.Clock.Now().Before(a.IssuedAt.Add(uploadLife - uploadMargin))
}

// send sends chunks from offset on. Before the last one it makes the post
// finishing.
func (p *Publisher) send(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, src *source, offset int64) (time.Duration, error) {
	meter := p.newMeter(post, a, offset)
	failures := 0
	noted := p.Clock.Now() // when the journal last said how far it is
	for {
		if p.expired(a) {
			return 0, p.giveUpURL(ctx, post, a, true)
		}
		first, last := nextRange(a.Plan, offset)
		if err := src.unchanged(); err != nil {
			return 0, p.stopUpload(ctx, post, a, err)
		}
		if err := src.seek(first); err != nil {
			return 0, err
		}
		if last == a.Plan.Size-1 {
			return p.sendLast(ctx, post, a, src, first, meter)
		}
		p.Probe("before chunk")
		result, err := p.TikTok.UploadChunk(ctx, a.UploadURL, contentType, meter.wrap(ctx, src.chunk(first, last)), first, last, a.Plan.Size)
		p.Probe("after chunk")
		if err == nil {
			failures = 0
			offset = last + 1
			paused, now := p.Limits(ctx).Paused, p.Clock.Now()
			if paused || now.Sub(noted) >= p.AckEvery {
				if post, err = p.apply(ctx, cuedrop.AckChunkChange(post, a, offset, now)); err != nil {
					return 0, err
				}
				noted = now
			}
			if paused {
				return p.pauseHere(ctx, post)
			}
			continue
		}
		if errors.Is(err, errPaused) {
			return p.pauseHere(ctx, post)
		}
		if failures++; failures >= chunkTries || ctx.Err() != nil {
			return 0, p.stopUpload(ctx, post, a, err)
		}
		pause(ctx, failures)
		if offset, err = p.resync(ctx, post, a, offset, result, err); err != nil {
			return 0, err
		}
		if offset < 0 { // the post has left uploading
			return 0, nil
		}
	}
}

// contentType is what every prepared file is, and what TikTok recommends.
const contentType = "video/mp4"

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

// resync finds out where to go on after a chunk that was not acknowledged. It
// returns -1 when the post has left uploading. sent is how far TikTok had
// acknowledged before.
func (p *Publisher) resync(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, sent int64, result cuedrop.ChunkResult, cause error) (int64, error) {
	switch fault.ReasonOf(cause) {
	case reasonExpired, reasonUnknown:
		return -1, p.giveUpURL(ctx, post, a, true)
	case reasonRange:
		if result.Received >= 0 && result.Received < a.Plan.Size {
			return result.Received, nil
		}
	default:
		if !fault.Is(cause, fault.Unavailable) {
			return -1, p.stopUpload(ctx, post, a, cause)
		}
	}
	p.Log.Info("chunk not acknowledged", "post", post.ID, "err", cause)
	status, err := p.status(ctx, post, a)
	if err != nil {
		return -1, p.observeFault(ctx, post, a, err)
	}
	switch {
	case !wantsBytes(status, a):
		_, err := p.verdict(ctx, post, a, status)
		return -1, err
	case status.Uploaded < 0:
		return sent, nil
	case status.Uploaded >= a.Plan.Size:
		_, err := p.apply(ctx, cuedrop.FinishUploadChange(post, a, p.Clock.Now()))
		return -1, err
	}
	return status.Uploaded, nil
}

// pause waits before a chunk is sent again: half a second, one, two.
func pause(ctx context.Context, failures int) {
	t := time.NewTimer(250 * time.Millisecond << failures)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// sendLast makes the post finishing, durably, and sends the rest of the file. From
// there on only TikTok's word counts, whatever the answer to the request was.
func (p *Publisher) sendLast(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, src *source, first int64, meter *meter) (time.Duration, error) {
	if err := src.verifyTail(first, a.Plan.Size); err != nil {
		return 0, p.stopUpload(ctx, post, a, err)
	}
	post, err := p.apply(ctx, cuedrop.BeginFinishChange(post, a, p.Clock.Now()))
	if err != nil {
		return 0, err
	}
	p.Probe("before last chunk")
	result, err := p.TikTok.UploadChunk(ctx, a.UploadURL, contentType, meter.wrap(ctx, src.finalChunk(first, a.Plan.Size)), first, a.Plan.Size-1, a.Plan.Size)
	p.Probe("after last chunk")
	switch {
	case err == nil && (result.Complete || result.Received < 0 || result.Received == a.Plan.Size):
		_, err = p.apply(ctx, cuedrop.FinishUploadChange(post, a, p.Clock.Now()))
		return 0, err
	case errors.Is(err, errPaused):
		// Paused before the reader had given out the last bytes, so TikTok can't have
		// the whole file: the post goes back to where it can wait.
		if post, err = p.apply(ctx, cuedrop.ResumeUploadChange(post, a, first, p.Clock.Now())); err != nil {
			return 0, err
		}
		return p.pauseHere(ctx, post)
	case errors.Is(err, errChanged):
		if !a.FinishingAt.IsZero() {
			return 0, p.stopUpload(ctx, post, a, err)
		}
		// The reader kept the last bytes back, so TikTok can't have the whole file:
		// the one case in which a finishing post may be given up at once.
		if post, err = p.apply(ctx, cuedrop.ResumeUploadChange(post, a, first, p.Clock.Now())); err != nil {
			return 0, err
		}
		return 0, p.block(ctx, post, &a, errChanged)
	case err != nil:
		p.Log.Info("last chunk not acknowledged", "post", post.ID, "err", err)
		if a.FinishingAt.IsZero() || ctx.Err() != nil {
			return 0, nil // finishing: the next step asks TikTok
		}
		now := p.Clock.Now()
		switch fault.ReasonOf(err) {
		case reasonExpired, reasonUnknown:
			_, err = p.apply(ctx, cuedrop.SnoozeChange(post, now, &addressDead, now))
			return 0, err
		case reasonRange:
			if result.Received >= 0 && result.Received < a.Plan.Size {
				return 0, err // it wants others: ask which
			}
			// Sent a second time and refused: TikTok wants no more bytes. Observe.
			_, err = p.apply(ctx, cuedrop.FinishUploadChange(post, a, now))
			return 0, err
		}
		return 0, err // back off before asking again
	}
	return 0, nil
}

// giveUpURL ends an upload whose address is dead. An attempt that has begun to
// finish is not given up here: it goes back to finishing, where TikTok is asked
// twice. told says whether TikTok itself said that bytes are missing.
func (p *Publisher) giveUpURL(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, told bool) error {
	now := p.Clock.Now()
	if a.FinishingAt.IsZero() {
		if p.expired(a) && post.Attempts >= slowTries {
			return p.block(ctx, post, &a, errTooSlow)
		}
		return p.abandon(ctx, post, a, "upload address expired")
	}
	if !told {
		// TikTok neither counts nor takes bytes any more: only a verdict is left.
		_, err := p.apply(ctx, cuedrop.FinishUploadChange(post, a, now))
		return err
	}
	c := cuedrop.BeginFinishChange(post, a, now)
	c.Failure = &addressDead
	_, err := p.apply(ctx, c)
	return err
}

// abandon ends an attempt that can no longer bring the post about. The next one may
// begin at once after the first, and after later ones only so often.
func (p *Publisher) abandon(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, why string) error {
	now := p.Clock.Now()
	next := now
	if post.Attempts > 1 {
		next = now.Add(min(max(attemptEvery-now.Sub(a.StartedAt), 0), attemptEvery))
	}
	_, err := p.apply(ctx, cuedrop.AbandonChange(post, a, why, next, now))
	return err
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

// stopUpload handles a fault before the last chunk. An attempt that has once begun
// to finish is never given up for it, not even for a changed file: TikTok may have
// every byte from before, and a post that is blocked can be tried again.
func (p *Publisher) stopUpload(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, err error) error {
	if !a.FinishingAt.IsZero() {
		if errors.Is(err, errChanged) {
			err = errChangedLate
		}
		return p.waitFor(ctx, post, err)
	}
	switch fault.ReasonOf(err) {
	case reasonExpired, reasonUnknown:
		return p.giveUpURL(ctx, post, a, true)
	case reasonRange:
		return p.waitFor(ctx, post, err)
	}
	return p.stop(ctx, post, &a, err)
}
