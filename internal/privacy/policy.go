package privacy

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"

	"cuedrop/internal/fault"
)

// Document names one of the texts that people accept.
type Document string

// The documents, in the order in which they are shown.
const (
	PrivacyPolicy Document = "privacy"
	Terms         Document = "terms"
)

// Documents are all that there are.
var Documents = []Document{PrivacyPolicy, Terms}

// Language is one in which there are texts.
type Language string

// The languages of the texts. English is the one that the others follow.
const (
	English    Language = "en"
	Spanish    Language = "es"
	Indonesian Language = "id"
	Chinese    Language = "zh"
)

// Languages are all that there are, English first.
var Languages = []Language{English, Spanish, Indonesian, Chinese}

// LanguageOf returns the language that a tag of BCP 47 asks for, and English for one
// that is not spoken here.
func LanguageOf(tag string) Language {
	primary, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if primary == "in" { // how Java and old systems call Indonesian
		primary = "id"
	}
	if l := Language(primary); slices.Contains(Languages, l) {
		return l
	}
	return English
}

// Text is one document in one language, ready to be shown.
type Text struct {
	Document Document
	Language Language
	Title    string
	Intro    []Block
	Sections []Section
	Revision Revision
}

// Section is what stands under a heading.
type Section struct {
	Heading string
	Blocks  []Block
}

// BlockKind says how a block is drawn.
type BlockKind string

// The kinds of blocks. The words are part of the wire to the window: do not rename.
const (
	Paragraph BlockKind = "text"
	List      BlockKind = "list"  // Items
	Facts     BlockKind = "facts" // Text is what they are about, Facts what is said
	Links     BlockKind = "links" // Facts, each with a page
)

// Block is a paragraph, a list, or facts about one thing.
type Block struct {
	Kind  BlockKind
	Text  string
	Items []string
	Facts []Fact
}

// Fact is one thing that is said, under a word for it.
type Fact struct {
	Label string
	Text  string
	// Link names a page of TikTok's: see Pages.
	Link string
}

// Registrant is who registered the TikTok app; zero in the program itself.
type Registrant struct {
	Name    string
	Contact string
}

//go:embed policytext/*.txt
var texts embed.FS

//go:embed policytext/revisions.json
var revisionsJSON []byte

// Revision is one version of the documents, in all languages at once.
type Revision struct {
	Version string `json:"version"`
	Date    string `json:"date"` // 2006-01-02
	// Digest is of the texts of that version. A test compares the newest with the texts.
	Digest string `json:"digest"`
	// Changes are what people are told has changed since the version before, a sentence
	// each, by language. Empty in the first version.
	Changes map[Language][]string `json:"changes,omitempty"`
}

var revisions = sync.OnceValue(func() []Revision {
	var all []Revision
	if err := json.Unmarshal(revisionsJSON, &all); err != nil {
		panic("privacy: revisions.json: " + err.Error()) // a test reads it
	}
	return all
})

// Current returns the version in force. Its digest is that of the texts that are
// shown, so that what was accepted is what was read.
func Current() Revision {
	all := revisions()
	now := all[len(all)-1]
	now.Digest = digest()
	return now
}

// ChangesSince returns what has changed since the version with this digest, newest
// last. For a version that is not known it is what the newest one changed.
func ChangesSince(accepted string, l Language) []string {
	all := revisions()
	from := slices.IndexFunc(all, func(r Revision) bool { return r.Digest == accepted })
	if from < 0 {
		from = len(all) - 2
	}
	var out []string
	for _, r := range all[max(from+1, 0):] {
		changes := r.Changes[l]
		if len(changes) == 0 {
			changes = r.Changes[English]
		}
		out = append(out, changes...)
	}
	return out
}

// digest is of everything that people are shown, in every language, without a
// registrant.
var digest = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, l := range Languages {
		for _, d := range Documents {
			t, err := render(d, l, Registrant{}, Revision{})
			if err != nil {
				panic("privacy: " + err.Error()) // a test renders all of them
			}
			_, _ = io.WriteString(sum, t.Plain())
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
})

// Policy returns a document in a language, for the program or for a registrant. It is
// NotFound for a document that there is not.
func Policy(d Document, l Language, who Registrant) (Text, error) {
	if !slices.Contains(Documents, d) {
		return Text{}, fault.New(fault.NotFound, "policy.document", "There is no such text. Choose privacy or terms.")
	}
	if !slices.Contains(Languages, l) {
		l = English
	}
	return render(d, l, who, Current())
}
