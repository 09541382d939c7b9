package app

// The wire types of the first run, the policies and the profile. See dto.go for the
// conventions.

// Profile is who uses the workspace. Both fields may be empty.
type Profile struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// PolicyState is the version of policy and terms in force, and what was accepted.
type PolicyState struct {
	Version         string `json:"version"`
	Date            string `json:"date"` // 2006-01-02
	Digest          string `json:"digest"`
	Accepted        bool   `json:"accepted"`        // the version in force
	AcceptedVersion string `json:"acceptedVersion"` // the last one; "" = none ever
	AcceptedAt      string `json:"acceptedAt"`
}

// PolicyText is the privacy policy or the terms in one language.
type PolicyText struct {
	Document string          `json:"document"` // privacy, terms
	Language string          `json:"language"` // en, es, id, zh
	Title    string          `json:"title"`
	Version  string          `json:"version"`
	Date     string          `json:"date"`
	Digest   string          `json:"digest"`
	Sections []PolicySection `json:"sections"`
}

// PolicySection is what stands under a heading; the first one has none.
type PolicySection struct {
	Heading string        `json:"heading"`
	Blocks  []PolicyBlock `json:"blocks"`
}

// PolicyBlock is a paragraph, a list, or facts about one thing.
type PolicyBlock struct {
	Kind  string       `json:"kind"` // text, list, facts, links
	Text  string       `json:"text"`
	Items []string     `json:"items"`
	Facts []PolicyFact `json:"facts"`
}

// PolicyFact is one thing that is said under a word.
type PolicyFact struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	Link  string `json:"link"` // a name for System.OpenLink, or ""
}
