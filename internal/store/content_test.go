package store_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// canary is in every word of these tests. It is spelled differently in JSON.
const canary = `CANARY "é&<` + "\n" + `surf`

// spelled are the ways in which a word may have been written down.
func spelled(word string) map[string][]byte {
	escaped, _ := json.Marshal(word)
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(word)
	var wide []byte
	for _, unit := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	all := map[string][]byte{
		"as it is": []byte(word), "as JSON": bytes.Trim(escaped, `"`), "as JSON without HTML": bytes.Trim(bytes.TrimSpace(plain.Bytes()), `"`),
		"in UTF-16": wide, "in hexadecimal": []byte(hex.EncodeToString([]byte(word))), "its head": []byte("CANARY"),
	}
	for shift := range 3 { // wherever it begins in what is encoded
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + word))
		all["in base64, from "+string(rune('0'+shift))] = []byte(text[4 : len(text)-4])
	}
	return all
}

// wordsIn returns the files below the workspace in which the canary lies, and how.
func (b *bundle) wordsIn() (found []string) {
	b.t.Helper()
	words, files := spelled(canary), 0
	err := filepath.WalkDir(b.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		for how, word := range words {
			if bytes.Contains(raw, word) {
				found = append(found, strings.TrimPrefix(path, b.dir+"/")+" "+how)
			}
		}
		return err
	})
	if err != nil || files == 0 {
		b.t.Fatal(files, err)
	}
	return found
}

