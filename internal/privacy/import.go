package privacy

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"

	"filippo.io/age"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Writer adds rows to the database, in one transaction.
type Writer interface {
	Account(ctx context.Context, row map[string]any) (id string, added bool, err error)
	Row(ctx context.Context, table string, row map[string]any) (added bool, err error)
	Has(ctx context.Context, table, id string) (bool, error)
	Line(ctx context.Context, row map[string]any) error
	Setting(ctx context.Context, key, value string) (added bool, err error)
}

type importer interface {
	Import(ctx context.Context, f func(Writer) error) error
}

// Imported is what an import has added.
type Imported struct {
	Counts []Count
	// Drafts is how many posts arrive as drafts because they had not gone out, and Asked
	// how many arrive as uncertain because they may have.
	Drafts int
	Asked  int
	// Skipped is how many posts are here already.
	Skipped int
}

const (
	// importMost bounds what a sealed file may unseal to, and what an archive may hold.
	importMost  = 16 << 30
	entriesMost = 1_000_000
	// inflateMost is how many times its size an entry may grow to, beyond the first MB:
	// our own grow to a twentieth at best (texts of one pattern).
	inflateMost = 200
	workMost    = 19 // of scrypt, as a power of two: ours is 18, and 19 takes 0.5 GB
	// A manifest has some hundred bytes by itself and 250 at most for each entry.
	manifestOwn  = 64 << 10
	manifestEach = 1 << 10
	thumbMost    = 2 << 20
)

const sealedHead = "age-encryption.org/v1\n"

// CanImport refuses where an import would be refused whatever the file.
func (s *Service) CanImport(ctx context.Context) error {
	open, err := s.Eraser.Erasing(ctx)
	if err == nil && open != nil {
		return fault.New(fault.Conflict, "privacy.erasing", "Another erasure is not done yet. Try again in a moment.")
	}
	return err
}

// Import reads an exported file into this workspace: all of it, or nothing. What was
// published stays a record. What had not gone out arrives as a draft, so that nothing
// can go out twice; what may have gone out arrives as uncertain, so that the user looks.
// Accounts arrive signed out. What is here already is left as it is.
func (s *Service) Import(ctx context.Context, path string, passphrase cuedrop.Secret) (out Imported, err error) {
	began := s.Clock.Now()
	if err := s.CanImport(ctx); err != nil {
		return out, err
	}
	out, err = s.importFile(ctx, path, passphrase)
	err = asCanceled(err)
	if err == nil {
		s.Changed()
	}
	if noted := s.note(ctx, "import", string(cuedrop.ScopeAll), began, err); err == nil {
		err = noted
	}
	return out, err
}

// asCanceled makes a fault of what a context says that has ended.
func asCanceled(err error) error {
	if errors.Is(err, context.Canceled) && !fault.Is(err, fault.Canceled) {
		return fault.Wrap(err, fault.Canceled, "canceled", "Canceled.")
	}
	return err
}

