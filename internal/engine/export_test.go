package engine_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// exported writes an export and returns its path.
func exported(t *testing.T, e *engine.Engine, passphrase cuedrop.Secret) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.zip")
	if _, err := e.Privacy.Export(t.Context(), privacy.Exporting{Path: path, Passphrase: passphrase}); err != nil {
		t.Fatal(err)
	}
	return path
}

// entries reads all of a zip.
func entries(t *testing.T, path string) map[string][]byte {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return all
}

// rowsOf decodes a table of an export.
func rowsOf(t *testing.T, all map[string][]byte, table string) []map[string]any {
	t.Helper()
	var rows []map[string]any
	if err := json.Unmarshal(all["data/"+table+".json"], &rows); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return rows
}

// tablesOf are the tables of an export that another computer takes over: all but the log of
// what was done on this one.
func tablesOf(all map[string][]byte) (tables []string) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		table, ok := strings.CutPrefix(name, "data/")
		if table = strings.TrimSuffix(table, ".json"); ok && table != "activity" && table != "settings" {
			tables = append(tables, table)
		}
	}
	return tables
}

// notTaken are the tables that say something about one computer or one file only, and the
// columns of others that do, or are secret.
var notTaken = map[string][]string{
	"setting": nil, "request": nil, "rev": nil, "lease": nil, "erasure": nil, "goose_db_version": nil, "revocation": nil, // in another way, or not
	"account": {"tokens", "open_id_digest", "rev", "access_expires_at", "refresh_expires_at", "refreshing_until"},
	"attempt": {"upload_url"}, "post": {"rev", "slot_at"}, "media": {"file_id"}, "snippet": {"sealed"},
}

