package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"cuedrop/internal/cuedrop"
)

// besides are the columns that it takes to unseal a row of a table, after those asked for.
var besides = map[string][]string{"account": {"id"}, "post": {"id"}, "snippet": {"id", "sealed"}}

// openRow unseals what is sealed in a row whose columns besides follow those given.
func (s *Store) openRow(ctx context.Context, table string, columns []string, values []any) error {
	if besides[table] == nil {
		return nil
	}
	id, _ := values[len(columns)].(string)
	put := func(column string, value any) {
		if i := slices.Index(columns, column); i >= 0 {
			values[i] = value
		}
	}
	switch table {
	case "account":
		i := slices.Index(columns, "open_id")
		if i < 0 {
			return nil
		}
		sealed, _ := values[i].([]byte)
		open, err := s.unseal(ctx, sealed, openIDPlace(cuedrop.AccountID(id)))
		if err != nil && !lostForGood(err) {
			return err
		}
		values[i] = open
	case "post":
		i := slices.Index(columns, "settings")
		if i < 0 {
			return nil
		}
		stored, _ := values[i].(string)
		if !strings.Contains(stored, `"Sealed":`) {
			return nil
		}
		settings, err := s.decodeSettings(ctx, cuedrop.PostID(id), stored)
		if err != nil {
			return err
		}
		values[i], err = s.settingsText(ctx, cuedrop.PostID(id), settings, false)
		return err
	case "snippet":
		box, _ := values[len(columns)+1].([]byte)
		if box == nil {
			return nil
		}
		n := cuedrop.Snippet{ID: cuedrop.SnippetID(id)}
		if err := s.openSnippet(ctx, &n, box); err != nil {
			return err
		}
		put("name", n.Name)
		put("name_key", n.Key())
		put("text", n.Text)
	}
	return nil
}

// importedWords is what an import knows of the words here.
type importedWords struct {
	sealed bool
	names  map[string]bool // of the snippets, by key; for sealed ones no index does it
}

// sealWords seals the words of a row that is to be added, where those here are. It reports
// whether the row is new as far as its words tell.
func (i *Importer) sealWords(ctx context.Context, table string, row map[string]any) (fits bool, err error) {
	if table != "post" && table != "snippet" {
		return true, nil
	}
	if i.words == nil {
		if i.words, err = i.readWords(ctx); err != nil {
			return false, err
		}
	}
	id, _ := row["id"].(string)
	if table == "snippet" {
		return i.sealSnippet(ctx, cuedrop.SnippetID(id), row)
	}
	text, _ := row["settings"].(string)
	var stored storedSettings
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return false, brokenImport(err)
	}
	if stored.Sealed != nil {
		return false, brokenImport(errors.New("a caption that is sealed already"))
	}
	if text != noSettings { // else its content is past its time
		// Written anew, as this program writes it: SQL has to find the words in it, and nothing
		// else may hide beside them.
		row["settings"], err = i.s.settingsText(ctx, cuedrop.PostID(id), stored.Settings, i.words.sealed)
	}
	return true, err
}

// noSettings are those of a post whose content was let go.
const noSettings = `{}`

func (i *Importer) sealSnippet(ctx context.Context, id cuedrop.SnippetID, row map[string]any) (fits bool, err error) {
	text := func(column string) string { v, _ := row[column].(string); return v }
	n := cuedrop.Snippet{ID: id, Kind: cuedrop.SnippetKind(text("kind")), Name: text("name"), Text: text("text")}
	if !i.words.sealed {
		row["name_key"] = n.Key() // an index finds two that are called alike
		return true, nil
	}
	if n.Kind != cuedrop.SnippetTemplate {
		if i.words.names[n.Key()] {
			return false, nil
		}
		i.words.names[n.Key()] = true
	}
	sealed, err := i.s.encodeSnippet(ctx, n, true)
	row["name"], row["name_key"], row["text"], row["sealed"] = sealed.name, sealed.key, sealed.text, sealed.sealed
	return true, err
}

func (i *Importer) readWords(ctx context.Context) (*importedWords, error) {
	sealed, err := sealsWords(ctx, i.t)
	if err != nil || !sealed {
		return &importedWords{}, err
	}
	rows, err := i.t.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet WHERE kind <> 'template'`)
	all, err := collect(rows, err, i.s.scanSnippet(ctx))
	names := map[string]bool{}
	for _, n := range all {
		names[n.Key()] = true
	}
	return &importedWords{sealed: true, names: names}, err
}
