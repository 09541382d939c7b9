package privacy

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// incoming is an archive that somebody gives us. Nothing in it is believed: names are
// of a closed list, sizes are bounded while reading, digests are recomputed.
type incoming struct {
	manifest manifest
	entries  map[string]*zip.File
}

var (
	thumbName   = regexp.MustCompile(`^thumbnails/clip_[A-Za-z0-9_-]{1,64}\.jpg$`)
	receiptName = regexp.MustCompile(`^receipts/[0-9]{4}-[0-9]{2}\.(html|csv)$`)
)

func allowedName(name string) bool {
	if name == nameManifest || name == nameReadme || name == nameSettings || slices.Contains(sheetNames(), name) {
		return true
	}
	return thumbName.MatchString(name) || receiptName.MatchString(name) ||
		slices.ContainsFunc(exportedTables(), func(t exportedTable) bool { return t.file() == name })
}

// openArchive checks what an archive of so many bytes says of itself.
func openArchive(z *zip.Reader, size int64) (*incoming, error) {
	a := &incoming{entries: map[string]*zip.File{}}
	if len(z.File) > entriesMost {
		return nil, tooLarge()
	}
	for _, f := range z.File {
		if f.Name == nameManifest {
			a.entries[f.Name] = f
		}
	}
	if a.entries[nameManifest] == nil {
		return nil, foreign(errors.New("no manifest"))
	}
	if err := a.readManifest(manifestOwn + int64(len(z.File))*manifestEach); err != nil {
		return nil, err
	}
	room, left := uint64(importMost), uint64(max(0, size)) // subtracted from: sums of what an archive says may wrap
	for i, f := range z.File {
		switch {
		case !allowedName(f.Name):
			return nil, foreign(fmt.Errorf("entry %q", f.Name))
		case a.entries[f.Name] != nil && (f.Name != nameManifest || a.entries[f.Name] != z.File[i]):
			return nil, foreign(fmt.Errorf("entry %q twice", f.Name))
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return nil, foreign(fmt.Errorf("entry %q has method %d", f.Name, f.Method))
		case grows(f):
			return nil, tooLarge()
		}
		if f.CompressedSize64 > left {
			return nil, foreign(errors.New("entries that share their bytes"))
		}
		if f.UncompressedSize64 > room {
			return nil, tooLarge()
		}
		left, room = left-f.CompressedSize64, room-f.UncompressedSize64
		a.entries[f.Name] = f
	}
	return a, nil
}

// grows reports whether an entry says to grow by far more than anything of ours.
func grows(f *zip.File) bool { return f.UncompressedSize64 > f.CompressedSize64*inflateMost+1<<20 }

// readManifest reads what the archive says of itself, which is a line for each entry: what
// is longer than most is refused before anything is made of it.
func (a *incoming) readManifest(most int64) error {
	if grows(a.entries[nameManifest]) {
		return tooLarge()
	}
	raw, err := a.read(nameManifest, most)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &a.manifest); err != nil {
		return foreign(err)
	}
	switch m := a.manifest; {
	case m.Format != formatName || m.Version < 1:
		return foreign(fmt.Errorf("format %q, version %d", m.Format, m.Version))
	case m.Version > formatVersion || m.Schema > exportSchema:
		return newer()
	case m.World != "" && m.World != "tiktok" && m.World != "practice":
		return foreign(fmt.Errorf("world %q", m.World))
	}
	return nil
}

// read returns a small entry.
func (a *incoming) read(name string, most int64) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, damaged(err)
	}
	if int64(len(raw)) > most {
		return nil, tooLarge()
	}
	return raw, nil
}

// open opens an entry for no more bytes than it says to have.
func (a *incoming) open(name string) (io.ReadCloser, error) {
	f := a.entries[name]
	if f == nil {
		return nil, damaged(fmt.Errorf("%s is missing", name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return r, nil // zip ends it at the size that the entry has declared
}

// verify recomputes all digests: every entry is in the manifest, and the other way round.
func (a *incoming) verify(ctx context.Context) error {
	if len(a.manifest.Files) != len(a.entries)-1 {
		return damaged(fmt.Errorf("%d entries, %d in the manifest", len(a.entries)-1, len(a.manifest.Files)))
	}
	seen := map[string]bool{}
	for _, f := range a.manifest.Files {
		if seen[f.Name] || f.Name == nameManifest {
			return damaged(fmt.Errorf("%s twice in the manifest", f.Name))
		}
		seen[f.Name] = true
		r, err := a.open(f.Name)
		if err != nil {
			return err
		}
		sum := sha256.New()
		n, err := io.Copy(sum, io.LimitReader(contextReader{ctx, r}, f.Size+1))
		_ = r.Close() // it was only read
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return damaged(err)
		case n != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256:
			return damaged(fmt.Errorf("%s is not what the manifest says", f.Name))
		}
	}
	return nil
}

// rowMost bounds one row: a clip's own manifest of its origin may have some MB.
const rowMost = 32 << 20

// rows calls each with every row of a table, as values that the database takes. A table
// that the file does not have has none.
func (a *incoming) rows(ctx context.Context, t exportedTable, each func(row map[string]any) error) error {
	if a.entries[t.file()] == nil {
		return nil
	}
	r, err := a.open(t.file())
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // it was only read
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), rowMost)
	for lines.Scan() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line := bytes.TrimRight(lines.Bytes(), ",\r")
		if s := string(line); s == "[" || s == "]" || s == "" {
			continue
		}
		row, err := parseRow(t, line)
		if err != nil {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return damaged(err)
	}
	return nil
}

func parseRow(t exportedTable, line []byte) (map[string]any, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return nil, damaged(err)
	}
	row := map[string]any{}
	for column, value := range raw {
		if !slices.Contains(t.columns, column) {
			return nil, damaged(fmt.Errorf("%s has a column %q", t.name, column))
		}
		v, err := parseValue(value, jsonColumns[t.name+"."+column])
		if err != nil {
			return nil, damaged(fmt.Errorf("%s.%s: %w", t.name, column, err))
		}
		row[column] = v
	}
	return row, nil
}

func parseValue(raw json.RawMessage, isJSON bool) (any, error) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "null":
		return nil, nil
	case isJSON:
		return text, nil
	case strings.HasPrefix(text, `"`):
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case strings.HasPrefix(text, "{"):
		var blob struct {
			Base64 []byte `json:"base64"`
		}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		err := dec.Decode(&blob)
		return blob.Base64, err
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return nil, err
	}
	if i, err := n.Int64(); err == nil {
		return i, nil
	}
	return n.Float64()
}

// importThumbs adds the pictures of clips that were added. They can be made again where
// the clips are, so that nothing fails for one.
func (s *Service) importThumbs(ctx context.Context, a *incoming, media map[string]bool) {
	dir := filepath.Join(s.Dir, "thumbs")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return
	}
	for name := range a.entries {
		if !thumbName.MatchString(name) || !media[ownerOf(name)] || ctx.Err() != nil {
			continue
		}
		raw, err := a.read(name, thumbMost)
		if err != nil || !bytes.HasPrefix(raw, []byte{0xFF, 0xD8, 0xFF}) { // a JPEG
			s.Log.Info("a thumbnail was not imported", "err", err)
			continue
		}
		to := filepath.Join(dir, path.Base(name))
		if _, err := os.Lstat(to); err == nil {
			continue
		}
		if err := os.WriteFile(to, raw, 0o600); err != nil {
			s.Log.Info("a thumbnail was not imported", "err", err)
			_ = os.Remove(to)
		}
	}
}
