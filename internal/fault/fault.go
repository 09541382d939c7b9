// Package fault is the one error taxonomy of Cuedrop. A fault says what the
// program does about a failure (Kind), names it for machines (Reason), tells the
// user what happened and what to do (Message), and keeps the cause for the log
// (Err). It imports nothing of ours; everything may import it.
package fault

import (
	"fmt"
	"iter"
	"log/slog"
	"time"
)

// Kind decides what the program does about a failure. The words are part of the
// command line's JSON and of the wire to the window: do not rename.
type Kind string

// The kinds, with what the scheduler does about each.
const (
	Invalid      Kind = "invalid"       // the input is wrong; never enqueued, never retried
	NotFound     Kind = "not_found"     // the thing is gone
	Conflict     Kind = "conflict"      // the state changed under the caller; read again
	AuthRequired Kind = "auth_required" // the account has to sign in again, or lacks a scope
	RateLimited  Kind = "rate_limited"  // wait until RetryAfter; does not count as an attempt
	Unavailable  Kind = "unavailable"   // offline, time-out, 5xx; retry with back-off
	Rejected     Kind = "rejected"      // TikTok refused; never retried as is
	Uncertain    Kind = "uncertain"     // nobody can know; never resend, ask the user
	Unsupported  Kind = "unsupported"   // this machine lacks something (ffmpeg, keyring)
	Canceled     Kind = "canceled"      // ended by the user or by quitting
	Internal     Kind = "internal"      // a bug, the disk, SQL
)

// Kinds lists every kind, for exhaustive tests and for the generated TypeScript.
var Kinds = []Kind{
	Invalid, NotFound, Conflict, AuthRequired, RateLimited, Unavailable,
	Rejected, Uncertain, Unsupported, Canceled, Internal,
}

// InternalMessage is what the user reads of every failure that is not a fault.
const InternalMessage = "Something went wrong inside Cuedrop. The log has the details."

// Error is a failure with two faces: Kind, Reason and Message may be shown; Op
// and Err go to the log only. Build one with New or Wrap; the zero Kind takes
// the kind of the wrapped fault.
type Error struct {
	Kind       Kind
	Reason     string        // stable machine word, e.g. "tiktok.rate_limit_exceeded"
	Message    string        // one plain sentence: what happened and what to do
	Op         string        // where, e.g. "publish.upload"
	Err        error         // the cause; never shown
	RetryAfter time.Duration // with RateLimited and Unavailable: wait at least this long
}

// New returns a fault without a cause.
func New(kind Kind, reason, message string) *Error {
	return &Error{Kind: kind, Reason: reason, Message: message}
}

// Wrap returns a fault whose cause is err, which stays in the log.
func Wrap(err error, kind Kind, reason, message string) *Error {
	return &Error{Kind: kind, Reason: reason, Message: message, Err: err}
}

// WithOp returns a copy of e that names where it happened.
func (e *Error) WithOp(op string) *Error {
	c := *e
	c.Op = op
	return &c
}

// WithRetryAfter returns a copy of e that asks the caller to wait at least d.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// Error is for logs: it may hold the cause. Show Message to people instead.
func (e *Error) Error() string {
	s := e.Reason
	if s == "" {
		s = string(e.Kind)
	}
	if e.Op != "" {
		s = e.Op + ": " + s
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// LogValue groups the fault's parts for slog.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("kind", string(KindOf(e))), slog.String("reason", e.Reason)}
	if e.Op != "" {
		attrs = append(attrs, slog.String("op", e.Op))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("cause", e.Err.Error()))
	}
	return slog.GroupValue(attrs...)
}

// faults yields the faults in err's tree, outermost first. Of joined errors it
// yields those of the first before those of the second, so the first one that says
// something decides, and a foreign error beside it hides nothing.
func faults(err error) iter.Seq[*Error] {
	return func(yield func(*Error) bool) { walk(err, yield) }
}

func walk(err error, yield func(*Error) bool) bool {
	if f, ok := err.(*Error); ok { //nolint:errorlint // this is the walk along the chain
		return f == nil || yield(f) && walk(f.Err, yield)
	}
	switch e := err.(type) { //nolint:errorlint // see above
	case interface{ Unwrap() error }:
		return walk(e.Unwrap(), yield)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if !walk(part, yield) {
				return false
			}
		}
	}
	return true
}

// KindOf returns the kind of the outermost fault in err's tree that has one,
// Internal for any other error, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	for f := range faults(err) {
		if f.Kind != "" {
			return f.Kind
		}
	}
	return Internal
}

// Is reports whether err's kind is kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// ReasonOf returns the outermost reason in err's tree, or "internal".
func ReasonOf(err error) string {
	for f := range faults(err) {
		if f.Reason != "" {
			return f.Reason
		}
	}
	return string(Internal)
}

// MessageOf returns the sentence that may be shown for err: the outermost
// non-empty message in its tree, or InternalMessage. It never returns the text of a
// foreign error.
func MessageOf(err error) string {
	for f := range faults(err) {
		if f.Message != "" {
			return f.Message
		}
	}
	return InternalMessage
}

// RetryAfterOf returns the longest wait that a fault in err's tree asks for.
func RetryAfterOf(err error) time.Duration {
	var longest time.Duration
	for f := range faults(err) {
		longest = max(longest, f.RetryAfter)
	}
	return longest
}

// Newf is New with a formatted message. The arguments are shown to the user:
// never pass another error's text.
func Newf(kind Kind, reason, format string, args ...any) *Error {
	return New(kind, reason, fmt.Sprintf(format, args...))
}
