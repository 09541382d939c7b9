package publish_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// reply is what the simulated TikTok does to one request instead of answering well.
// The zero reply answers well.
type reply struct {
	do    func() // first of all: the world changes while the request is on its way
	crash bool   // the program dies with the request on its way, after its effect
	deaf  bool   // the request has no effect
	keep  int64  // of a chunk only so many bytes arrive (with err or crash)
	part  bool   // keep counts
	err   error  // what the client makes of the answer; with no deaf the effect stays
	// status
	answer *cuedrop.RemoteStatus
	// upload: Received of a 416
	received int64
}

// crashed is what a simulated kill -9 unwinds with. Nothing that runs after it may
// reach the store: the world refuses.
type crashed struct{ at string }

// upload is one publish_id at TikTok.
type upload struct {
	id, url  string
	size     int64
	received int64
	bad      bool // a byte differs from the clip
	issued   time.Time
	life     time.Duration
	polls    int  // status requests since it was whole
	whole    bool // absorbing: every byte has arrived
	failed   string
	posted   bool
}

// fakeTikTok takes uploads as TikTok does (tiktok-open-api.md 3.2 to 3.5): it
// publishes an upload if and only if all its bytes arrive. Requests come one at a
// time, as the publisher sends them.
type fakeTikTok struct {
	clock   clock.Clock
	content func() []byte // what the clip's bytes must be; nil = zeros of its size
	script  map[string][]reply
	uploads []*upload
	calls   []string // "init", "chunk 0-9", "status", in order
	life    time.Duration
	polls   int             // status requests that see a whole upload still processing
	stuck   bool            // never done
	mute    bool            // status has no uploaded_bytes
	inbox   bool            // ends in the inbox
	fails   string          // ends failed for this reason
	silent  bool            // 416 says nothing about the offset
	drains  bool            // a chunk out of place is read before it is refused
	atomic  bool            // a chunk that broke off does not count
	videos  []cuedrop.Video // of the account
}

// next takes the scripted reply for the next call of kind.
func (f *fakeTikTok) next(kind string) reply {
	if len(f.script[kind]) == 0 {
		return reply{}
	}
	r := f.script[kind][0]
	f.script[kind] = f.script[kind][1:]
	if r.do != nil {
		r.do()
	}
	return r
}

func (f *fakeTikTok) count(kind string) int {
	n := 0
	for _, c := range f.calls {
		if c == kind || strings.HasPrefix(c, kind+" ") {
			n++
		}
	}
	return n
}

// posts returns how many uploads TikTok has published or will publish.
func (f *fakeTikTok) posts() (whole []*upload) {
	for _, u := range f.uploads {
		if u.whole && u.failed == "" {
			whole = append(whole, u)
		}
	}
	return whole
}

func (f *fakeTikTok) last() *upload { return f.uploads[len(f.uploads)-1] }

func (f *fakeTikTok) Init(_ context.Context, _ cuedrop.Secret, r cuedrop.InitRequest) (cuedrop.InitResult, error) {
	f.calls = append(f.calls, "init")
	how := f.next("init")
	if how.deaf {
		return cuedrop.InitResult{}, f.end("init", how)
	}
	u := &upload{
		id: fmt.Sprintf("v_pub_%d", len(f.uploads)+1), url: fmt.Sprintf("https://up.example/%d", len(f.uploads)+1),
		size: r.Plan.Size, issued: f.clock.Now(), life: f.life,
	}
	if u.life == 0 {
		u.life = time.Hour
	}
	f.uploads = append(f.uploads, u)
	if err := f.end("init", how); err != nil {
		return cuedrop.InitResult{}, err
	}
	return cuedrop.InitResult{PublishID: u.id, UploadURL: cuedrop.Secret(u.url)}, nil
}

func (f *fakeTikTok) end(at string, how reply) error {
	if how.crash {
		panic(crashed{at})
	}
	return how.err
}

