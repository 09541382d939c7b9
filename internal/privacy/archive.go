package privacy

import (
	"slices"
	"strings"
)

// The exported file is a zip. docs/privacy.md says what is in it.
const (
	formatName    = "cuedrop-export"
	formatVersion = 1

	nameManifest = "manifest.json"
	nameReadme   = "README.txt"
	nameSettings = "data/settings.json"
	dirData      = "data/"
	dirThumbs    = "thumbnails/"
	dirReceipts  = "receipts/"
)

// manifest is what an exported file says of itself. Part of the format: do not rename.
type manifest struct {
	Format    string         `json:"format"`
	Version   int            `json:"version"`
	Schema    int            `json:"schema"` // of the tables
	Program   string         `json:"program"`
	MadeAt    string         `json:"madeAt"`
	Workspace string         `json:"workspace"`
	World     string         `json:"world"` // tiktok, practice, or "" before the first sign-in
	Counts    map[string]int `json:"counts"`
	Files     []manifestFile `json:"files"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// exportSchema is the version of what tables look like in the file. It grows when a
// program that knows the older one only could not import it.
const exportSchema = 10

// never are columns that no exported file holds: secrets, and what means something on one
// computer only.
var never = map[string][]string{
	"account": {"tokens", "open_id_digest", "rev", "access_expires_at", "refresh_expires_at", "refreshing_until"},
	"attempt": {"upload_url"},
	"post":    {"rev", "slot_at"},
	"media":   {"file_id"},
	"snippet": {"sealed"}, // its words are exported open
}

// apart are tables that are exported in another way, or are of this computer only.
var apart = []string{"setting", "request", "rev", "lease", "erasure", "goose_db_version", "revocation"}

// exportedTable is a table with the columns that are exported.
type exportedTable struct {
	name    string
	columns []string
	// counted is the category that its rows count for; "" = none.
	counted ID
}

func (t exportedTable) file() string { return dirData + t.name + ".json" }

// first are the tables that others point to, in the order in which they are imported.
var first = []string{"account", "media", "clip_trait", "post", "attempt", "attempt_event"}

// exportedTables follow the registry, so that what a category claims is exported.
func exportedTables() []exportedTable {
	byName := map[string]*exportedTable{}
	var names []string
	for _, c := range registry {
		for _, t := range c.Tables {
			if slices.Contains(apart, t.Name) {
				continue
			}
			one := byName[t.Name]
			if one == nil {
				one = &exportedTable{name: t.Name}
				byName[t.Name] = one
				names = append(names, t.Name)
			}
			for _, column := range t.Columns {
				if !slices.Contains(never[t.Name], column) {
					one.columns = append(one.columns, column)
				}
			}
			if t.Counted && c.ID != Credentials {
				one.counted = c.ID
			}
		}
	}
	rank := func(name string) int {
		if i := slices.Index(first, name); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	all := []exportedTable{}
	for _, name := range names {
		all = append(all, *byName[name])
	}
	return all
}

// jsonColumns hold JSON in the database and are part of the file's own.
var jsonColumns = map[string]bool{
	"post.settings": true, "post.consent": true, "post.failure": true, "post.rendition": true, "post.post_ids": true,
	"attempt.failure": true, "attempt_event.detail": true, "media.info": true, "media.findings": true,
}

// portable are the settings that another computer takes over. A trailing * stands for
// all that begin so.
var portable = []string{
	"profile.*", "notify.on", "notify.successes", "notify.hide_content", "power.*", "upload.max_bytes_per_second", "media.hardware",
	"media.threads", "media.spare_battery", "features", "cache_mb", "retention.*", "window.language", "window.on_close",
}

// private are the settings that are not exported: secrets, what tells one file of a database
// from another, and where the export itself is being written.
var private = []string{"app.*", "store.*", "journal.anchor", keyExporting}

func matches(patterns []string, key string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		prefix, all := strings.CutSuffix(p, "*")
		return p == key || all && strings.HasPrefix(key, prefix)
	})
}