// wordy stores words by every method that takes some, and returns what is there then.
func (b *bundle) wordy() ([]cuedrop.Post, []cuedrop.Snippet) {
	b.t.Helper()
	ctx := b.t.Context()
	settings := cuedrop.Settings{Caption: canary + " #tag", Privacy: cuedrop.PrivacyPublic}
	fresh := func() cuedrop.Post {
		return cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: b.media().ID, Mode: cuedrop.ModeDirect, Settings: settings, CreatedAt: noon}
	}
	must := must[cuedrop.Post](b.t)
	edited := must(b.CreatePost(ctx, fresh()))
	edited.Settings.Caption = canary + strings.Repeat(" "+canary, 100) // over several pages
	edited = must(b.SavePost(ctx, edited, noon))
	all, err := b.CreatePosts(ctx, fresh(), fresh(), fresh(), fresh())
	if err != nil {
		b.t.Fatal(err)
	}
	words := all[0]
	words.Settings.Caption = canary + " again"
	if _, err := b.ApplyAll(ctx, []cuedrop.Step{{Words: &words}, {Remove: &all[1]}}, noon); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.ApplyAll(ctx, []cuedrop.Step{{Return: &all[1]}}, noon); err != nil {
		b.t.Fatal(err)
	}
	if err := b.RemovePost(ctx, all[2].ID, noon); err != nil {
		b.t.Fatal(err)
	}
	// One goes out, and is hidden.
	p := b.apply(cuedrop.ScheduleChange(all[3], must1(cuedrop.ScheduleAt(noon, "Europe/Madrid")), consent, noon))
	p = b.apply(cuedrop.BeginChange(p, noon))
	p = b.apply(cuedrop.PrepareChange(p, cuedrop.Rendition{Path: "/clips/a.mp4", Route: cuedrop.RouteCopy, Size: 100, SHA256: "ab"}, noon))
	p = b.apply(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: "ab"}, noon))
	a := b.live(p)
	p = b.apply(cuedrop.FailChange(p, &a, cuedrop.Failure{Reason: "r", Message: "M."}, noon))
	if err := b.RemovePost(ctx, p.ID, noon); err != nil {
		b.t.Fatal(err)
	}
	account := b.account("open-" + string(p.ID))
	for _, n := range []cuedrop.Snippet{
		{ID: cuedrop.NewSnippetID(), Kind: cuedrop.SnippetHashtags, Name: "B " + canary, Text: "#b" + canary},
		{ID: cuedrop.NewSnippetID(), Kind: cuedrop.SnippetText, Name: "a " + canary, Text: canary},
		{ID: cuedrop.NewSnippetID(), Kind: cuedrop.SnippetHashtags, Name: "a2 " + canary, Text: "#a" + canary},
		{ID: cuedrop.NewSnippetID(), Kind: cuedrop.SnippetTemplate, Text: canary + "{file}", AccountID: account.ID},
	} {
		if err := b.SaveSnippet(ctx, n); err != nil {
			b.t.Fatal(err)
		}
		n.Text += " more"
		if err := b.SaveSnippet(ctx, n); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := b.Import(ctx, func(i *store.Importer) error {
		settings, err := json.Marshal(cuedrop.Settings{Caption: canary + " imported"})
		if err != nil {
			return err
		}
		if added, err := i.Row(ctx, "post", b.foreignPost(ctx, "post_imported", string(settings))); err != nil || !added {
			b.t.Errorf("a post: %t, %v", added, err)
		}
		snippet := map[string]any{"id": "snip_imported", "kind": "text", "name": "C " + canary, "name_key": "c " + strings.ToLower(canary), "text": canary}
		if added, err := i.Row(ctx, "snippet", snippet); err != nil || !added {
			b.t.Errorf("a snippet: %t, %v", added, err)
		}
		taken := map[string]any{"id": "snip_taken", "kind": "text", "name": "A " + canary, "name_key": "a " + strings.ToLower(canary), "text": canary}
		if added, err := i.Row(ctx, "snippet", taken); err != nil || added {
			b.t.Errorf("a snippet whose name is taken: %t, %v", added, err)
		}
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
	return b.words()
}

func (b *bundle) words() ([]cuedrop.Post, []cuedrop.Snippet) {
	b.t.Helper()
	return must[[]cuedrop.Post](b.t)(b.Posts(b.t.Context())), must[[]cuedrop.Snippet](b.t)(b.Snippets(b.t.Context()))
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// foreignPost is a row of an exported file.
func (b *bundle) foreignPost(ctx context.Context, id, settings string) map[string]any {
	return map[string]any{
		"id": id, "rev": int64(0), "state": "draft", "media_id": string(b.sharedMedia(ctx)), "mode": "direct", "settings": settings,
		"wall": "", "zone": "", "due_at": int64(0), "created_at": noon.UnixMilli(), "updated_at": noon.UnixMilli(),
	}
}

// sharedMedia is a clip that is there: within an import none can be made.
func (b *bundle) sharedMedia(ctx context.Context) cuedrop.MediaID {
	b.t.Helper()
	return must[[]cuedrop.Media](b.t)(b.AllMedia(ctx))[0].ID
}

// TestSealedWordsAreNowhereInTheClear writes words by every method into a sealed
// workspace, and searches every byte of its folder.
func TestSealedWordsAreNowhereInTheClear(t *testing.T) {
	t.Parallel()
	for name, seal := range map[string]func(*bundle) error{
		"from the start":     nil,
		"later, while empty": func(b *bundle) error { return b.SealContent(t.Context(), true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &bundle{t: t, dir: t.TempDir(), sealed: seal == nil}
			b.Store = must[*store.Store](t)(store.Open(t.Context(), b.options()))
			t.Cleanup(func() { _ = b.Close() })
			if seal != nil {
				if err := seal(b); err != nil {
					t.Fatal(err)
				}
			}
			posts, snippets := b.wordy()
			must[store.Backup](t)(b.Backup(t.Context(), noon))
			if found := b.wordsIn(); len(found) > 0 {
				t.Errorf("while open: %v", found)
			}
			if len(posts) != 4 || len(snippets) != 5 {
				t.Fatalf("%d posts, %d snippets", len(posts), len(snippets))
			}
			for _, p := range posts {
				if !strings.HasPrefix(p.Settings.Caption, canary) {
					t.Errorf("a caption is read as %q", p.Settings.Caption)
				}
			}
			var order []string
			for _, n := range snippets {
				order = append(order, string(n.Kind)+" "+strings.TrimSuffix(n.Name, canary))
				if !strings.Contains(n.Text, canary) {
					t.Errorf("a snippet is read as %q", n.Text)
				}
			}
			if diff := cmp.Diff([]string{"hashtags a2 ", "hashtags B ", "text a ", "text C ", "template "}, order); diff != "" {
				t.Errorf("snippets (-want +got):\n%s", diff)
			}
			_ = b.Close()
			if found := b.wordsIn(); len(found) > 0 {
				t.Errorf("after closing: %v", found)
			}
		})
	}
}

// TestSealingLeavesNothingOfOlderWords: rows, what deleted rows leave, the log, and every
// kind of older copy.
func TestSealingLeavesNothingOfOlderWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	posts, snippets := b.wordy()
	must[store.Backup](t)(b.Backup(t.Context(), noon))
	copied := must[[]byte](t)(os.ReadFile(must[[]store.Backup](t)(b.Backups())[0].Path))
	for _, name := range []string{".before-7", ".corrupt-20261124T120000Z", ".corrupt-20261124T120000Z-wal", ".new"} {
		if err := os.WriteFile(filepath.Join(b.dir, store.FileName+name), copied, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if found := b.wordsIn(); len(found) < 6 {
		t.Fatalf("the search finds words in %v only, so it finds too little", found)
	}
	if sealed := must[bool](t)(b.ContentSealed(t.Context())); sealed {
		t.Error("sealed before it was asked for")
	}
	for range 2 {
		if err := b.SealContent(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	if found := b.wordsIn(); len(found) > 0 {
		t.Errorf("words are left in %v", found)
	}
	if sealed := must[bool](t)(b.ContentSealed(t.Context())); !sealed {
		t.Error("not sealed")
	}
	again, kept := b.words()
	if diff := cmp.Diff(posts, again) + cmp.Diff(snippets, kept); diff != "" {
		t.Errorf("sealed (-before +after):\n%s", diff)
	}
	// Whoever opens it without saying so goes on sealing.
	other := open(t, b.dir)
	must[cuedrop.Post](t)(other.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: posts[0].MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: canary}, CreatedAt: noon,
	}))
	if found := b.wordsIn(); len(found) > 0 {
		t.Errorf("another program wrote words to %v", found)
	}
	posts, snippets = b.words()
	for range 2 {
		if err := b.SealContent(t.Context(), false); err != nil {
			t.Fatal(err)
		}
	}
	again, kept = b.words()
	if diff := cmp.Diff(posts, again) + cmp.Diff(snippets, kept); diff != "" {
		t.Errorf("unsealed (-before +after):\n%s", diff)
	}
	if sealed := must[bool](t)(b.ContentSealed(t.Context())); sealed || len(b.wordsIn()) == 0 {
		t.Error("still sealed")
	}
	var left int
	if err := b.raw().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM snippet WHERE sealed IS NOT NULL) + (SELECT COUNT(*) FROM post WHERE settings LIKE '%Sealed%')`).Scan(&left); err != nil || left > 0 {
		t.Errorf("%d rows are still sealed, %v", left, err)
	}
}

// TestNewWordsAreSealedBeforeOlderOnes: a workspace with a passphrase may be opened while
// its key can't be had for what was written before.
func TestNewWordsAreSealedBeforeOlderOnes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.draft()
	_ = b.Close()
	c := &bundle{t: t, dir: b.dir, sealed: true}
	c.Store = must[*store.Store](t)(store.Open(t.Context(), c.options()))
	t.Cleanup(func() { _ = c.Close() })
	p := must[cuedrop.Post](t)(c.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: old.MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: canary}, CreatedAt: noon,
	}))
	if found := c.wordsIn(); len(found) > 0 {
		t.Errorf("new words are in %v", found)
	}
	if sealed := must[bool](t)(c.ContentSealed(t.Context())); sealed {
		t.Error("older words count as sealed")
	}
	if err := c.SealContent(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if sealed := must[bool](t)(c.ContentSealed(t.Context())); !sealed {
		t.Error("not sealed")
	}
	for id, want := range map[cuedrop.PostID]string{old.ID: "hello", p.ID: canary} {
		if got := must[cuedrop.Post](t)(c.Post(t.Context(), id)); got.Settings.Caption != want {
			t.Errorf("caption %q, want %q", got.Settings.Caption, want)
		}
	}
}

// TestSealedWordsCanNotBeMoved copies sealed words to another row, and to another column.
func TestSealedWordsCanNotBeMoved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SealContent(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	one, two := b.draft(), b.draft()
	for _, n := range []cuedrop.Snippet{{ID: "snip_1", Kind: cuedrop.SnippetText, Name: "1", Text: "one"}, {ID: "snip_2", Kind: cuedrop.SnippetText, Name: "2", Text: "two"}} {
		if err := b.SaveSnippet(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.exec(`UPDATE post SET settings = (SELECT settings FROM post WHERE id = ?) WHERE id = ?`, one.ID, two.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.exec(`UPDATE snippet SET sealed = (SELECT sealed FROM snippet WHERE id = 'snip_1') WHERE id = 'snip_2'`); err != nil {
		t.Fatal(err)
	}
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), one.ID)); got.Settings.Caption != "hello" {
		t.Errorf("the one that stayed: %+v", got.Settings)
	}
	_, err := b.Post(t.Context(), two.ID)
	wantFault(t, err, fault.AuthRequired, "store.words_lost")
	_, err = b.Posts(t.Context())
	wantFault(t, err, fault.AuthRequired, "store.words_lost")
	_, err = b.Snippets(t.Context())
	wantFault(t, err, fault.AuthRequired, "store.words_lost")
	// It can still be erased.
	parts, err := b.ErasureParts(t.Context(), cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll})
	if err != nil || len(parts.Posts) != 2 {
		t.Errorf("%+v, %v", parts.Posts, err)
	}
}

// TestNoWriterCanForgetToSeal: the schema refuses words in the clear.
func TestNoWriterCanForgetToSeal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.draft()
	if err := b.SaveSnippet(t.Context(), cuedrop.Snippet{ID: "snip_1", Kind: cuedrop.SnippetText, Name: "1", Text: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := b.SealContent(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`UPDATE post SET settings = '{"Caption":"x"}'`,
		`INSERT INTO post (id, rev, state, media_id, mode, settings, wall, zone, due_at, created_at, updated_at)
			SELECT 'post_x', 1, 'draft', media_id, 'direct', '{"Caption":"x"}', '', '', 0, 1, 1 FROM post`,
		`UPDATE snippet SET name = 'x'`,
		`UPDATE snippet SET text = 'x'`,
		`INSERT INTO snippet (id, kind, name, name_key, text) VALUES ('snip_x', 'text', 'x', 'x', 'x')`,
	} {
		if err := b.exec(query); err == nil || !strings.Contains(err.Error(), "words are sealed in this workspace") {
			t.Errorf("%s: %v", query, err)
		}
	}
	if err := b.exec(`UPDATE post SET settings = '{}'`); err != nil { // what retention does
		t.Error(err)
	}
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), p.ID)); got.Settings.Caption != "" {
		t.Errorf("%+v", got.Settings)
	}
	err := b.Import(t.Context(), func(i *store.Importer) error {
		_, err := i.Row(t.Context(), "post", b.foreignPost(t.Context(), "post_forged", `{"Caption":"","Sealed":"AAAA"}`))
		return err
	})
	wantFault(t, err, fault.Invalid, "import.damaged")
}

// TestImportedWordsAreWhereTheyCanBeSealed: whatever a foreign file writes its settings like,
// they lie in this workspace as it writes them, with nothing beside, and are found when words
// are sealed later.
func TestImportedWordsAreWhereTheyCanBeSealed(t *testing.T) {
	t.Parallel()
	const mark = "MARK-hidden-in-a-row"
	deep := strings.Repeat("[", 2000) + strings.Repeat("]", 2000)
	for _, settings := range []string{
		`{"caption":"` + mark + `"}`, `{"Caption":"","CAPTION":"` + mark + `"}`, `{"Caption":"` + mark + `","caption":""}`,
		`{"Caption":"x","Beside":"` + mark + `"}`, `{"Caption":"` + mark + `","x":` + deep + `}`,
	} {
		b := setup(t)
		b.draft()
		err := b.Import(t.Context(), func(i *store.Importer) error {
			_, err := i.Row(t.Context(), "post", b.foreignPost(t.Context(), "post_foreign", settings))
			return err
		})
		if err != nil {
			t.Fatalf("%.60s: %v", settings, err)
		}
		before, _ := b.words()
		if err := b.SealContent(t.Context(), true); err != nil {
			t.Fatalf("%.60s: %v", settings, err)
		}
		after, _ := b.words()
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%.60s: (-open +sealed):\n%s", settings, diff)
		}
		if found := b.holds(mark); len(found) > 0 {
			t.Errorf("%.60s: in %v", settings, found)
		}
	}
	// An index tells names apart, by the program's own key.
	b := setup(t)
	err := b.Import(t.Context(), func(i *store.Importer) error {
		for n, name := range []string{"Surf", "SURF"} {
			added, err := i.Row(t.Context(), "snippet", map[string]any{"id": fmt.Sprint("snip_", n), "kind": "text", "name": name, "name_key": fmt.Sprint("key", n), "text": "x"})
			if err != nil || added != (n == 0) {
				return fmt.Errorf("%s: %t, %w", name, added, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// lockable is a vault that can be locked.
type lockable struct {
	store.Sealer
	locked *bool
}

func (l lockable) Seal(ctx context.Context, plain []byte, aad string) ([]byte, error) {
	if *l.locked {
		return nil, errLocked
	}
	return l.Sealer.Seal(ctx, plain, aad)
}

func (l lockable) Unseal(ctx context.Context, sealed []byte, aad string) ([]byte, error) {
	if *l.locked {
		return nil, errLocked
	}
	return l.Sealer.Unseal(ctx, sealed, aad)
}

var errLocked = fault.New(fault.AuthRequired, "vault.passphrase_missing", "Locked.")

// TestALockedVaultReadsAndWritesNoWords: each method says what the vault says, and nothing
// is changed.
func TestALockedVaultReadsAndWritesNoWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.scheduled(noon)
	if err := b.SaveSnippet(t.Context(), cuedrop.Snippet{ID: "snip_1", Kind: cuedrop.SnippetText, Name: "1", Text: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := b.SealContent(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	locked := true
	opts := b.options()
	opts.Sealer = func(id string) store.Sealer { return lockable{newSealer(id), &locked} }
	s := must[*store.Store](t)(store.Open(t.Context(), opts))
	defer func() { _ = s.Close() }()
	ctx := t.Context()
	rev := must[int64](t)(s.Rev(ctx))
	fresh := cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: p.MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: canary}, CreatedAt: noon}
	for name, err := range map[string]error{
		"Post":         second(s.Post(ctx, p.ID)),
		"Posts":        second(s.Posts(ctx)),
		"PostsPage":    second(s.PostsPage(ctx, 0, 10)),
		"DuePosts":     second(s.DuePosts(ctx, noon, 10)),
		"Snippets":     second(s.Snippets(ctx)),
		"ReceiptParts": second(s.ReceiptParts(ctx, p.ID)),
		"Shown":        second(s.Shown(ctx, "content", "", 10)),
		"CreatePost":   second(s.CreatePost(ctx, fresh)),
		"SavePost":     second(s.SavePost(ctx, p, noon)),
		"Apply":        second(s.Apply(ctx, cuedrop.BeginChange(p, noon))),
		"ApplyAll":     second(s.ApplyAll(ctx, []cuedrop.Step{{Words: &p}}, noon)),
		"SaveSnippet":  s.SaveSnippet(ctx, cuedrop.Snippet{ID: "snip_2", Kind: cuedrop.SnippetText, Name: "2", Text: "two"}),
		"SealContent":  s.SealContent(ctx, false),
		"exported rows": s.Snapshot(ctx, func(sn *store.Snapshot) error {
			return sn.Rows(ctx, "post", []string{"settings"}, func([]any) error { return nil })
		}),
	} {
		if fault.ReasonOf(err) != "vault.passphrase_missing" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What takes no words goes on.
	if next, err := s.NextDue(ctx, noon.AddDate(0, 0, -1)); err != nil || !next.Equal(noon) {
		t.Errorf("NextDue: %v, %v", next, err)
	}
	if parts, err := s.ErasureParts(ctx, cuedrop.ErasureTarget{Scope: cuedrop.ScopePost, ID: string(p.ID)}); err != nil || len(parts.Posts) != 1 {
		t.Errorf("ErasureParts: %+v, %v", parts, err)
	}
	if err := s.SealContent(ctx, true); err != nil {
		t.Errorf("what is sealed already: %v", err)
	}
	if now := must[int64](t)(s.Rev(ctx)); now != rev {
		t.Errorf("rev %d, was %d: something was written", now, rev)
	}
	locked = false
	if got := must[cuedrop.Post](t)(s.Post(ctx, p.ID)); !cmp.Equal(got, p) {
		t.Errorf("unlocked: %s", cmp.Diff(p, got))
	}
}

func second[T any](_ T, err error) error { return err }

// TestErasedWordsAreKnownWhereTheyAreSealed: what is searched for afterwards.
func TestErasedWordsAreKnownWhereTheyAreSealed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SealContent(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	posts, _ := b.wordy()
	parts := must[cuedrop.ErasureParts](t)(b.ErasureParts(t.Context(), cuedrop.ErasureTarget{Scope: cuedrop.ScopePost, ID: string(posts[0].ID)}))
	has := func(all []string, word string) bool {
		for _, text := range all {
			if text == word {
				return true
			}
		}
		return false
	}
	if !has(parts.Markers, posts[0].Settings.Caption) || !has(parts.Stay, posts[1].Settings.Caption) || !has(parts.Stay, canary+" more") {
		t.Errorf("markers %q, stay %q", parts.Markers, parts.Stay)
	}
}
