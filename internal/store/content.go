package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Words that the user wrote for posts are sealed where the workspace has a passphrase
// (spec privacy.md, sections 1 and 7). This is where they can lie, and what keeps them
// out of what others read:
//
//   - post.settings, JSON: the caption with its hashtags. Sealed, the JSON has an empty
//     Caption and the sealed one in Sealed; the other choices stay readable, because
//     queries need them. Hidden posts (removed_at) are sealed as the others are.
//   - snippet.name, text and name_key: sealed together in snippet.sealed; name and text
//     are then empty and name_key is the id.
//   - erasure.markers: what to search for after an erasure. Sealed in every workspace.
//   - cuedrop.db-wal, free pages, backups/, cuedrop.db.before-N, cuedrop.db.corrupt-*,
//     cuedrop.db.new: copies of rows. SealContent rewrites the first two and removes the
//     rest; copies that are made later hold what is sealed.
//   - the exported file and saved receipts: they are the user's, who chose where they lie,
//     and hold captions in the clear. Written beside their place first, see privacy and
//     receipt. What an import unseals meanwhile is privacy's to keep from the disk.
//
// No words are in: post.consent (which sentence was shown, and what could be chosen),
// post.failure and attempt.failure (our own sentences), post.rendition (a path and sums),
// attempt_event.detail (facts; see cuedrop.Change), request (no bodies, no queries),
// activity, data_request, settings, names of files that Cuedrop gives. Undo is kept in
// memory. Names and paths of clips (media), times, accounts and the profile stay readable,
// and the policy says so.
//
// Schema 11's triggers refuse a caption or a snippet in the clear wherever words are to be
// sealed, so that a new writer can't forget it.

// Settings of the state of words. Stored on disk: do not rename.
const (
	// keyContentSealed is "yes" while whatever is written is sealed.
	keyContentSealed = "store.content_sealed"
	// keyContentOpen is "yes" beside it while older words may lie in the clear: in rows, or
	// in what rows leave behind.
	keyContentOpen = "store.content_open"

	yes = "yes"
)

// storedSettings is post.settings. Stored on disk: do not rename.
type storedSettings struct {
	cuedrop.Settings
	Sealed []byte `json:",omitempty"` // the caption; Caption is empty then
}

func captionPlace(id cuedrop.PostID) string { return "post|" + string(id) + "|caption|1" }

// sealsWords reports whether words that t writes are to be sealed.
func sealsWords(ctx context.Context, t *sql.Tx) (sealed bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?)`, keyContentSealed).Scan(&sealed)
	return sealed, err
}

// readyForWords unlocks before a transaction that will seal: the key may take its time,
// and nobody is to be kept from writing meanwhile.
func (s *Store) readyForWords(ctx context.Context) error {
	state, err := s.Setting(ctx, keyContentSealed)
	if err == nil && state != "" {
		_, err = s.seal(ctx, "", "content")
	}
	return err
}

// encodeSettings is what t stores as the settings of a post.
func (s *Store) encodeSettings(ctx context.Context, t *sql.Tx, id cuedrop.PostID, settings cuedrop.Settings) (string, error) {
	sealed := false
	if settings.Caption != "" {
		var err error
		if sealed, err = sealsWords(ctx, t); err != nil {
			return "", err
		}
	}
	return s.settingsText(ctx, id, settings, sealed)
}

func (s *Store) settingsText(ctx context.Context, id cuedrop.PostID, settings cuedrop.Settings, sealed bool) (string, error) {
	stored := storedSettings{Settings: settings}
	if sealed && settings.Caption != "" {
		var err error
		if stored.Sealed, err = s.seal(ctx, settings.Caption, captionPlace(id)); err != nil {
			return "", err
		}
		stored.Caption = ""
	}
	raw, err := json.Marshal(stored)
	return string(raw), err
}

// decodeSettings reads what encodeSettings has made. It fails as the vault does while that
// is locked.
func (s *Store) decodeSettings(ctx context.Context, id cuedrop.PostID, text string) (cuedrop.Settings, error) {
	var stored storedSettings
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return cuedrop.Settings{}, fmt.Errorf("read post %s: %w", id, err)
	}
	if stored.Sealed == nil {
		return stored.Settings, nil
	}
	caption, err := s.unseal(ctx, stored.Sealed, captionPlace(id))
	if err != nil {
		return cuedrop.Settings{}, wordsLost(err)
	}
	stored.Caption = caption
	return stored.Settings, nil
}

// wordsLost says what it means that words can't be opened with the key that is there. A
// post without its words must not go out, so that nothing is made of it.
func wordsLost(err error) error {
	if !lostForGood(err) {
		return err
	}
	return fault.Wrap(err, fault.AuthRequired, "store.words_lost",
		"Captions in this workspace were sealed with another key, or changed by another program. Put its vault.json back, or erase everything.")
}

// snippetWords are what is sealed of a snippet. Stored on disk: do not rename.
type snippetWords struct{ Name, Text string }

func snippetPlace(id cuedrop.SnippetID) string { return "snippet|" + string(id) + "|words|1" }

// snippetRow is a snippet as its row holds it.
type snippetRow struct {
	name, key, text string
	sealed          []byte
}

func (s *Store) encodeSnippet(ctx context.Context, n cuedrop.Snippet, sealed bool) (snippetRow, error) {
	if !sealed {
		return snippetRow{name: n.Name, key: n.Key(), text: n.Text}, nil
	}
	raw, err := json.Marshal(snippetWords{n.Name, n.Text})
	if err != nil {
		return snippetRow{}, err
	}
	box, err := s.seal(ctx, string(raw), snippetPlace(n.ID))
	return snippetRow{key: string(n.ID), sealed: box}, err
}

// openSnippet puts the words of a row into n.
func (s *Store) openSnippet(ctx context.Context, n *cuedrop.Snippet, box []byte) error {
	if box == nil {
		return nil
	}
	raw, err := s.unseal(ctx, box, snippetPlace(n.ID))
	if err != nil {
		return wordsLost(err)
	}
	var words snippetWords
	if err := json.Unmarshal([]byte(raw), &words); err != nil {
		return fmt.Errorf("read snippet %s: %w", n.ID, err)
	}
	n.Name, n.Text = words.Name, words.Text
	return nil
}
