package tiktok

import (
	"slices"

	"cuedrop/internal/fault"
)

// Source is where TikTok says a word. One word can have a meaning of its own in each.
type Source string

// The sources, each with the section that lists its words.
const (
	SourceRedirect   Source = "redirect"    // the sign-in's way back (1.4); internal/oauth acts on these
	SourceOAuth      Source = "oauth"       // token, refresh, revoke (1.7)
	SourceAPI        Source = "api"         // error.code of everything else (2, 3.1 to 3.3, 3.5 to 3.7)
	SourceUpload     Source = "upload"      // the HTTP status of a chunk (3.4)
	SourceFailReason Source = "fail_reason" // status/fetch of a post that failed (3.5)
)

// Retry is what has to happen before the same thing may be tried once more.
type Retry string

// The rules. The publish engine follows Kind and Reason; the rule is what both must
// amount to, and what a person is told.
const (
	RetryNever     Retry = "never"      // as it is it stays refused; Cuedrop never sends it again by itself
	RetryAfterUser Retry = "after_user" // once the user did what the remedy says
	RetryWait      Retry = "wait"       // wait and go on; no attempt was used up
	RetryBackoff   Retry = "backoff"    // again by itself, ever more slowly
	RetryNewUpload Retry = "new_upload" // the same clip with a new init, so a new address and publish_id
	RetryAskStatus Retry = "ask_status" // TikTok may have what was sent: its status decides
)

// Meaning is what Cuedrop makes of one of TikTok's words.
type Meaning struct {
	Source Source
	// Code is TikTok's word; for an upload the HTTP status, for a redirect the error,
	// with "/" and the error_type where there is one.
	Code  string
	Kind  fault.Kind
	Retry Retry
	// Sentence says what happened, Remedy what to do about it or that Cuedrop does.
	Sentence, Remedy string
	reason           string // where it is not "tiktok." and Code
}

// Message is what the user reads.
func (m Meaning) Message() string { return m.Sentence + " " + m.Remedy }

// Reason is the fault's stable word.
func (m Meaning) Reason() string {
	if m.reason != "" {
		return m.reason
	}
	return "tiktok." + m.Code
}

// Meanings returns every word that Cuedrop knows, by source. The slice is the
// caller's own.
func Meanings() []Meaning {
	return slices.Concat(redirectWords, oauthWords, apiWords, uploadWords, failWords)
}

type wordKey struct {
	source Source
	code   string
}

var meanings = func() map[wordKey]Meaning {
	m := map[wordKey]Meaning{}
	for _, row := range Meanings() {
		m[wordKey{row.Source, row.Code}] = row
	}
	return m
}()

// meaningOf looks a word up in one source after the other.
func meaningOf(code string, sources ...Source) (Meaning, bool) {
	for _, s := range sources {
		if m, ok := meanings[wordKey{s, code}]; ok {
			return m, true
		}
	}
	return Meaning{}, false
}

// refused is the meaning of an API word that is in the table.
func refused(code string) Meaning { return meanings[wordKey{SourceAPI, code}] }

// fault returns the fault for m; cause goes to the log only.
func (m Meaning) fault(cause error) *fault.Error {
	return fault.Wrap(cause, m.Kind, m.Reason(), m.Message())
}
