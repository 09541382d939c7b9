package publish

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// settleFinishing decides about a last chunk that was not acknowledged.
func (s *step) settleFinishing(status cuedrop.RemoteStatus) {
	again, mute := because(s.post, reasonSecondReading), because(s.post, reasonMuteReading)
	dead := again || mute || because(s.post, reasonAddressDead) || s.expired()
	switch {
	case status.Uploaded >= s.attempt.Plan.Size:
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
	case !dead:
		from := status.Uploaded
		if from < 0 {
			from = s.attempt.Acked // TikTok did not say: the last chunk again, to the same address
		}
		s.advance(cuedrop.ResumeUploadChange(s.post, *s.attempt, from, s.now))
	case status.Uploaded < 0 && !mute && !again:
		// A single bad answer must not cost a day of waiting for a verdict. It is no
		// reading either: two that miss bytes are still to come before anything is sent anew.
		s.advance(cuedrop.SnoozeChange(s.post, s.now.Add(secondReading), &muteReading, s.now))
	case status.Uploaded < 0:
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
	case !again:
		// The address is dead and bytes are missing. A slow TikTok could still find
		// them: look again before starting anew.
		s.advance(cuedrop.SnoozeChange(s.post, s.now.Add(secondReading), &readAgain, s.now))
	default:
		s.abandon("upload address dead, bytes missing in two readings")
	}
}

var readAgain = cuedrop.Failure{
	Reason:  reasonSecondReading,
	Message: "The upload broke off at its very end. Cuedrop makes sure that TikTok has nothing before it starts anew.",
}

var muteReading = cuedrop.Failure{Reason: reasonMuteReading, Message: readAgain.Message}

// verdict acts on what TikTok said of a post, or says when to ask again.
func (s *step) verdict(ev occurrence) {
	switch ev.status.State {
	case cuedrop.RemoteComplete:
		s.out.accepted = true
		s.advance(cuedrop.PublishChange(s.post, s.attempt, ev.status.PostIDs, s.now))
	case cuedrop.RemoteInbox:
		s.advance(cuedrop.DeliverChange(s.post, s.attempt, s.now))
	case cuedrop.RemoteFailed:
		s.out.refused = fault.New(fault.Rejected, ev.failure.Reason, ev.failure.Message)
		s.advance(cuedrop.FailChange(s.post, s.attempt, ev.failure, s.now))
	case cuedrop.RemoteUploading, cuedrop.RemotePending:
		s.noVerdict()
	}
}

// noVerdict goes on waiting, for a day.
func (s *step) noVerdict() {
	waiting := s.now.Sub(handedOverAt(*s.attempt))
	switch {
	case s.post.State != cuedrop.Confirming:
		s.advance(cuedrop.FinishUploadChange(s.post, *s.attempt, s.now))
	case waiting >= verdictWithin:
		s.advance(cuedrop.MarkUncertainChange(s.post, *s.attempt, unconfirmed, s.now))
	default:
		if s.post.Failure != nil { // TikTok answers again
			s.write(cuedrop.SnoozeChange(s.post, s.now, nil, s.now))
		}
		if s.out.err == nil {
			s.out.effect, s.out.wait = rest, pollAfter(waiting)
		}
	}
}

var unconfirmed = cuedrop.Failure{
	Reason:  reasonUnconfirmed,
	Message: "TikTok took the file, then went quiet. Look before you post it again.",
}

// handedOverAt is when TikTok may first have had the whole clip.
func handedOverAt(a cuedrop.Attempt) time.Time {
	if a.FinishingAt.IsZero() {
		return a.StartedAt
	}
	return a.FinishingAt
}

// pollAfter spaces the questions: every second or so at first, because small clips
// are done in seconds, then ever more rarely, down to every 15 minutes
// (reliability-security.md B5). The limit is 30 a minute per token.
func pollAfter(waiting time.Duration) time.Duration {
	switch {
	case waiting < 5*time.Second:
		return time.Second
	case waiting < time.Minute:
		return 5 * time.Second
	case waiting < 10*time.Minute:
		return 15 * time.Second
	case waiting < time.Hour:
		return time.Minute
	default:
		return 15 * time.Minute
	}
}

// observeFault handles a question that TikTok did not answer. The post stays where it
// is; only the lack of any answer for a day, or an answer that the id is unknown, makes
// it uncertain. A computer that wakes up after a day has not asked yet: the trouble
// must have lasted a while.
func (s *step) observeFault(err error) {
	unknown := fault.ReasonOf(err) == reasonInvalidPublish || fault.ReasonOf(err) == reasonNotAuthorized
	late := s.now.Sub(handedOverAt(*s.attempt)) >= verdictWithin && s.post.Failure != nil && s.now.Sub(s.post.UpdatedAt) >= troubleLasts
	switch {
	case fault.Is(err, fault.Canceled) || fault.Is(err, fault.Conflict):
		s.rest(err)
	case s.post.State == cuedrop.Uploading && s.attempt.FinishingAt.IsZero():
		if unknown {
			s.giveUpURL(true)
			return
		}
		s.waitFor(err)
	case unknown || late:
		if s.post.State == cuedrop.Uploading { // again: the last chunk was sent before
			s.write(cuedrop.BeginFinishChange(s.post, *s.attempt, s.now))
		}
		s.advance(cuedrop.MarkUncertainChange(s.post, *s.attempt, unconfirmed, s.now))
	default:
		s.waitFor(err)
	}
}
