package receipt

import (
	"fmt"
	"strings"

	"cuedrop/internal/cuedrop"
)

// Look says how a fact is to be shown.
type Look string

// The looks. Foreign is text that somebody else chose: it is to be isolated from
// what stands around it.
const (
	LookPlain   Look = ""
	LookForeign Look = "foreign"
	LookCode    Look = "code" // a digest or an id
	LookLink    Look = "link"
)

// Fact is one line of a receipt. Text is never empty.
type Fact struct {
	Label string
	Text  string
	Note  string
	Look  Look
}

// Group is a heading with its facts.
type Group struct {
	Title string
	Facts []Fact
}

// Facts returns what a receipt says, without the attempts and the journal, in the
// order in which people ask: whose, what, when, where, on whose word, how sure.
func Facts(r cuedrop.Receipt) []Group {
	return []Group{
		{"Post", postFacts(r)},
		{"File", fileFacts(r)},
		{"Times", timeFacts(r)},
		{"On TikTok", tiktokFacts(r)},
		{"Consent", consentFacts(r)},
		{"Record", recordFacts(r)},
	}
}

func postFacts(r cuedrop.Receipt) []Fact {
	facts := []Fact{accountFact(r)}
	facts = append(facts, Fact{Label: "Way", Text: modes[r.Mode]})
	caption := Fact{Label: "Caption", Text: plain(r.Settings.Caption), Look: LookForeign}
	if strings.TrimSpace(caption.Text) == "" {
		caption.Text, caption.Look = "None", LookPlain
	}
	if r.Mode == cuedrop.ModeInbox {
		caption.Note = "Kept in Cuedrop. TikTok's inbox takes the clip only; words and settings are chosen in the TikTok app."
		return append(facts, caption)
	}
	s := r.Settings
	return append(facts, caption,
		Fact{Label: "Audience", Text: plain(audience(s.Privacy)), Note: plain(string(s.Privacy))},
		Fact{Label: "Viewers may", Text: allowed(s)},
		Fact{Label: "Disclosure", Text: disclosure(s)},
		Fact{Label: "AI-generated", Text: yesNo(s.AIGenerated, "Labeled as AI-generated", "No label")},
		Fact{Label: "Cover", Text: cover(s.CoverMs)},
	)
}

func accountFact(r cuedrop.Receipt) Fact {
	a := r.Account
	switch {
	case a.Username != "" && a.Nickname != "":
		return Fact{Label: "Account", Text: "@" + plain(a.Username), Note: plain(a.Nickname), Look: LookForeign}
	case a.Username != "":
		return Fact{Label: "Account", Text: "@" + plain(a.Username), Look: LookForeign}
	case a.Nickname != "":
		return Fact{Label: "Account", Text: plain(a.Nickname), Look: LookForeign}
	case a.Connected:
		return Fact{Label: "Account", Text: "Without a name", Note: string(a.ID)}
	case a.ID == "" && !r.WentOut():
		return Fact{Label: "Account", Text: "None chosen"}
	}
	return Fact{Label: "Account", Text: "Disconnected since", Note: "Cuedrop forgets the names of accounts that were disconnected."}
}

func allowed(s cuedrop.Settings) string {
	var words []string
	for _, w := range []struct {
		on   bool
		word string
	}{{s.AllowComment, "comment"}, {s.AllowDuet, "duet"}, {s.AllowStitch, "stitch"}} {
		if w.on {
			words = append(words, w.word)
		}
	}
	if len(words) == 0 {
		return "Not comment, duet or stitch"
	}
	return strings.ToUpper(words[0][:1]) + strings.Join(words, ", ")[1:]
}

func disclosure(s cuedrop.Settings) string {
	switch {
	case s.YourBrand && s.BrandedContent:
		return "Your brand and branded content (paid partnership)"
	case s.BrandedContent:
		return "Branded content (paid partnership)"
	case s.YourBrand:
		return "Your brand (promotional content)"
	}
	return "None: not commercial content"
}

func yesNo(v bool, yes, no string) string {
	if v {
		return yes
	}
	return no
}

func cover(ms int64) string {
	if ms == 0 {
		return "First frame"
	}
	return fmt.Sprintf("Frame at %.1f s", float64(ms)/1000)
}

func fileFacts(r cuedrop.Receipt) []Fact {
	c := r.Clip
	facts := []Fact{{Label: "File", Text: plain(c.Name), Look: LookForeign}, {Label: "Prepared", Text: routes[c.Route]}}
	size := Fact{Label: "Size", Text: Bytes(c.Size)}
	if c.Duration > 0 {
		size.Note = length(c.Duration)
	}
	digest := Fact{Label: "SHA-256", Text: plain(c.SHA256), Look: LookCode, Note: "of the file that is to go to TikTok"}
	if c.Sent {
		digest.Note = "of the file that went to TikTok"
	}
	facts = append(facts, size, digest)
	if c.OriginalSHA256 != c.SHA256 {
		facts = append(facts, Fact{Label: "Original", Text: plain(c.OriginalSHA256), Look: LookCode, Note: "SHA-256 of the original file"})
	}
	return append(facts, provenanceFacts(c)...)
}

