package notify

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// How much of what the user or TikTok wrote is shown, in characters as people count
// them. Systems cut a notice after two to four lines.
const (
	captionMax = 60
	nameMax    = 30
	reasonMax  = 160
)

// English is the language that every other one falls back to.
const English = "en"

// table has the sentences by language and key. A key that ends in .one or .many is
// chosen by number, .hidden is said instead where content is hidden.
var table = map[string]map[string]string{
	English: {
		"uncertain.title":  "Is this post on TikTok?",
		"uncertain.body":   "%s could not be confirmed. Look on TikTok, then say whether it is there.",
		"uncertain.hidden": "A post could not be confirmed. Look on TikTok, then say whether it is there.",
		"failed.title":     "A post failed",
		"failed.hidden":    "Open Cuedrop to see why.",
		"blocked.title":    "A post can't go out",
		"blocked.hidden":   "Open Cuedrop to see why.",
		"missed.title":     "A post missed its time",
		"missed.body":      "%s did not go out. Choose a new time.",
		"missed.hidden":    "It did not go out. Choose a new time.",
		"published.title":  "Published",
		"published.body":   "%s is on TikTok.",
		"published.hidden": "A post is on TikTok.",
		"in_inbox.title":   "Delivered to the TikTok inbox",
		"in_inbox.body":    "%s waits in TikTok. Finish it in the TikTok app.",
		"in_inbox.hidden":  "A post waits in TikTok. Finish it in the TikTok app.",
		"untitled":         "A post without words",

		"posts.one":         "A post needs you",
		"posts.many":        "%d posts need you",
		"posts.uncertain":   "%d to look for on TikTok",
		"posts.failed":      "%d failed",
		"posts.blocked":     "%d can't go out",
		"posts.missed":      "%d missed their time",
		"done.many":         "%d posts are on TikTok",
		"done.body":         "Open Cuedrop to see them.",
		"sign_in.title":     "Sign in to TikTok again",
		"sign_in.one":       "%s is signed out. A post waits for it.",
		"sign_in.many":      "%s is signed out. %d posts wait for it.",
		"sign_in.hidden":    "An account is signed out, and posts wait for it.",
		"accounts.many":     "%d accounts are signed out, and posts wait for them.",
		"condition.hidden":  "Open Cuedrop to see what is wrong.",
		"condition.title":   "Cuedrop needs you",
		"locked.title":      "Cuedrop",
		"locked.body":       "Unlock Cuedrop to see what it needs.",
		"action.open":       "Open",
		"action.there":      "It's there",
		"action.not_there":  "It's not there",
		"action.leave":      "Leave it",
		"action.sign_in":    "Sign in",
		"body.with_caption": "%s: %s",
	},
	"es": spanish,
	"id": indonesian,
	"zh": chinese,
}

// say returns the sentence key in a language, or in English where the language lacks
// it.
func say(language, key string, args ...any) string {
	words, ok := table[language][key]
	if !ok {
		words = table[English][key]
	}
	if len(args) == 0 {
		return words
	}
	return fmt.Sprintf(words, args...)
}

// Label is what the button of an action says.
func Label(language string, a Action) string { return say(language, "action."+string(a)) }

// quote returns what somebody wrote for use inside a sentence: shortened, and
// isolated, so that right-to-left words do not turn the sentence around them.
func quote(s string, most int) string {
	const first, pop = "\u2068", "\u2069"
	return first + shorten(clean(s), most) + pop
}

// shorten cuts s to most characters without taking an emoji or an accent apart.
func shorten(s string, most int) string {
	if uniseg.GraphemeClusterCount(s) <= most {
		return s
	}
	var out strings.Builder
	rest, state := s, -1
	for range most - 1 {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		out.WriteString(cluster)
	}
	return strings.TrimRight(out.String(), " ") + "…"
}

// lookAlikes take the place of characters that some system's notifications read as
// markup or as a program: Linux takes <b> and &amp; in a body, and the text that
// Windows gets is put unescaped into XML, and where that fails into a PowerShell
// script that expands $( ) and the grave accent.
var lookAlikes = map[rune]rune{'<': '‹', '>': '›', '&': '＆', '$': '＄', '`': '´'}

// clean makes one harmless line of s: no control characters, none that change the
// direction of text, and no markup. What joins emoji and Persian words stays.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return -1
		}
		if other, ok := lookAlikes[r]; ok {
			return other
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
