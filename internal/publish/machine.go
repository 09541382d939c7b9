package publish

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The machine is the part of publishing that decides (reliability-security.md 3.3).
// next is a pure function from a situation and an event to what must be durable and
// what is done then. drive.go runs it, the model check walks through all its histories
// of up to three faults, and a fuzz target throws anything at it.

// situation is all that a decision looks at: what is durable, what this run remembers,
// and whether the user holds uploads back.
type situation struct {
	post    cuedrop.Post
	attempt *cuedrop.Attempt // live; nil when there is none
	memory  memory
	paused  bool
	// ackEvery is Config's.
	ackEvery time.Duration
}

// memory is what a run knows beyond what is durable. A crash clears it, and nothing
// may be wrong without it.
type memory struct {
	fresh    bool      // init was answered in this run: nothing can have been uploaded
	offset   int64     // where the upload goes on
	told     bool      // offset is TikTok's own word
	failures int       // chunks in a row that were not acknowledged
	noted    time.Time // when the journal last said how far the upload is; zero = not sending
	first    bool      // the last chunk is on its way for the first time
}

// eventKind says what has happened. Each effect ends in one event.
type eventKind int

const (
	resumed     eventKind = iota // the post is taken up; err = the attempt can't be read
	prepared                     // the file that goes out was made, or err
	cleared                      // the post may go out as it is, or err
	initiated                    // init was answered, or err
	told                         // TikTok said what became of it, or err
	chunkSent                    // a chunk before the last was answered, or err
	tailChecked                  // the whole file is what it was, or err
	lastSent                     // the last chunk was answered, or err
)

// occurrence is an event with what came with it.
type occurrence struct {
	kind      eventKind
	err       error
	source    bool // err is about the file, not about TikTok
	canceled  bool // the run is being ended
	rendition cuedrop.Rendition
	fresh     cuedrop.AttemptID // with cleared: the id of a new attempt
	init      cuedrop.InitResult
	status    cuedrop.RemoteStatus
	failure   cuedrop.Failure // of status.FailReason, worded
	chunk     cuedrop.ChunkResult
	first     int64 // of what was sent
	last      int64
}

// effectKind is what is done once the writes are durable.
type effectKind int

const (
	rest      effectKind = iota // nothing more now
	look                        // read the post again and resume
	render                      // make the file → prepared
	clearance                   // ask whether the post may go out → cleared
	sendInit                    // → initiated
	askStatus                   // → told
	sendChunk                   // bytes first to last → chunkSent
	checkTail                   // read the file to its end → tailChecked
	sendLast                    // bytes first to last, the file's end → lastSent
)

// decision is the outcome of next. The writes are made durable in order, before the
// effect.
type decision struct {
	writes []cuedrop.Change
	effect effectKind
	memory memory
	first  int64         // of sendChunk, checkTail, sendLast
	last   int64         // inclusive
	after  time.Duration // to wait before the effect
	wait   time.Duration // with rest: when to look again; 0 = when it is due
	err    error         // with rest: why it stopped, for the caller's back-off

	refused  error // what TikTok refused, for the quotas to learn from
	accepted bool  // TikTok took the post
}

// next decides. It changes nothing and asks nobody.
func next(s situation, ev occurrence, now time.Time) decision {
	st := &step{situation: s, now: now}
	switch ev.kind {
	case resumed:
		st.resume(ev)
	case prepared:
		st.prepared(ev)
	case cleared:
		st.cleared(ev)
	case initiated:
		st.initiated(ev)
	case told:
		st.told(ev)
	case chunkSent:
		st.chunkSent(ev)
	case tailChecked:
		st.tailChecked(ev)
	case lastSent:
		st.lastSent(ev)
	}
	st.out.memory = st.memory
	return st.out
}

// step builds one decision. write moves the situation along, so that a second write
// continues from the first.
type step struct {
	situation
	now time.Time
	out decision
}

func (s *step) write(c cuedrop.Change) {
	if s.out.err != nil {
		return
	}
	p, a, err := c.On(s.post, s.attempt)
	if err != nil {
		s.rest(err)
		return
	}
	s.post, s.attempt = p, a
	s.out.writes = append(s.out.writes, c)
}

// rest ends the work on the post for now because of err, or of nothing.
func (s *step) rest(err error) { s.out.effect, s.out.err = rest, err }

// do sets the effect, unless a write was refused.
func (s *step) do(e effectKind) {
	if s.out.err == nil {
		s.out.effect = e
	}
}

