package receipt

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"cuedrop/internal/cuedrop"
)

// Result returns how a post ended in a few words and in a sentence.
func Result(r cuedrop.Receipt) (title, sentence string) {
	title, sentence = result(r)
	if r.Practice {
		title += " (practice)"
	}
	return title, sentence
}

func result(r cuedrop.Receipt) (title, sentence string) {
	switch r.Result {
	case cuedrop.ResultPublished:
		return "Published on TikTok", "TikTok confirmed that the post is published."
	case cuedrop.ResultConfirmed:
		return "Published, as seen on TikTok", "TikTok gave no clear answer. The person who runs Cuedrop looked and found the post on TikTok."
	case cuedrop.ResultInInbox:
		return "Delivered to the TikTok inbox", "TikTok confirmed that the clip lies in the creator's inbox. The creator finishes and publishes it in the TikTok app."
	case cuedrop.ResultWithTikTok:
		return "With TikTok", "TikTok has the clip, or may have it, and has not said yet that it is published."
	case cuedrop.ResultUncertain:
		return "Could not be confirmed", "The post may or may not be on TikTok. It is not sent again until somebody has looked."
	case cuedrop.ResultUnderWay:
		return "Under way", "The post is being prepared or sent. It is not on TikTok yet."
	case cuedrop.ResultCanceled:
		return "Canceled", "The post was canceled before it was handed to TikTok."
	case cuedrop.ResultStopped:
		switch r.State {
		case cuedrop.Blocked:
			return "Held back", "The post waits until its cause has gone. It is not on TikTok."
		case cuedrop.Missed:
			return "Missed its time", "The post could not run at its time. It is not on TikTok."
		default:
			return "Not published", "The post failed and is not tried again by itself."
		}
	case cuedrop.ResultPending:
		if r.State == cuedrop.Draft {
			return "Draft", "Nothing was sent."
		}
	}
	return "Scheduled", "The post waits for its time. Nothing was sent."
}

// tone is the color of a result: whose turn it is.
func tone(r cuedrop.Result) string {
	switch r {
	case cuedrop.ResultPublished, cuedrop.ResultConfirmed:
		return "done"
	case cuedrop.ResultInInbox, cuedrop.ResultWithTikTok:
		return "tiktok"
	case cuedrop.ResultUncertain:
		return "look"
	case cuedrop.ResultStopped:
		return "stop"
	case cuedrop.ResultUnderWay, cuedrop.ResultCanceled, cuedrop.ResultPending:
	}
	return "wait"
}

var modes = map[cuedrop.Mode]string{
	cuedrop.ModeDirect: "Published by Cuedrop (direct post)",
	cuedrop.ModeInbox:  "Sent to the creator's TikTok inbox, to be finished there",
}

var audiences = map[cuedrop.Privacy]string{
	cuedrop.PrivacyPublic: "Everyone", cuedrop.PrivacyFriends: "Friends (followers who are followed back)",
	cuedrop.PrivacyFollowers: "Followers", cuedrop.PrivacySelf: "Only the creator", "": "Not chosen",
}

func audience(p cuedrop.Privacy) string {
	if word, ok := audiences[p]; ok {
		return word
	}
	return string(p)
}

var routes = map[cuedrop.Route]string{
	cuedrop.RouteCopy: "The original file, unchanged", cuedrop.RouteRemux: "The same picture and sound in a clean MP4",
	cuedrop.RouteAudio: "The same picture, the sound converted", cuedrop.RouteFull: "Picture and sound converted for TikTok",
	"": "Not known",
}

var attemptWords = map[cuedrop.AttemptState]string{
	cuedrop.AttemptInitSent: "Upload requested", cuedrop.AttemptUploading: "Uploading", cuedrop.AttemptFinishing: "Last part being sent",
	cuedrop.AttemptConfirming: "With TikTok", cuedrop.AttemptUncertain: "Could not be confirmed", cuedrop.AttemptPublished: "Published",
	cuedrop.AttemptInInbox: "Delivered to the inbox", cuedrop.AttemptFailed: "Failed", cuedrop.AttemptAbandoned: "Given up, nothing published by it",
	cuedrop.AttemptCanceled: "Canceled", cuedrop.AttemptNotPublished: "Somebody looked: not on TikTok",
}

