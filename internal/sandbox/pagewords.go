package sandbox

import "regexp"

// captionWord is a piece of a caption: a hashtag or a mention, or what is between them.
type captionWord struct {
	Text string
	Tag  bool
}

// tagPattern finds what TikTok makes a link of (spec 3.2): a # or @ at the start or after
// a space, up to the next space.
var tagPattern = regexp.MustCompile(`(?:^|\s)([#@][^\s#@]+)`)

// captionWords takes a caption apart; the pieces put together are the caption.
func captionWords(caption string) []captionWord {
	var out []captionWord
	done := 0
	for _, m := range tagPattern.FindAllStringSubmatchIndex(caption, -1) {
		if m[2] > done {
			out = append(out, captionWord{Text: caption[done:m[2]]})
		}
		out = append(out, captionWord{caption[m[2]:m[3]], true})
		done = m[3]
	}
	if done < len(caption) {
		out = append(out, captionWord{Text: caption[done:]})
	}
	return out
}

// statusWords says to a person where a post is.
func statusWords(r Received) string {
	switch {
	case r.Status == statusComplete:
		return "Posted"
	case r.Status == statusInInbox:
		return "In the creator's inbox"
	case r.Status == statusFailed:
		return "Failed"
	case r.SHA256 != "":
		return "Being processed"
	default:
		return "Arriving"
	}
}

// privacyWords are what the TikTok app calls the levels.
func privacyWords(level string) string {
	switch level {
	case privacyPublic:
		return "Everyone"
	case privacyFriends:
		return "Friends"
	case privacyFollowers:
		return "Followers"
	default:
		return "Only me"
	}
}