// advance writes c and looks again.
func (s *step) advance(c cuedrop.Change) {
	s.write(c)
	s.do(look)
}

// resume takes the post up from what is durable.
func (s *step) resume(ev occurrence) {
	if ev.err != nil { // the upload address may be sealed with a key that is not there
		s.waitFor(ev.err)
		return
	}
	switch s.post.State {
	case cuedrop.Scheduled:
		s.advance(cuedrop.BeginChange(s.post, s.now))
	case cuedrop.Due:
		s.do(render)
	case cuedrop.Prepared, cuedrop.InitSent:
		if s.paused {
			s.pauseHere()
			return
		}
		s.do(clearance)
	case cuedrop.Uploading, cuedrop.Finishing, cuedrop.Confirming:
		switch {
		case s.attempt == nil:
			s.rest(fault.New(fault.Internal, "publish.no_attempt", fault.InternalMessage).WithOp("publish." + string(s.post.State)))
		case s.post.State != cuedrop.Uploading:
			s.do(askStatus)
		case s.paused:
			s.pauseHere()
		default:
			s.resumeUpload()
		}
	case cuedrop.Draft, cuedrop.Published, cuedrop.InInbox, cuedrop.Blocked, cuedrop.Missed,
		cuedrop.Failed, cuedrop.Canceled, cuedrop.Uncertain:
	}
}

// told acts on what TikTok said of the attempt.
func (s *step) told(ev occurrence) {
	switch {
	case ev.err != nil:
		s.observeFault(ev.err)
	case s.post.State == cuedrop.Uploading && wantsBytes(ev.status, *s.attempt):
		s.goOn(ev.status)
	case s.post.State == cuedrop.Finishing && ev.status.State == cuedrop.RemoteUploading:
		s.settleFinishing(ev.status)
	default:
		s.verdict(ev)
	}
}

// stop decides what a fault means for a post of which nothing is with TikTok yet.
// Trying again later by itself is left to the caller where that makes sense.
func (s *step) stop(err error) {
	if s.post.AccountID != "" {
		s.out.refused = err
	}
	switch fault.KindOf(err) {
	case fault.Canceled, fault.Conflict:
		s.rest(err)
	case fault.RateLimited, fault.Unavailable, fault.Internal:
		s.waitFor(err)
	case fault.AuthRequired, fault.Unsupported, fault.NotFound, fault.Uncertain:
		s.block(err)
	case fault.Invalid, fault.Rejected:
		if blocking[fault.ReasonOf(err)] {
			s.block(err)
			return
		}
		s.advance(cuedrop.FailChange(s.post, s.attempt, failure(err), s.now))
	default:
		s.rest(err)
	}
}

func (s *step) block(err error) {
	s.advance(cuedrop.BlockChange(s.post, s.attempt, failure(err), s.now))
}

// waitFor holds the post back when TikTok named a time, and otherwise writes the cause
// once, so that the user sees it, and leaves the pace to the caller.
func (s *step) waitFor(err error) {
	if fault.Is(err, fault.Canceled) || fault.Is(err, fault.Conflict) && fault.ReasonOf(err) != reasonRange {
		s.rest(err) // nothing that the user should read on the post
		return
	}
	f := failure(err)
	if fault.Is(err, fault.RateLimited) {
		s.advance(cuedrop.SnoozeChange(s.post, s.now.Add(max(fault.RetryAfterOf(err), time.Second)), &f, s.now))
		return
	}
	if s.post.Failure == nil || s.post.Failure.Reason != f.Reason {
		s.write(cuedrop.SnoozeChange(s.post, s.now, &f, s.now))
	}
	if s.out.err == nil {
		s.rest(err)
	}
}

// pauseHere writes once on a post that it waits for the user to resume uploads.
func (s *step) pauseHere() {
	if !because(s.post, reasonPaused) {
		f := failure(errPaused)
		s.write(cuedrop.SnoozeChange(s.post, s.now, &f, s.now))
	}
	if s.out.err == nil {
		s.out.effect, s.out.wait = rest, pausedPoll
	}
}

func because(post cuedrop.Post, reason string) bool {
	return post.Failure != nil && post.Failure.Reason == reason
}

func failure(err error) cuedrop.Failure {
	return cuedrop.Failure{Reason: fault.ReasonOf(err), Message: fault.MessageOf(err)}
}
