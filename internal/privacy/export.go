package privacy

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Reader reads the database as of one moment, row by row.
type Reader interface {
	Rows(ctx context.Context, table string, columns []string, each func(values []any) error) error
}

type exporter interface {
	Snapshot(ctx context.Context, f func(Reader) error) error
}

// Exporting is where to and how.
type Exporting struct {
	Path       string
	Passphrase cuedrop.Secret // "" = not sealed
	Replace    bool           // a file that is there
}

// Exported is what an export has written.
type Exported struct {
	Bytes  int64
	Sealed bool
	Counts []Count
}

// passphraseLeast is the shortest passphrase that seals a file, in characters.
const passphraseLeast = 8

// ExportName suggests a name for an exported file.
func (s *Service) ExportName(sealed bool) string {
	name := "cuedrop-" + s.Workspace + "-" + s.Clock.Now().Format(time.DateOnly) + ".zip"
	if sealed {
		name += ".age"
	}
	return name
}

// Export writes everything but secrets to one file, whole or not at all. Memory does not
// grow with the workspace.
func (s *Service) Export(ctx context.Context, to Exporting) (out Exported, err error) {
	began := s.Clock.Now()
	if to.Passphrase != "" && len([]rune(to.Passphrase.Reveal())) < passphraseLeast {
		return out, fault.Newf(fault.Invalid, "export.passphrase", "Choose a passphrase of %d characters or more.", passphraseLeast)
	}
	s.Flush()
	s.sweepExport(ctx, staleAfter)
	err = writeWhole(to.Path, to.Replace, func(tmp string) { s.keepExport(ctx, tmp) }, func(w io.Writer) error {
		if to.Passphrase == "" {
			return s.writeZip(ctx, w, &out)
		}
		out.Sealed = true
		return seal(w, to.Passphrase, func(w io.Writer) error { return s.writeZip(ctx, w, &out) })
	})
	s.keepExport(context.WithoutCancel(ctx), "")
	err = asCanceled(err)
	if err == nil {
		var info os.FileInfo
		if info, err = os.Stat(to.Path); err == nil {
			out.Bytes = info.Size()
		}
	}
	if noted := s.note(ctx, "export", string(cuedrop.ScopeAll), began, err); err == nil {
		err = noted
	}
	return out, err
}

func seal(w io.Writer, passphrase cuedrop.Secret, f func(io.Writer) error) error {
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return fmt.Errorf("make a key of the passphrase: %w", err)
	}
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return fmt.Errorf("seal the file: %w", err)
	}
	if err := f(sealed); err != nil {
		return err
	}
	return sealed.Close()
}

// writeWhole writes a file through f: to a temporary one beside it, which gets the name
// when it is whole and on the disk. begun is told the temporary one while it is empty.
func writeWhole(name string, replace bool, begun func(tmp string), f func(io.Writer) error) error {
	if info, err := os.Lstat(name); err == nil {
		if !replace {
			return exists()
		}
		if !info.Mode().IsRegular() {
			return unwritable(errors.New("not a regular file"))
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), exportHead+"*") // mode 0600
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already where all went well
	buffered := bufio.NewWriterSize(tmp, 1<<20)
	begun(tmp.Name())
	if err = f(buffered); err == nil {
		err = errors.Join(buffered.Flush(), tmp.Sync())
		if err != nil {
			err = unwritable(err)
		}
	}
	if closed := tmp.Close(); err == nil && closed != nil {
		err = unwritable(closed)
	}
	if err != nil {
		return err
	}
	if !replace {
		if _, err := os.Lstat(name); err == nil { // made meanwhile
			return exists()
		}
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return unwritable(err)
	}
	return nil
}

func exists() error {
	return fault.New(fault.Conflict, "export.exists", "There is a file of that name already. Choose another name, or overwrite it with --force.")
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Invalid, "export.unwritable", "The file can't be written there. Check that the folder exists, that you may write to it and that there is room.")
}

// archive writes entries and remembers what they were.
type archive struct {
	*zip.Writer
	now   time.Time
	files []manifestFile
}

// digester counts and sums what goes through it.
type digester struct {
	io.Writer
	sum  hash.Hash
	size int64
}

