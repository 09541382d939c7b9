package sandbox

import (
	"fmt"
	"mime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is one thing that goes wrong.
//
// On is where: authorize, token (code for tokens), refresh, revoke, userinfo,
// creator_info, init, inbox_init, chunk (any upload request), last_chunk (the one
// that ends the file), status, cancel, video_list, video_query.
//
// Nth is the request to that place on which it happens, counted from 1 since the
// scenario was set; 0 means from the first on. Times is how often in a row; 0
// means once if Nth is set, else every time. When several faults fit a request
// the first in the list happens.
//
// Do is what:
//
//	status:503       the request is refused with this HTTP status and has no effect
//	code:CODE        it is refused with this error code and that code's HTTP status;
//	                 code:CODE:418 sets the status, and allows codes TikTok does not have
//	html, html:502   it is answered with a web page, as from a gateway (default 200); no effect
//	empty, empty:502 it is answered with no body (default 200); no effect
//	drop_before      the connection is cut; no effect
//	drop_mid         the connection is cut in the middle of a chunk
//	drop_after       it takes effect, then the connection is cut without a reply
//	stall            no effect and no reply until the client gives up
//	stall_after      it takes effect, but there is no reply until the client gives up
//	reply:200        it takes effect and is answered with this HTTP status instead
//	delay:250ms      it is answered normally, that much later
//	slow:RATE        its body is read, and its reply written, at RATE bytes a second
//	cut              it takes effect; the reply is JSON that ends in the middle
//	cut_before       it has no effect and is answered with the like
//	break            it takes effect; the reply breaks off in the middle with the connection
//	garbage          it has no effect and is answered 200 with something that is not JSON
//	giant            it has no effect and is answered 200 with 4 MB of JSON
//	type:text/plain  it takes effect; the reply has this content type
//	fail:REASON      (init, inbox_init) this post ends FAILED with this fail_reason
//	stuck            (init, inbox_init) this post never leaves PROCESSING_UPLOAD
//	expire           (chunk, last_chunk) the upload_url expires now
type Fault struct {
	On    string `json:"on"`
	Nth   int    `json:"nth"`
	Times int    `json:"times"`
	Do    string `json:"do"`
}

// Places where a fault can happen. Part of the scenario file format.
const (
	atAuthorize   = "authorize"
	atToken       = "token"
	atRefresh     = "refresh"
	atRevoke      = "revoke"
	atUserInfo    = "userinfo"
	atCreatorInfo = "creator_info"
	atInit        = "init"
	atInboxInit   = "inbox_init"
	atChunk       = "chunk"
	atLastChunk   = "last_chunk"
	atStatus      = "status"
	atCancel      = "cancel"
	atVideoList   = "video_list"
	atVideoQuery  = "video_query"
)

var allPlaces = []string{
	atAuthorize, atToken, atRefresh, atRevoke, atUserInfo, atCreatorInfo, atInit, atInboxInit,
	atChunk, atLastChunk, atStatus, atCancel, atVideoList, atVideoQuery,
}

// What a fault can do. Part of the scenario file format.
const (
	doStatus     = "status"
	doCode       = "code"
	doHTML       = "html"
	doEmpty      = "empty"
	doDropBefore = "drop_before"
	doDropMid    = "drop_mid"
	doDropAfter  = "drop_after"
	doStall      = "stall"
	doStallAfter = "stall_after"
	doReply      = "reply"
	doDelay      = "delay"
	doFail       = "fail"
	doStuck      = "stuck"
	doExpire     = "expire"
	doSlow       = "slow"
	doCut        = "cut"
	doCutBefore  = "cut_before"
	doBreak      = "break"
	doGarbage    = "garbage"
	doGiant      = "giant"
	doType       = "type"
)

// action is a parsed Fault.Do. The zero action does nothing.
type action struct {
	do     string
	status int           // status, reply; optional for code, html, empty
	text   string        // the code or the fail reason
	delay  time.Duration // delay
	rate   int           // slow, bytes a second
}

func (f Fault) parse() (action, error) {
	if !slices.Contains(allPlaces, f.On) {
		return action{}, fmt.Errorf("on: %q is not one of %q", f.On, allPlaces)
	}
	if f.Nth < 0 || f.Times < 0 {
		return action{}, fmt.Errorf("nth and times must not be negative")
	}
	do, arg, _ := strings.Cut(f.Do, ":")
	act := action{do: do}
	var err error
	switch do {
	case doStatus, doReply:
		act.status, err = parseStatus(arg)
	case doHTML, doEmpty:
		act.status = 200
		if arg != "" {
			act.status, err = parseStatus(arg)
		}
	case doCode:
		act.text, act.status, err = parseCode(f.On, arg)
	case doDelay:
		act.delay, err = time.ParseDuration(arg)
	case doFail:
		act.text = arg
		if !slices.Contains(knownFailReasons, arg) {
			err = fmt.Errorf("%q is not one of %q", arg, knownFailReasons)
		}
	case doSlow:
		if act.rate, err = strconv.Atoi(arg); err != nil || act.rate < 1 {
			err = fmt.Errorf("%q is not a number of bytes a second", arg)
		}
	case doType:
		if act.text, _, err = mime.ParseMediaType(arg); err != nil {
			err = fmt.Errorf("%q is not a content type", arg)
		}
	case doDropBefore, doDropMid, doDropAfter, doStall, doStallAfter, doStuck, doExpire, doCut, doCutBefore, doBreak, doGarbage, doGiant:
		if arg != "" {
			err = fmt.Errorf("%q takes no value", do)
		}
	default:
		err = fmt.Errorf("%q is not a known action", f.Do)
	}
	if err == nil && !f.fits(do) {
		err = fmt.Errorf("%q cannot happen on %q", do, f.On)
	}
	if err != nil {
		return action{}, fmt.Errorf("do: %w", err)
	}
	return act, nil
}

// fits reports whether the action makes sense at the fault's place.
func (f Fault) fits(do string) bool {
	upload := f.On == atChunk || f.On == atLastChunk
	switch do {
	case doFail, doStuck:
		return f.On == atInit || f.On == atInboxInit
	case doDropMid, doExpire:
		return upload
	case doCode, doCut, doCutBefore, doBreak, doGarbage, doGiant, doType:
		return !upload && f.On != atAuthorize
	default:
		return true
	}
}

func parseStatus(arg string) (int, error) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 200 || n > 599 {
		return 0, fmt.Errorf("%q is not an HTTP status from 200 to 599", arg)
	}
	return n, nil
}