func (f *fakeTikTok) UploadChunk(ctx context.Context, url cuedrop.Secret, _ string, body io.Reader, first, last, total int64) (cuedrop.ChunkResult, error) {
	none := cuedrop.ChunkResult{Received: -1}
	f.calls = append(f.calls, fmt.Sprintf("chunk %d-%d", first, last))
	kind := "chunk"
	if last == total-1 {
		kind = "last"
	}
	how := f.next(kind)
	if ctx.Err() != nil {
		return none, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
	if how.deaf {
		none.Received = how.received
		return none, f.end(kind, how)
	}
	var u *upload
	for _, each := range f.uploads {
		if each.url == url.Reveal() {
			u = each
		}
	}
	switch {
	case u == nil || u.failed != "":
		return none, unknownURL
	case !f.clock.Now().Before(u.issued.Add(u.life)):
		return none, expiredURL
	case first != u.received:
		if !f.silent {
			none.Received = u.received
		}
		if f.drains {
			if _, err := io.Copy(io.Discard, body); err != nil {
				return none, err
			}
		}
		return none, wrongRange
	}
	limit := last - first + 1
	if how.part {
		limit = min(limit, how.keep)
	}
	n, err := u.take(io.LimitReader(body, limit), f.content())
	if f.atomic && n < last-first+1 {
		u.received -= n
	}
	u.whole = u.whole || u.received == u.size
	if ended := f.end(kind, how); ended != nil {
		return none, ended
	}
	if err != nil {
		if _, ok := errors.AsType[*fault.Error](err); ok {
			return none, err
		}
		return none, fault.Wrap(err, fault.Internal, "media.unreadable", "The clip can't be read any more.")
	}
	if how.part { // taken, and said to be less than it was
		return cuedrop.ChunkResult{Received: u.received}, nil
	}
	if n < last-first+1 {
		return none, fault.New(fault.Conflict, "media.shrunk", "The clip became shorter while it was being sent.")
	}
	return cuedrop.ChunkResult{Complete: u.received == u.size, Received: u.received}, nil
}

// take reads bytes that arrive and compares them with what the clip holds there.
func (u *upload) take(body io.Reader, want []byte) (int64, error) {
	var taken int64
	buffer, zeros := make([]byte, 256<<10), make([]byte, 256<<10)
	for {
		n, err := body.Read(buffer)
		there := zeros[:n]
		if want != nil {
			there = want[u.received : u.received+int64(n)]
		}
		u.bad = u.bad || !bytes.Equal(buffer[:n], there)
		u.received += int64(n)
		taken += int64(n)
		if errors.Is(err, io.EOF) {
			return taken, nil
		}
		if err != nil {
			return taken, err
		}
	}
}

func (f *fakeTikTok) Status(_ context.Context, _ cuedrop.Secret, id string) (cuedrop.RemoteStatus, error) {
	f.calls = append(f.calls, "status")
	how := f.next("status")
	if err := f.end("status", how); err != nil {
		return cuedrop.RemoteStatus{Uploaded: -1}, err
	}
	if how.answer != nil {
		return *how.answer, nil
	}
	for _, u := range f.uploads {
		if u.id == id {
			return f.status(u), nil
		}
	}
	return cuedrop.RemoteStatus{Uploaded: -1}, unknownID
}

func (f *fakeTikTok) status(u *upload) cuedrop.RemoteStatus {
	s := cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: u.received}
	if f.mute {
		s.Uploaded = -1
	}
	if !u.whole || f.stuck {
		return s
	}
	if u.polls++; u.polls <= f.polls {
		return s
	}
	switch {
	case f.fails != "":
		u.failed, s.State, s.FailReason = f.fails, cuedrop.RemoteFailed, f.fails
	case f.inbox:
		u.posted, s.State = true, cuedrop.RemoteInbox
	default:
		u.posted, s.State, s.PostIDs = true, cuedrop.RemoteComplete, []string{"73" + strings.TrimPrefix(u.id, "v_pub_")}
	}
	return s
}