// steps are the journal's words for people.
var steps = map[cuedrop.Transition]string{
	cuedrop.TransSchedule: "Given a time, with the user's consent", cuedrop.TransUnschedule: "Taken back to a draft; the consent was withdrawn",
	cuedrop.TransReplace: "Given another clip; the consent was withdrawn",
	cuedrop.TransBegin:   "Its time came", cuedrop.TransPrepare: "The file was prepared and its digest taken", cuedrop.TransRecheck: "The file has to be looked at again",
	cuedrop.TransBeginInit: "Upload requested from TikTok", cuedrop.TransAcceptInit: "TikTok agreed to the upload", cuedrop.TransAckChunk: "TikTok received bytes of the clip",
	cuedrop.TransBeginFinish: "The last part is about to be sent", cuedrop.TransResumeUpload: "TikTok lacked bytes; the upload went on",
	cuedrop.TransFinishUpload: "TikTok received the whole clip", cuedrop.TransAbandon: "The attempt was given up; it can't publish anything any more",
	cuedrop.TransPublish: "TikTok confirmed that the post is published", cuedrop.TransDeliver: "TikTok confirmed that the clip is in the inbox",
	cuedrop.TransSnooze: "Waits before it goes on", cuedrop.TransBlock: "Held back", cuedrop.TransUnblock: "Its cause has gone; back on the schedule",
	cuedrop.TransMiss: "Missed its time", cuedrop.TransFail: "Failed", cuedrop.TransRetry: "Put back on the schedule by the user",
	cuedrop.TransCancel: "Canceled by the user", cuedrop.TransMarkUncertain: "Could not be confirmed; waits for somebody to look",
	cuedrop.TransResolvePublished: "The user looked: it is on TikTok", cuedrop.TransResolveNotPublished: "The user looked: it is not on TikTok",
}

// Step is one line of the story that a journal tells.
type Step struct {
	At   time.Time
	Text string
	Note string // a reason, a count; never trusted
}

// Story returns what happened to a post, in order, in words. Steps of the same kind
// that follow each other, such as acknowledged bytes, are told once, by the last.
func Story(r cuedrop.Receipt) []Step {
	out := []Step{}
	var before cuedrop.Transition
	for _, e := range r.Journal {
		s := Step{At: e.At, Text: steps[e.Transition], Note: note(e)}
		if s.Text == "" { // a newer Cuedrop's word
			s.Text = plain(string(e.Transition))
		}
		if e.Transition == before && before == cuedrop.TransAckChunk {
			out[len(out)-1] = s
			continue
		}
		before = e.Transition
		out = append(out, s)
	}
	return out
}

// note tells what a journal line noted. A line that can't be read notes nothing.
func note(e cuedrop.AttemptEvent) string {
	var facts struct {
		Wall, Zone, Why, PublishID, By, Until, SHA256 string
		Init                                          int
		Acked, Uploaded                               int64
		PostIDs                                       []string
	}
	if json.Unmarshal([]byte(e.Detail), &facts) != nil {
		return ""
	}
	switch {
	case facts.Wall != "":
		return wallText(facts.Wall) + " " + facts.Zone
	case facts.Init > 1:
		return fmt.Sprintf("request %d", facts.Init)
	case facts.PublishID != "":
		return facts.PublishID
	case facts.Acked > 0:
		return Bytes(facts.Acked)
	case facts.Uploaded > 0:
		return Bytes(facts.Uploaded)
	case facts.Until != "" && facts.Why != "":
		return facts.Why + ", until " + facts.Until
	case facts.Until != "":
		return "until " + facts.Until
	case len(facts.PostIDs) > 0:
		return strings.Join(facts.PostIDs, ", ")
	}
	return facts.Why
}

// Clock writes an instant in the receipt's zone for people; "" for the zero time.
func Clock(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format("2 January 2006, 15:04:05")
}

// offset writes how far loc is from UTC at t.
func offset(t time.Time, loc *time.Location) string { return "UTC" + t.In(loc).Format("-07:00") }

func wallText(wall string) string {
	t, err := time.Parse(cuedrop.WallLayout, wall)
	if err != nil {
		return wall
	}
	return t.Format("2 January 2006, 15:04:05")
}

// Bytes writes a size for people, exactly: in decimal units and in bytes.
func Bytes(n int64) string {
	exact := grouped(n) + " bytes"
	switch {
	case n < 1000:
		return exact
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB (%s)", float64(n)/1e3, exact)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB (%s)", float64(n)/1e6, exact)
	}
	return fmt.Sprintf("%.2f GB (%s)", float64(n)/1e9, exact)
}

func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func length(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}

// plain makes what captions, names and TikTok's words bring along harmless without
// hiding it: characters that a reader can't see, or that turn the text around them
// about, are written as their number (reliability-security.md D10, J1). Marks that
// right-to-left writing rightly uses stay; the page isolates them.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == '\r':
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r == 0x2028, r == 0x2029, r == 0xFEFF, r == unicode.ReplacementChar:
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// oneLine is plain on a single line of n runes at most, without any mark that could
// turn a line around: for titles and tables.
func oneLine(s string, n int) string {
	s = strings.Join(strings.Fields(plain(s)), " ")
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