// provenanceFacts tell what the user's file said of itself. Nobody verified it, and that
// is said with each.
func provenanceFacts(c cuedrop.ReceiptClip) []Fact {
	p := c.Provenance
	if p == nil || p.IsZero() {
		return nil
	}
	facts := []Fact{}
	if p.C2PA {
		lost := "in the original file; signature not verified"
		if c.SHA256 != c.OriginalSHA256 {
			lost += "; preparing the clip dropped them"
		}
		fact := Fact{Label: "Credentials", Text: "Content Credentials (C2PA)", Note: lost}
		if p.Generator != "" {
			fact.Text, fact.Look = "C2PA, written by "+plain(p.Generator), LookForeign
		}
		facts = append(facts, fact)
		if p.SHA256 != "" {
			facts = append(facts, Fact{Label: "Manifest", Text: plain(p.SHA256), Look: LookCode, Note: fmt.Sprintf("SHA-256 of the C2PA manifest, %s, of which Cuedrop keeps a copy", Bytes(p.Size))})
		}
	}
	if p.Source != "" {
		facts = append(facts, Fact{Label: "Made with AI", Text: plain(string(p.Source)), Note: "as the original file says of itself"})
	}
	return facts
}

func timeFacts(r cuedrop.Receipt) []Fact {
	loc := r.Zone()
	facts := []Fact{}
	if r.Schedule.IsZero() {
		facts = append(facts, Fact{Label: "Scheduled", Text: "No time was set"})
	} else {
		facts = append(facts, Fact{Label: "Scheduled", Text: wallText(r.Schedule.Wall), Note: plain(r.Schedule.Zone) + ", " + offset(r.Schedule.At, loc)})
		if shown := r.Schedule.At.In(loc).Format(cuedrop.WallLayout); shown != r.Schedule.Wall {
			facts = append(facts, Fact{Label: "Meant", Text: Clock(r.Schedule.At, loc), Note: "The clocks were changed: the time set does not exist."})
		}
	}
	ended := "Ended"
	if r.FinishedAt.IsZero() && !r.StartedAt.IsZero() {
		facts = append(facts, Fact{Label: "Began", Text: Clock(r.StartedAt, loc), Note: "has not ended"})
	} else if !r.StartedAt.IsZero() {
		facts = append(facts, Fact{Label: "Began", Text: Clock(r.StartedAt, loc)}, Fact{Label: ended, Text: Clock(r.FinishedAt, loc)})
	}
	if !r.PublishedAt.IsZero() {
		facts = append(facts, Fact{Label: "Published", Text: Clock(r.PublishedAt, loc), Note: "when Cuedrop learned of it"})
	}
	if !r.RemovedAt.IsZero() {
		facts = append(facts, Fact{Label: "Removed", Text: Clock(r.RemovedAt, loc), Note: "taken off Cuedrop's lists; the record stays"})
	}
	return facts
}

func tiktokFacts(r cuedrop.Receipt) []Fact {
	if len(r.PublishIDs) == 0 && len(r.PostIDs) == 0 {
		return []Fact{{Label: "TikTok's ids", Text: "None: TikTok was not given this post"}}
	}
	facts := []Fact{}
	if r.Link != "" {
		facts = append(facts, Fact{Label: "Link", Text: r.Link, Look: LookLink})
	}
	switch {
	case len(r.PostIDs) > 0:
		facts = append(facts, Fact{Label: "Post id", Text: plain(strings.Join(r.PostIDs, ", ")), Look: LookCode})
	case r.State == cuedrop.Published && r.Settings.Privacy == cuedrop.PrivacySelf:
		facts = append(facts, Fact{Label: "Post id", Text: "TikTok names none for a post that only its creator sees"})
	case r.State == cuedrop.Published:
		facts = append(facts, Fact{Label: "Post id", Text: "Not named yet: TikTok does so after its own review"})
	}
	for _, id := range r.PublishIDs {
		facts = append(facts, Fact{Label: "Publish id", Text: plain(id), Look: LookCode})
	}
	return facts
}

func consentFacts(r cuedrop.Receipt) []Fact {
	switch {
	case r.Consent != nil:
		facts := []Fact{
			{Label: "Given", Text: Clock(r.Consent.At, r.Zone())},
			{Label: "Text shown", Text: consentText(r.Consent.TextVersion), Note: "version " + plain(r.Consent.TextVersion)},
		}
		if len(r.Consent.Options) > 0 {
			var words []string
			for _, o := range r.Consent.Options {
				words = append(words, audience(o))
			}
			facts = append(facts, Fact{Label: "Offered then", Text: plain(strings.Join(words, "; ")), Note: "the audiences that TikTok offered"})
		}
		return facts
	case r.ConsentWithdrawn():
		return []Fact{{Label: "Given", Text: "Withdrawn", Note: "The post was changed or taken off the schedule since; the journal has the time."}}
	}
	return []Fact{{Label: "Given", Text: "Not yet"}}
}

// consentText names the sentence that a version stands for (Content Sharing
// Guidelines, G17 and G18).
func consentText(version string) string {
	switch version {
	case "music-1":
		return "TikTok's Music Usage Confirmation"
	case "branded-and-music-1", "branded-music-1":
		return "TikTok's Branded Content Policy and Music Usage Confirmation"
	}
	return "The text of that version"
}

func recordFacts(r cuedrop.Receipt) []Fact {
	lines := fmt.Sprintf("%d lines about this post", len(r.Journal))
	if len(r.Journal) == 1 {
		lines = "1 line about this post"
	}
	if r.Intact {
		return []Fact{{Label: "Journal", Text: "Unbroken", Note: lines + "; every line of the whole journal fits the one before it"}}
	}
	return []Fact{{Label: "Journal", Text: fmt.Sprintf("Broken at line %d", r.BrokenLine), Note: brokenNote(r)}}
}

// brokenNote tells what a broken chain means for this post.
func brokenNote(r cuedrop.Receipt) string {
	if n := len(r.Journal); n > 0 && r.Journal[n-1].Seq < r.BrokenLine {
		return "Another program changed the journal after this post. The lines about this post lie before that and fit."
	}
	return "Another program changed the journal. From that line on it proves nothing."
}