// The faults that the TikTok client makes, in its words.
var (
	lost       = fault.New(fault.Unavailable, "network.unreachable", "TikTok can't be reached. Cuedrop tries again.")
	gateway    = fault.New(fault.Unavailable, "tiktok.internal_error", "TikTok has a problem on its side. Cuedrop tries again.")
	expiredURL = fault.New(fault.NotFound, "tiktok.upload_expired", "TikTok's upload address has expired.")
	unknownURL = fault.New(fault.NotFound, "tiktok.upload_unknown", "TikTok doesn't know this upload any more.")
	wrongRange = fault.New(fault.Conflict, "tiktok.range_mismatch", "TikTok has a different part of the clip than expected.")
	unknownID  = fault.New(fault.NotFound, "tiktok.invalid_publish_id", "TikTok doesn't know this post any more.")
	deadToken  = fault.New(fault.AuthRequired, "tiktok.access_token_invalid", "TikTok no longer accepts this account's sign-in.")
	signedOut  = fault.New(fault.AuthRequired, "account.signed_out", "TikTok ended the sign-in. Sign in to TikTok again.")
)

func slowDown(d time.Duration) error {
	return fault.New(fault.RateLimited, "tiktok.rate_limit_exceeded", "TikTok asks for a pause.").WithRetryAfter(d)
}

func (f *fakeTikTok) VideosSince(_ context.Context, _ cuedrop.Secret, since time.Time, _ int) ([]cuedrop.Video, bool, error) {
	f.calls = append(f.calls, "list")
	how := f.next("list")
	var out []cuedrop.Video
	for _, v := range f.videos {
		if v.CreatedAt.IsZero() || !v.CreatedAt.Before(since) {
			out = append(out, v)
		}
	}
	return out, true, f.end("list", how)
}

func (f *fakeTikTok) VideoQuery(_ context.Context, _ cuedrop.Secret, ids []string) (out []cuedrop.Video, err error) {
	f.calls = append(f.calls, "query")
	for _, v := range f.videos {
		if slices.Contains(ids, v.ID) {
			out = append(out, v)
		}
	}
	return out, f.end("query", f.next("query"))
}

// fakeAccounts lends a token and renews a dead one, as the account service does.
type fakeAccounts struct {
	creator func() (cuedrop.Creator, error)
	token   func() error // nil or the fault of having none
	renewed int
	room    func() error // nil or why there is none
	refused []string     // reasons, in order
	lists   bool         // the account's videos may be listed
	taken   int          // posts that TikTok has published
}

func (a *fakeAccounts) Room(context.Context, cuedrop.AccountID, cuedrop.Mode) error {
	if a.room == nil {
		return nil
	}
	return a.room()
}

func (a *fakeAccounts) Refused(_ context.Context, _ cuedrop.AccountID, err error) {
	a.refused = append(a.refused, fault.ReasonOf(err))
}

func (a *fakeAccounts) Lists(context.Context, cuedrop.AccountID) bool { return a.lists }

func (a *fakeAccounts) Accepted(context.Context, cuedrop.Post) { a.taken++ }

func (a *fakeAccounts) WithToken(_ context.Context, _ cuedrop.AccountID, f func(cuedrop.Secret) error) error {
	if a.token != nil {
		if err := a.token(); err != nil {
			return err
		}
	}
	err := f("token")
	if fault.ReasonOf(err) != "tiktok.access_token_invalid" {
		return err
	}
	a.renewed++
	return f("token renewed")
}

func (a *fakeAccounts) Creator(context.Context, cuedrop.AccountID, bool) (cuedrop.Creator, error) {
	if a.creator != nil {
		return a.creator()
	}
	return cuedrop.Creator{PrivacyOptions: []cuedrop.Privacy{cuedrop.PrivacySelf, cuedrop.PrivacyPublic}, MaxDuration: 10 * time.Minute}, nil
}

// fakeLibrary hands out the clip as it is.
type fakeLibrary struct {
	rendition cuedrop.Rendition
	err       error
	present   bool
	discarded int
	renders   int
}

func (l *fakeLibrary) Render(_ context.Context, _ cuedrop.Post, progress func(cuedrop.RenderProgress)) (cuedrop.Rendition, error) {
	l.renders++
	if l.err != nil {
		return cuedrop.Rendition{}, l.err
	}
	progress(cuedrop.RenderProgress{Fraction: 0.5})
	return l.rendition, nil
}

func (l *fakeLibrary) Discard(cuedrop.PostID) error {
	l.discarded++
	return os.ErrPermission // as on Windows while a player has it open: never an error of the post
}

func (l *fakeLibrary) Present(context.Context, cuedrop.Post) bool { return l.present }