// wantEveryColumn fails on what the schema has and an export has not.
func (l *life) wantEveryColumn(all map[string][]byte) {
	l.t.Helper()
	schema, err := l.e.Store.Columns(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for table, columns := range schema {
		but, listed := notTaken[table]
		if listed && but == nil {
			continue
		}
		rows := rowsOf(l.t, all, table)
		if len(rows) == 0 {
			l.t.Errorf("%s is not exported", table)
			continue
		}
		for _, column := range columns {
			if _, there := rows[0][column]; there == slices.Contains(but, column) {
				l.t.Errorf("%s.%s is exported: %t", table, column, there)
			}
		}
	}
}

// furnish adds to a life what its posts don't need: something in every table.
func (l *life) furnish() {
	l.t.Helper()
	ctx := l.t.Context()
	err := errors.Join(
		l.e.Store.SaveSnippet(ctx, cuedrop.Snippet{ID: "snip_one", Kind: cuedrop.SnippetText, Name: "Greeting", Text: "hello from Ana"}),
		l.e.Store.SaveSnippet(ctx, cuedrop.Snippet{ID: "snip_two", Kind: cuedrop.SnippetTemplate, AccountID: l.ana, Text: "{file} by Ana"}),
		l.e.Store.SetSlots(ctx, l.ana, []cuedrop.Slot{{Weekday: time.Friday, Wall: "18:30", Zone: "Europe/Madrid"}}),
		l.e.Store.RecordRefusal(ctx, l.ana, "posts_per_day", time.Now()),
		l.e.Store.SaveSignals(ctx, must(l.e.Store.Media(ctx, l.anas.MediaID)).SHA256, cuedrop.Signals{}),
	)
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := l.e.Privacy.Show(ctx, privacy.Content, ""); err != nil { // a right was used
		l.t.Fatal(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// empty opens a new workspace in another data folder.
func (w *world) empty() *engine.Engine {
	w.t.Helper()
	cfg := w.config()
	cfg.DataDir = w.t.TempDir()
	e, err := engine.New(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { e.Close() })
	fastVault(w.t, e.Dir(), e.Store.WorkspaceID())
	return e
}

// TestExportAndImport takes a workspace to another computer: what is there is what was
// here, but for what could go out twice.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	for _, passphrase := range []cuedrop.Secret{"", "a long passphrase"} {
		t.Run(fmt.Sprint("sealed ", passphrase != ""), func(t *testing.T) {
			t.Parallel()
			l := newLife(t)
			l.furnish()
			thumb := filepath.Join(l.e.Dir(), "thumbs", string(l.anas.MediaID)+".jpg")
			if err := os.WriteFile(thumb, []byte("\xff\xd8\xff a picture"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := l.e.Store.SetSetting(t.Context(), "notify.on", "no"); err != nil {
				t.Fatal(err)
			}
			path := exported(t, l.e, passphrase)
			if passphrase == "" {
				l.wantEveryColumn(entries(t, path))
			}
			there := l.empty()
			if passphrase != "" {
				if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("Ana does")) || !bytes.HasPrefix(raw, []byte("age-encryption")) {
					t.Errorf("not sealed, %v", err)
				}
				for wrong, reason := range map[cuedrop.Secret]string{"": "import.sealed", "another passphrase": "import.passphrase"} {
					if _, err := there.Privacy.Import(t.Context(), path, wrong); fault.ReasonOf(err) != reason {
						t.Errorf("with %q: %v", wrong.Reveal(), err)
					}
				}
			}
			got, err := there.Privacy.Import(t.Context(), path, passphrase)
			if err != nil || got.Drafts != 2 || got.Skipped != 0 || got.Asked != 0 {
				t.Fatalf("imported %+v, %v", got, err)
			}
			if raw, err := os.ReadFile(filepath.Join(there.Dir(), "thumbs", filepath.Base(thumb))); err != nil || !bytes.HasSuffix(raw, []byte("a picture")) {
				t.Errorf("thumbnail %q, %v", raw, err)
			}
			if v, err := there.Store.Setting(t.Context(), "notify.on"); err != nil || v != "no" {
				t.Errorf("setting %q, %v", v, err)
			}
			if left, err := filepath.Glob(filepath.Join(there.Dir(), ".import-*")); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
			if err := there.Store.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
			l.wantEqual(entries(t, exported(t, l.e, "")), entries(t, exported(t, there, "")))
			// The same again adds nothing.
			here := entries(t, exported(t, there, ""))
			again, err := there.Privacy.Import(t.Context(), path, passphrase)
			if err != nil || again.Skipped != 4 || again.Drafts != 0 {
				t.Errorf("again %+v, %v", again, err)
			}
			twice := entries(t, exported(t, there, ""))
			for _, table := range tablesOf(here) {
				was, is := shownOnly(table, rowsOf(t, here, table)), shownOnly(table, rowsOf(t, twice, table))
				if diff := cmp.Diff(was, is); diff != "" {
					t.Errorf("%s (-once +twice):\n%s", table, diff)
				}
			}
			// Posting times are one plan: another one that is there is left as it is.
			changed := []cuedrop.Slot{{Weekday: time.Monday, Wall: "09:00", Zone: "Europe/Madrid"}}
			if err := there.Store.SetSlots(t.Context(), l.ana, changed); err != nil {
				t.Fatal(err)
			}
			if _, err := there.Privacy.Import(t.Context(), path, passphrase); err != nil {
				t.Fatal(err)
			}
			if slots, err := there.Store.Slots(t.Context(), l.ana); err != nil || !slices.Equal(slots, changed) {
				t.Errorf("posting times %+v, %v", slots, err)
			}
			// Nothing goes out there by itself.
			before := len(l.sandbox.Received())
			if err := untilIdle(t.Context(), there); err != nil {
				t.Fatal(err)
			}
			if after := len(l.sandbox.Received()); after != before {
				t.Errorf("TikTok got %d clips more", after-before)
			}
			// And a third computer gets, row for row, what the second one has.
			third := l.empty()
			second := exported(t, there, "")
			if _, err := third.Privacy.Import(t.Context(), second, ""); err != nil {
				t.Fatal(err)
			}
			a, b := entries(t, second), entries(t, exported(t, third, ""))
			for _, table := range tablesOf(a) {
				if table == "attempt_event" || table == "data_request" { // compared above, but for their numbers
					continue
				}
				if diff := cmp.Diff(string(a["data/"+table+".json"]), string(b["data/"+table+".json"])); diff != "" {
					t.Errorf("%s (-second +third):\n%s", table, diff)
				}
			}
		})
	}
}

// shownOnly leaves of the uses of rights those that a test's own exports and imports are not.
func shownOnly(table string, rows []map[string]any) []map[string]any {
	return slices.DeleteFunc(rows, func(r map[string]any) bool { return table == "data_request" && r["kind"] != "access" })
}

// wantEqual compares all rows of two exports, but for what is to differ.
func (l *life) wantEqual(a, b map[string][]byte) {
	l.t.Helper()
	for _, table := range tablesOf(a) {
		was, is := rowsOf(l.t, a, table), rowsOf(l.t, b, table)
		for _, rows := range [][]map[string]any{was, is} {
			for _, row := range rows {
				switch table {
				case "account":
					delete(row, "health") // signed out there
				case "attempt_event":
					delete(row, "seq") // a chain of its own
					delete(row, "hash")
				case "post":
					if row["state"] == "scheduled" || row["state"] == "draft" {
						for _, column := range []string{"state", "consent", "updated_at"} {
							delete(row, column)
						}
					}
				case "data_request":
					delete(row, "id")
				}
			}
		}
		was, is = shownOnly(table, was), shownOnly(table, is)
		if len(was) == 0 {
			l.t.Errorf("%s is empty", table)
		}
		if diff := cmp.Diff(was, is); diff != "" {
			l.t.Errorf("%s (-here +there):\n%s", table, diff)
		}
	}
}

// TestNoSecretIsExported: no token, no address of an upload, no secret of the app, no path
// of the workspace.
func TestNoSecretIsExported(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	l.furnish()
	if err := errors.Join(l.e.Store.SetSealedSetting(t.Context(), "app.client_secret", secretCanary), l.e.Store.SetSetting(t.Context(), "app.client_key", "a-key-of-an-app")); err != nil {
		t.Fatal(err)
	}
	tokens, err := l.e.Store.Tokens(t.Context(), l.ana)
	if err != nil {
		t.Fatal(err)
	}
	l.stuck("uploading", false) // with the address of an upload
	all := entries(t, exported(t, l.e, ""))
	// Sealed they are no use to anybody else, and have no place there either.
	for table, columns := range map[string][]string{"account": {"tokens", "open_id_digest"}, "attempt": {"upload_url"}, "snippet": {"sealed"}} {
		for _, row := range rowsOf(t, all, table) {
			for _, column := range columns {
				if _, there := row[column]; there {
					t.Errorf("%s has %s", table, column)
				}
			}
		}
	}
	var settings map[string]string
	if err := json.Unmarshal(all["data/settings.json"], &settings); err != nil {
		t.Fatal(err)
	}
	for key := range settings {
		if strings.HasPrefix(key, "app.") || strings.HasPrefix(key, "store.") {
			t.Errorf("the setting %s is exported", key)
		}
	}
	for name, raw := range all {
		for _, secret := range []string{tokens.Access.Reveal(), tokens.Refresh.Reveal(), secretCanary, "a-key-of-an-app", l.e.Dir(), "store.origin"} {
			if bytes.Contains(raw, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
}

// TestWhatMayHaveGoneOutArrivesAsAQuestion and can't be sent there without the user's word.
func TestWhatMayHaveGoneOutArrivesAsAQuestion(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	// A crash while TikTok had all of it, and one before the last byte.
	finishing, uploading := l.stuck("finishing", true), l.stuck("uploading", false)
	there := l.empty()
	got, err := there.Privacy.Import(t.Context(), exported(t, l.e, ""), "")
	if err != nil || got.Asked != 1 || got.Drafts != 3 {
		t.Fatalf("imported %+v, %v", got, err)
	}
	if p := l.post(there, finishing); p.State != cuedrop.Uncertain || p.Failure == nil || p.Failure.Reason != "import.in_flight" {
		t.Errorf("the finishing one is %+v", p)
	}
	if p := l.post(there, uploading); p.State != cuedrop.Draft || p.Consent != nil {
		t.Errorf("the uploading one is %+v", p)
	}
	if _, err := there.Queue.Resolve(t.Context(), finishing, true); err != nil {
		t.Errorf("it can't be resolved: %v", err)
	}
	if attempts, err := there.Queue.Attempts(t.Context(), uploading); err != nil || len(attempts) != 1 || attempts[0].State.Live() {
		t.Errorf("attempts %+v, %v", attempts, err)
	}
}

// stuck brings a post into flight without sending anything.
func (l *life) stuck(publishID string, handed bool) cuedrop.PostID {
	l.t.Helper()
	ctx := l.t.Context()
	m := l.clip(l.e, 5000)
	id := l.schedule(l.e, m, "stuck while "+publishID, cuedrop.ModeDirect, l.ana)
	p := l.post(l.e, id)
	now := l.clock.Now()
	step := func(c cuedrop.Change) {
		l.t.Helper()
		var err error
		if p, err = l.e.Store.Apply(ctx, c); err != nil {
			l.t.Fatal(err)
		}
	}
	step(cuedrop.BeginChange(p, now))
	step(cuedrop.PrepareChange(p, cuedrop.Rendition{Path: m.Path, Route: cuedrop.RouteCopy, Size: m.Size, SHA256: m.SHA256}, now))
	plan, err := cuedrop.PlanChunks(m.Size)
	if err != nil {
		l.t.Fatal(err)
	}
	step(cuedrop.StartAttemptChange(p, cuedrop.Attempt{ID: cuedrop.NewAttemptID(), Plan: plan, SHA256: m.SHA256}, now))
	a, err := l.e.Store.LiveAttempt(ctx, id)
	if err != nil {
		l.t.Fatal(err)
	}
	step(cuedrop.AcceptInitChange(p, *a, cuedrop.InitResult{PublishID: "v_pub_" + publishID, UploadURL: "https://upload.example/secret-address"}, now))
	if handed {
		step(cuedrop.BeginFinishChange(p, *a, now))
	}
	return id
}

// tampered writes a copy of an export with change made to its entries, and a manifest
// that fits unless change made one.
func tampered(t *testing.T, from string, change func(map[string][]byte)) string {
	t.Helper()
	all := entries(t, from)
	manifest := all["manifest.json"]
	change(all)
	if bytes.Equal(manifest, all["manifest.json"]) {
		var m map[string]any
		if err := json.Unmarshal(manifest, &m); err != nil {
			t.Fatal(err)
		}
		files := []map[string]any{}
		for name, raw := range all {
			if name != "manifest.json" {
				sum := sha256.Sum256(raw)
				files = append(files, map[string]any{"name": name, "size": len(raw), "sha256": hex.EncodeToString(sum[:])})
			}
		}
		m["files"] = files
		var err error
		if all["manifest.json"], err = json.Marshal(m); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "tampered.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(all[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// overlapping returns a zip in which each picture is the bytes of one, so that what it
// unpacks to has nothing to do with its size.
func overlapping(t *testing.T, raw []byte) []byte {
	t.Helper()
	const eocd = 22
	at := len(raw) - eocd
	start := int(binary.LittleEndian.Uint32(raw[at+16:]))
	head := raw[start:at]
	// The first entry once more under many names: its place in the file stays the same.
	n, m, k := int(binary.LittleEndian.Uint16(head[28:])), int(binary.LittleEndian.Uint16(head[30:])), int(binary.LittleEndian.Uint16(head[32:]))
	first := head[:46+n+m+k]
	out := bytes.Clone(raw[:at])
	count := int(binary.LittleEndian.Uint16(raw[at+10:]))
	for i := range 2000 {
		name := fmt.Sprintf("thumbnails/clip_%d.jpg", i)
		e := append(bytes.Clone(first[:46]), name...)
		e = append(e, first[46+n:]...)
		binary.LittleEndian.PutUint16(e[28:], uint16(len(name)))
		out = append(out, e...)
	}
	end := bytes.Clone(raw[at:])
	binary.LittleEndian.PutUint16(end[8:], uint16(count+2000))
	binary.LittleEndian.PutUint16(end[10:], uint16(count+2000))
	binary.LittleEndian.PutUint32(end[12:], uint32(len(out)-start))
	return append(out, end...)
}

// TestHostileFilesAreRefused, each with one sentence, and nothing of them is applied.
func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	good := exported(t, l.e, "")
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	replace := func(table, old, with string) func(map[string][]byte) {
		return func(all map[string][]byte) {
			name := "data/" + table + ".json"
			if !bytes.Contains(all[name], []byte(old)) {
				t.Errorf("%s has no %q", name, old)
			}
			all[name] = bytes.ReplaceAll(all[name], []byte(old), []byte(with))
		}
	}
	manifest := func(old, with string) func(map[string][]byte) {
		return func(all map[string][]byte) {
			if !bytes.Contains(all["manifest.json"], []byte(old)) {
				t.Errorf("the manifest has no %q", old)
			}
			all["manifest.json"] = bytes.Replace(all["manifest.json"], []byte(old), []byte(with), 1)
		}
	}
	file := func(content []byte) string {
		path := filepath.Join(t.TempDir(), "file.zip")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped := bytes.Clone(raw)
	flipped[len(flipped)/3] ^= 0xFF
	for name, c := range map[string]struct{ path, reason string }{
		"nothing":     {file(nil), "import.foreign"},
		"a text":      {file([]byte("no zip at all")), "import.foreign"},
		"cut off":     {file(raw[:len(raw)/2]), "import.foreign"},
		"a folder":    {t.TempDir(), "import.unreadable"},
		"missing":     {filepath.Join(t.TempDir(), "none.zip"), "import.unreadable"},
		"broken seal": {file([]byte("age-encryption.org/v1\n-> scrypt AAAA 18\nAAAA\n--- AAAA\n")), "import.sealed"},
		"another zip": {tampered(t, good, func(all map[string][]byte) {
			clear(all)
			all["manifest.json"] = []byte(`{"format":"photos","version":1}`)
		}), "import.foreign"},
		"traversal":          {tampered(t, good, func(all map[string][]byte) { all["../../evil"] = []byte("x") }), "import.foreign"},
		"traversal of a pic": {tampered(t, good, func(all map[string][]byte) { all["thumbnails/../../clip_x.jpg"] = []byte("x") }), "import.foreign"},
		"absolute":           {tampered(t, good, func(all map[string][]byte) { all["/etc/passwd"] = []byte("x") }), "import.foreign"},
		"newer version":      {tampered(t, good, manifest(`"version": 1`, `"version": 2`)), "import.newer"},
		"newer tables":       {tampered(t, good, manifest(`"schema": 10`, `"schema": 99`)), "import.newer"},
		"other world":        {tampered(t, good, manifest(`"world": "practice"`, `"world": "tiktok"`)), "import.other_world"},
		"wrong digest":       {tampered(t, good, func(all map[string][]byte) { manifest(`"sha256": "`, `"sha256": "0`)(all) }), "import.damaged"},
		"missing table": {tampered(t, good, func(all map[string][]byte) {
			m := all["manifest.json"]
			delete(all, "data/media.json")
			all["manifest.json"] = append(m, ' ')
		}), "import.damaged"},
		"bomb": {tampered(t, good, func(all map[string][]byte) { all["data/slot.json"] = bytes.Repeat([]byte(" "), 64<<20) }), "import.too_large"},
		"bomb of a manifest": {tampered(t, good, func(all map[string][]byte) {
			all["manifest.json"] = append([]byte(`{"format":"cuedrop-export","version":1,"schema":10,"files":[{}`), append(bytes.Repeat([]byte(",{}"), 8<<20), "]}"...)...)
		}), "import.too_large"},
		"manifest of many": {tampered(t, good, func(all map[string][]byte) {
			all["manifest.json"] = append([]byte(`{"format":"cuedrop-export","version":1,"schema":10,"files":[{}`), append(bytes.Repeat([]byte(",{}"), 200_000), "]}"...)...)
		}), "import.too_large"},
		"shared bytes":       {file(overlapping(t, raw)), "import.foreign"},
		"unknown column":     {tampered(t, good, replace("post", `"wall"`, `"wally"`)), "import.damaged"},
		"unknown state":      {tampered(t, good, replace("post", `"published"`, `"sending"`)), "import.damaged"},
		"id with a path":     {tampered(t, good, replace("post", string(l.anas.ID), "../../"+string(l.anas.ID))), "import.damaged"},
		"no such clip":       {tampered(t, good, replace("media", string(l.anas.MediaID), "clip_other")), "import.damaged"},
		"text for a number":  {tampered(t, good, replace("post", `"due_at":`, `"due_at":"soon","x":`)), "import.damaged"},
		"settings broken":    {tampered(t, good, replace("post", `"settings":{`, `"settings":[{`)), "import.damaged"},
		"settings of a list": {tampered(t, good, replace("post", `"post_ids":[`, `"post_ids":{"a":1},"link":[`)), "import.damaged"},
		"erased journal":     {tampered(t, good, replace("attempt_event", `"transition":"schedule"`, `"transition":"erased"`)), "import.damaged"},
		"flipped":            {file(flipped), ""},
	} {
		there := l.empty()
		// Bound to practice, as a workspace that has signed in is.
		if err := there.Store.SetSetting(t.Context(), "world", "practice"); err != nil {
			t.Fatal(err)
		}
		_, err := there.Privacy.Import(t.Context(), c.path, "")
		if err == nil || c.reason != "" && fault.ReasonOf(err) != c.reason || fault.MessageOf(err) == fault.InternalMessage {
			t.Errorf("%s: %v, want %s", name, err, c.reason)
		}
		posts, err2 := there.Queue.Posts(t.Context())
		accounts, err3 := there.Store.Accounts(t.Context())
		media, err4 := there.Store.AllMedia(t.Context())
		if len(posts)+len(accounts)+len(media) > 0 || err2 != nil || err3 != nil || err4 != nil {
			t.Errorf("%s: %d posts, %d accounts, %d clips are there, %v %v %v", name, len(posts), len(accounts), len(media), err2, err3, err4)
		}
		there.Close()
	}
}

// TestExportsAreWholeOrNotThere: nothing partial gets the name, and nothing is replaced
// unasked.
func TestExportsAreWholeOrNotThere(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "export.zip")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: path}); fault.ReasonOf(err) != "export.exists" {
		t.Errorf("over a file: %v", err)
	}
	if _, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: filepath.Join(dir, "none", "x.zip")}); fault.ReasonOf(err) != "export.unwritable" {
		t.Errorf("into no folder: %v", err)
	}
	if _, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: filepath.Join(dir, "y.zip"), Passphrase: "short"}); fault.ReasonOf(err) != "export.passphrase" {
		t.Errorf("a short passphrase: %v", err)
	}
	files, err := os.ReadDir(dir)
	if raw, readErr := os.ReadFile(path); err != nil || readErr != nil || string(raw) != "mine" || len(files) != 1 {
		t.Errorf("%q, %v, %v", raw, files, err)
	}
	if _, err := l.e.Privacy.Export(t.Context(), privacy.Exporting{Path: path, Replace: true}); err != nil {
		t.Error(err)
	}
	all := entries(t, path)
	for _, want := range []string{"manifest.json", "README.txt", "data/post.json", "tables/posts.csv", "tables/requests.csv", "data/settings.json"} {
		if len(all[want]) == 0 {
			t.Errorf("%s is empty", want)
		}
	}
	receipts := 0
	for name := range all {
		if strings.HasPrefix(name, "receipts/") {
			receipts++
		}
	}
	if receipts != 2 {
		t.Errorf("%d receipts", receipts)
	}
	log, err := l.e.Privacy.RequestLog(t.Context())
	if err != nil || len(log) != 3 || log[0].Outcome != "done" || log[2].Outcome != "failed: export.exists" {
		t.Errorf("log %+v, %v", log, err)
	}
}

// TestAKilledExportLeavesNothing: what was written goes at a later start, wherever the user
// wanted it, and with everything at once. Nobody else's does, nor one that is being written.
func TestAKilledExportLeavesNothing(t *testing.T) {
	t.Parallel()
	l := newLife(t)
	dir, ctx := t.TempDir(), t.Context()
	receipts, began := l.e.Privacy.Receipts, time.Now()
	var half, noted string
	l.e.Privacy.Receipts = func(ctx context.Context, add func(string, func(io.Writer) error) error) error {
		left, err := filepath.Glob(filepath.Join(dir, ".cuedrop-export-*"))
		if err != nil || len(left) != 1 {
			t.Errorf("being written: %v, %v", left, err)
			return err
		}
		half = left[0]
		noted, err = l.e.Store.Setting(ctx, "privacy.exporting")
		return errors.Join(err, receipts(ctx, add))
	}
	if _, err := l.e.Privacy.Export(ctx, privacy.Exporting{Path: filepath.Join(dir, "x.zip")}); err != nil || noted != half {
		t.Fatalf("%q is noted while %q is written, %v", noted, half, err)
	}
	if left, err := l.e.Store.Setting(ctx, "privacy.exporting"); err != nil || left != "" {
		t.Errorf("noted afterwards: %q, %v", left, err)
	}
	killed := func(path string) { // as a kill in the middle leaves it
		t.Helper()
		if err := errors.Join(os.WriteFile(path, []byte(anasCaption), 0o600), l.e.Store.SetSetting(ctx, "privacy.exporting", path)); err != nil {
			t.Fatal(err)
		}
	}
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	resume := func(after time.Duration) {
		t.Helper()
		l.e.Privacy.Clock = clock.NewFixed(began.Add(after))
		if err := l.e.Privacy.Resume(ctx); err != nil {
			t.Fatal(err)
		}
	}
	killed(half)
	if resume(30 * time.Minute); !there(half) {
		t.Error("one that may be being written was removed")
	}
	if resume(2 * time.Hour); there(half) {
		t.Error("it is still there")
	}
	mine := filepath.Join(dir, "mine.txt")
	killed(mine)
	if resume(2 * time.Hour); !there(mine) {
		t.Error("a file of the user's was removed")
	}
	killed(half)
	l.e.Privacy.Clock = clock.NewFixed(time.Now())
	if _, err := eraseOf(t, l.e, cuedrop.ScopeAll, "", true); err != nil || there(half) || !there(filepath.Join(dir, "x.zip")) {
		t.Errorf("after erasing everything: %v, half of one is there: %t", err, there(half))
	}
}