func (s *Service) importFile(ctx context.Context, path string, passphrase cuedrop.Secret) (Imported, error) {
	f, err := os.Open(path)
	if err != nil {
		return Imported{}, unreadable(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return Imported{}, unreadable(err)
	}
	var in io.ReaderAt = f
	size := info.Size()
	head := make([]byte, len(sealedHead))
	if n, _ := f.ReadAt(head, 0); string(head[:n]) == sealedHead {
		plain, n, done, err := s.unseal(ctx, f, passphrase)
		if err != nil {
			return Imported{}, err
		}
		defer done()
		in, size = plain, n
	}
	z, err := zip.NewReader(in, size)
	if err != nil {
		return Imported{}, foreign(err)
	}
	a, err := openArchive(z, size)
	if err != nil {
		return Imported{}, err
	}
	if err := a.verify(ctx); err != nil {
		return Imported{}, err
	}
	return s.importArchive(ctx, a)
}

// unseal returns what is sealed in f, and its size. It lies meanwhile in a file of the
// workspace folder, sealed in another way, which done removes.
func (s *Service) unseal(ctx context.Context, f io.Reader, passphrase cuedrop.Secret) (plain io.ReaderAt, size int64, done func(), err error) {
	if passphrase == "" {
		return nil, 0, nil, fault.New(fault.Invalid, "import.sealed", "This file is sealed with a passphrase. Enter it.")
	}
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, 0, nil, wrongPassphrase(err)
	}
	identity.SetMaxWorkFactor(workMost)
	open, err := age.Decrypt(f, identity)
	if err != nil {
		return nil, 0, nil, wrongPassphrase(err)
	}
	tmp, err := os.CreateTemp(s.Dir, ".import-*") // mode 0600
	if err != nil {
		return nil, 0, nil, unwritableHere(err)
	}
	done = func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name()) // else the next start removes it
	}
	hidden := newScratch(tmp)
	n, err := io.Copy(hidden, io.LimitReader(contextReader{ctx, open}, importMost+1))
	switch {
	case err != nil && ctx.Err() == nil:
		err = damaged(err)
	case n > importMost:
		err = tooLarge()
	}
	if err != nil {
		done()
		return nil, 0, nil, err
	}
	return hidden, n, done, nil
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context //nolint:containedctx // it lives as long as one copy
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func (s *Service) importArchive(ctx context.Context, a *incoming) (Imported, error) {
	if err := s.sameWorld(ctx, a.manifest.World); err != nil {
		return Imported{}, err
	}
	r := arrival{incoming: a, now: s.Clock.Now(), counts: map[ID]int{}, accounts: map[string]string{}, posts: map[string]bool{}, media: map[string]bool{}, lines: map[string]bool{}, slots: map[string]bool{}}
	if err := r.lookAhead(ctx); err != nil {
		return Imported{}, err
	}
	err := s.Importer.Import(ctx, func(w Writer) error {
		if a.manifest.World != "" { // from here on the workspace is of that world
			if _, err := w.Setting(ctx, keyWorld, a.manifest.World); err != nil {
				return err
			}
		}
		return r.write(ctx, w)
	})
	if err != nil {
		return Imported{}, err
	}
	s.importThumbs(ctx, a, r.media)
	out := Imported{Drafts: r.drafts, Asked: r.asked, Skipped: r.skipped}
	for _, c := range registry {
		if n := r.counts[c.ID]; n > 0 {
			out.Counts = append(out.Counts, Count{c.ID, n})
		}
	}
	return out, nil
}

// sameWorld keeps practice apart from real: practice posts would count as published.
func (s *Service) sameWorld(ctx context.Context, world string) error {
	here, err := s.Settings.Setting(ctx, keyWorld)
	if err == nil && world != "" && here != "" && here != world {
		return fault.New(fault.Conflict, "import.other_world", "The file and this workspace don't go together: one is of a practice TikTok. Import it into another workspace, with --workspace NAME.")
	}
	return err
}

// keyWorld says whether a workspace is of the real TikTok or of a practice one. It is
// engine's; stored on disk: do not rename.
const keyWorld = "world"

func unreadable(err error) error {
	return fault.Wrap(err, fault.Invalid, "import.unreadable", "The file can't be read. Check that it is there and that you may open it.")
}

func unwritableHere(err error) error {
	return fault.Wrap(err, fault.Unavailable, "import.room", "The file can't be unsealed in the workspace's folder. Check that there is room.")
}

func wrongPassphrase(err error) error {
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return fault.Wrap(err, fault.Invalid, "import.passphrase", "The passphrase does not fit this file. Try again.")
	}
	return damaged(err)
}

func foreign(err error) error {
	return fault.Wrap(err, fault.Invalid, "import.foreign", "That is no file that Cuedrop has exported. Choose another one.")
}

func damaged(err error) error {
	return fault.Wrap(err, fault.Invalid, "import.damaged", "The file is damaged: what is in it does not fit together. Export it again.")
}

func newer() error {
	return fault.New(fault.Unsupported, "import.newer", "The file was exported by a newer Cuedrop. Update Cuedrop to import it.")
}

func tooLarge() error {
	return fault.New(fault.Invalid, "import.too_large", "The file would unpack to far more than it can honestly hold. Nothing of it was imported.")
}