func parseCode(place, arg string) (code string, status int, err error) {
	code, rest, explicit := strings.Cut(arg, ":")
	switch {
	case code == "":
		return "", 0, fmt.Errorf("code needs an error code")
	case explicit:
		status, err = parseStatus(rest)
		return code, status, err
	case isOAuth(place):
		if !slices.Contains(oauthCodes, code) {
			return "", 0, fmt.Errorf("%q is not one of %q; write code:%s:STATUS to send it anyway", code, oauthCodes, code)
		}
		return code, 0, nil // the status follows tokens.errorsAs400
	}
	if status = codeStatus(place, code); status == 0 {
		return "", 0, fmt.Errorf("%q is not a code TikTok is known to send; write code:%s:STATUS to send it anyway", code, code)
	}
	return code, status, nil
}

func isOAuth(place string) bool {
	return place == atToken || place == atRefresh || place == atRevoke
}

// faultBook counts requests and says which fault each of them meets. It is safe
// for concurrent use.
type faultBook struct {
	mu      sync.Mutex
	entries []faultEntry
	seen    map[string]int
}

type faultEntry struct {
	Fault
	act   action
	since int // requests at its place that came before it
}

func newFaultBook(faults []Fault) (*faultBook, error) {
	b := &faultBook{seen: map[string]int{}}
	for i, f := range faults {
		act, err := f.parse()
		if err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
		b.entries = append(b.entries, faultEntry{f, act, 0})
	}
	return b, nil
}

// next counts one request at each of the places and returns what it meets.
func (b *faultBook) next(places []string) action {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range places {
		b.seen[p]++
	}
	for _, e := range b.entries {
		if slices.Contains(places, e.On) && e.covers(b.seen[e.On]-e.since) {
			return e.act
		}
	}
	return action{}
}

// add lets one more thing go wrong, counted from now and before the others.
func (b *faultBook) add(f Fault) error {
	act, err := f.parse()
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append([]faultEntry{{f, act, b.seen[f.On]}}, b.entries...)
	return nil
}

// covers reports whether the fault happens on the n-th request.
func (f Fault) covers(n int) bool {
	first, times := max(f.Nth, 1), f.Times
	if n < 1 {
		return false
	}
	if times == 0 {
		if f.Nth == 0 {
			return true
		}
		times = 1
	}
	return n >= first && n < first+times
}
