package cuedrop

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cuedrop/internal/fault"
)

// SnippetKind says what a snippet is for.
type SnippetKind string

// The kinds. Stored on disk: do not rename.
const (
	SnippetHashtags SnippetKind = "hashtags" // a set of hashtags, added to a caption
	SnippetText     SnippetKind = "text"     // words, put in where the cursor is
	SnippetTemplate SnippetKind = "template" // an account's caption, with placeholders
)

// Snippet is words that the user keeps for captions. A template may hold {file}, {date}
// and {account}; whoever puts it into a caption fills them.
type Snippet struct {
	ID        SnippetID // "" = not stored yet
	Kind      SnippetKind
	Name      string // unique in the workspace but for templates, which have none
	Text      string
	AccountID AccountID // a template's, else ""
}

const (
	// SnippetsMax bounds a workspace's snippets: more is no menu any more.
	SnippetsMax = 200
	// snippetNameMax is what fits a chip, in characters.
	snippetNameMax = 40
)

// NewSnippet returns s put in order, or Invalid. Hashtags are separated by one space,
// each begins with # and none is there twice, whatever its case.
func NewSnippet(s Snippet) (Snippet, error) {
	s.Name, s.Text = strings.Join(strings.Fields(s.Name), " "), strings.TrimSpace(s.Text)
	if err := ValidateCaption(s.Text); err != nil {
		return Snippet{}, err
	}
	switch s.Kind {
	case SnippetHashtags:
		tags, err := hashtags(s.Text)
		if err != nil {
			return Snippet{}, err
		}
		s.Text, s.AccountID = strings.Join(tags, " "), ""
	case SnippetText:
		s.AccountID = ""
	case SnippetTemplate:
		s.Name = ""
		if s.AccountID == "" {
			return Snippet{}, fault.New(fault.Invalid, "snippet.account", "A caption template belongs to an account. Choose one.")
		}
	default:
		return Snippet{}, fault.New(fault.Invalid, "snippet.kind", "Choose what it is: a set of hashtags, a text or a template.")
	}
	if s.Text == "" {
		return Snippet{}, fault.New(fault.Invalid, "snippet.empty", "There are no words in it. Write some.")
	}
	if s.Kind != SnippetTemplate {
		if err := validateSnippetName(s.Name); err != nil {
			return Snippet{}, err
		}
	}
	return s, nil
}

func validateSnippetName(name string) error {
	switch {
	case name == "":
		return fault.New(fault.Invalid, "snippet.name", "Give it a name, such as “Surf, daily”.")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return fault.New(fault.Invalid, "snippet.name", "The name has invisible characters. Type it again.")
	case utf8.RuneCountInString(name) > snippetNameMax:
		return fault.New(fault.Invalid, "snippet.name", "A name has 40 characters at most. Shorten it.")
	}
	return nil
}

func hashtags(text string) (tags []string, err error) {
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
		name := strings.TrimLeft(word, "#＃")
		if name == "" || strings.ContainsFunc(name, notInHashtag) {
			return nil, fault.Newf(fault.Invalid, "snippet.hashtag", "“%s” is no hashtag. They have letters, digits and _ only.", word)
		}
		if key := strings.ToLower(name); !seen[key] {
			seen[key] = true
			tags = append(tags, "#"+name)
		}
	}
	return tags, nil
}

func notInHashtag(r rune) bool {
	return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// Key is by what the snippet's name is told from others.
func (s Snippet) Key() string { return strings.ToLower(s.Name) }