func (d *digester) Write(p []byte) (int, error) {
	n, err := d.Writer.Write(p)
	d.sum.Write(p[:n])
	d.size += int64(n)
	return n, err
}

// add writes one entry through f.
func (a *archive) add(name string, method uint16, f func(io.Writer) error) error {
	w, err := a.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: a.now})
	if err != nil {
		return unwritable(err)
	}
	d := &digester{Writer: w, sum: sha256.New()}
	if err := f(d); err != nil {
		return err
	}
	a.files = append(a.files, manifestFile{name, d.size, hex.EncodeToString(d.sum.Sum(nil))})
	return nil
}

func (s *Service) writeZip(ctx context.Context, w io.Writer, out *Exported) error {
	a := &archive{Writer: zip.NewWriter(w), now: s.Clock.Now()}
	counts := map[string]int{}
	world, err := s.Settings.Setting(ctx, keyWorld)
	if err != nil {
		return err
	}
	err = s.Exporter.Snapshot(ctx, func(r Reader) error {
		for _, t := range exportedTables() {
			err := a.add(t.file(), zip.Deflate, func(w io.Writer) error {
				n, err := writeTable(ctx, w, r, t)
				counts[t.name] = n
				return err
			})
			if err != nil {
				return err
			}
		}
		return s.writeTables(ctx, a, r)
	})
	if err != nil {
		return err
	}
	if err := s.writeFiles(ctx, a); err != nil {
		return err
	}
	if err := a.add(nameReadme, zip.Deflate, func(w io.Writer) error { _, err := io.WriteString(w, exportReadme); return err }); err != nil {
		return err
	}
	m := manifest{
		Format: formatName, Version: formatVersion, Schema: exportSchema, Program: s.Version, MadeAt: stamp(a.now), Workspace: s.Workspace, World: world,
		Counts: counts, Files: a.files,
	}
	entry, err := a.CreateHeader(&zip.FileHeader{Name: nameManifest, Method: zip.Deflate, Modified: a.now})
	if err == nil {
		enc := json.NewEncoder(entry)
		enc.SetIndent("", " ")
		err = enc.Encode(m)
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return unwritable(err)
	}
	for _, t := range exportedTables() {
		if t.counted != "" && counts[t.name] > 0 {
			out.Counts = append(out.Counts, Count{t.counted, counts[t.name]})
		}
	}
	return nil
}

// writeTable writes a table as a JSON array with one row a line.
func writeTable(ctx context.Context, w io.Writer, r Reader, t exportedTable) (n int, err error) {
	buf := bufio.NewWriterSize(w, 64<<10)
	_, _ = buf.WriteString("[") // an error stays until Flush
	var line []byte
	columns := rowColumns(t)
	err = r.Rows(ctx, t.name, t.columns, func(values []any) error {
		if n++; n > 1 {
			_ = buf.WriteByte(',')
		}
		_ = buf.WriteByte('\n')
		var err error
		if line, err = appendRow(line[:0], columns, values); err != nil {
			return fmt.Errorf("encode a row of %s: %w", t.name, err)
		}
		_, err = buf.Write(line)
		return err
	})
	if err != nil {
		return n, err
	}
	_, _ = buf.WriteString("\n]\n")
	return n, buf.Flush()
}

// writeFiles adds the thumbnails and the receipts.
func (s *Service) writeFiles(ctx context.Context, a *archive) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	buf := make([]byte, 64<<10)
	for _, f := range files {
		if f.Kind != kindThumbs || !strings.HasSuffix(f.name, ".jpg") || ownerOf(f.name) == "" {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h, err := os.Open(f.path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the cache has let it go
		}
		if err == nil {
			err = a.add(dirThumbs+path.Base(f.name), zip.Store, func(w io.Writer) error {
				_, err := io.CopyBuffer(w, struct{ io.Reader }{h}, buf) // a file by itself would take a buffer of its own
				return err
			})
			_ = h.Close() // it was only read
		}
		if err != nil {
			return err
		}
	}
	return s.Receipts(ctx, func(name string, write func(io.Writer) error) error {
		return a.add(dirReceipts+name, zip.Deflate, write)
	})
}
