package privacy

import (
	"path"
	"slices"
	"strings"
)

// ID names a category of data. The words are part of the command line's JSON, of the
// exported file and of the wire to the window: do not rename.
type ID string

// The categories, in the order in which people are told of them.
const (
	Profile     ID = "profile"
	Account     ID = "account"
	Credentials ID = "credentials"
	Content     ID = "content"
	Record      ID = "record"
	Insights    ID = "insights"
	Advertising ID = "advertising"
	Technical   ID = "technical"
	Requests    ID = "requests"
)

// Recipient says who gets data of a category.
type Recipient string

// There is one recipient, and what it gets it gets for a reason.
const (
	Nobody          Recipient = ""                  // never leaves the computer
	TikTokAlways    Recipient = "tiktok"            // as part of the calls that the user asked for
	TikTokPublished Recipient = "tiktok_published"  // when the user publishes
	TikTokChanged   Recipient = "tiktok_on_changes" // when the user changes a campaign
)

// Table is a part of the database that a category claims.
type Table struct {
	Name    string
	Columns []string
	// Counted marks the table whose rows are the category's things; of the others only
	// the size counts.
	Counted bool
}

// File is a kind of file that a category claims. Pattern is matched by path.Match on
// the slash-separated path within the workspace folder, or within the data folder if
// Shared is set (which several workspaces use).
type File struct {
	Kind    string // a word for people and for the inventory
	Pattern string
	Shared  bool
	// Kept files hold nothing of a person and stay while there is a workspace.
	Kept bool
}

// Category is everything that is said about one kind of data. The sentences are what
// policy texts and the approval pack are made from.
type Category struct {
	ID         ID
	What       string // examples
	Source     string // where it comes from
	Purpose    string // what it is used for
	Protection string
	Retention  string // the default, in words
	See        string
	Correct    string
	Export     string // "" = not exported, with the reason in Protection
	Erase      string
	Leaves     Recipient
	Rules      []Rule
	Tables     []Table
	// Settings are the keys of table setting that it claims; a trailing * claims all
	// that begin so.
	Settings []string
	Files    []File
}

// Rule is how long one part of a category is kept. Days 0 means until it is erased.
type Rule struct {
	ID       string // part of the command line and of the settings: do not rename
	Category ID
	Default  int
	Shortest int
	Longest  int
}

const (
	month = 365.25 / 12
	// forever bounds what a user may choose, so that a number typed wrong is noticed.
	forever = 3653
)

// months is a number of months as days.
func months(n float64) int { return int(n*month + 0.5) }

// Registry returns all categories. Whoever changes it changes what people are told.
func Registry() []Category { return slices.Clone(registry) }

// Find returns the category of an id.
func Find(id ID) (Category, bool) {
	i := slices.IndexFunc(registry, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return registry[i], true
}

// Rules returns all rules of retention, in the order of their categories.
func Rules() []Rule {
	var all []Rule
	for _, c := range registry {
		for _, r := range c.Rules {
			r.Category = c.ID
			all = append(all, r)
		}
	}
	return all
}

// OfColumn returns who claims a column, or "".
func OfColumn(table, column string) ID {
	for _, c := range registry {
		for _, t := range c.Tables {
			if t.Name == table && slices.Contains(t.Columns, column) {
				return c.ID
			}
		}
	}
	return ""
}

// OfSetting returns who claims a key of the settings, or "".
func OfSetting(key string) ID {
	for _, c := range registry {
		for _, s := range c.Settings {
			prefix, all := strings.CutSuffix(s, "*")
			if s == key || all && strings.HasPrefix(key, prefix) {
				return c.ID
			}
		}
	}
	return ""
}

// OfFile returns which kind of file a path is, and who claims it. shared says that the
// path is within the data folder and not in a workspace.
func OfFile(name string, shared bool) (ID, File, bool) {
	for _, c := range registry {
		for _, f := range c.Files {
			if ok, err := path.Match(f.Pattern, name); err == nil && ok && f.Shared == shared {
				return c.ID, f, true
			}
		}
	}
	return "", File{}, false
}
