package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"

	"github.com/cespare/xxhash/v2"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// source is the file on its way out. It is opened once and held, and it is hashed
// while it is read, so that the bytes that go out are the bytes that were checked
// (reliability-security.md D3). Not safe for concurrent use.
type source struct {
	file   *os.File
	opened os.FileInfo // as it was then
	want   string      // hex digest of the whole file
	hash   hash.Hash
	hashed int64 // bytes [0, hashed) are in hash
}

var errChanged = fault.New(fault.Rejected, "media.rendition_changed",
	"The file changed while it was being sent. Nothing was published. Add the clip again.")

// checkFile reports whether the prepared file is there with its size; its bytes are
// checked while they are sent.
func checkFile(r *cuedrop.Rendition) error {
	info, err := os.Stat(r.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.Rejected, reasonSourceMissing, "The file of this post is gone. Put it back or choose another one.")
	case err != nil:
		return fault.Wrap(err, fault.Rejected, reasonSourceMissing, "The file of this post can't be read. Check its drive and its rights.")
	case !info.Mode().IsRegular() || info.Size() != r.Size:
		return errChanged
	}
	return nil
}

func openSource(r *cuedrop.Rendition) (*source, error) {
	if err := checkFile(r); err != nil {
		return nil, err
	}
	f, err := os.Open(r.Path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Rejected, reasonSourceMissing, "The file of this post can't be read. Check its drive and its rights.")
	}
	want, newHash := r.Sum64, func() hash.Hash { return xxhash.New() }
	if want == "" { // prepared by an older Cuedrop
		want, newHash = r.SHA256, sha256.New
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != r.Size {
		_ = f.Close()
		return nil, errChanged
	}
	return &source{file: f, opened: info, want: want, hash: newHash()}, nil
}

// unchanged returns errChanged when the file's size or time is no longer what it was
// when it was opened, so that no further chunk of another file goes out. The digest
// decides in the end; this only finds out sooner.
func (s *source) unchanged() error {
	info, err := s.file.Stat()
	if err != nil || info.Size() != s.opened.Size() || !info.ModTime().Equal(s.opened.ModTime()) {
		return errChanged
	}
	return nil
}

func (s *source) Close() error { return s.file.Close() }

// seek makes the hash cover exactly [0, offset), reading the file where it must.
func (s *source) seek(offset int64) error {
	if s.hashed > offset {
		s.hash.Reset()
		s.hashed = 0
	}
	n, err := io.Copy(s.hash, io.NewSectionReader(s.file, s.hashed, offset-s.hashed))
	s.hashed += n
	if err == nil && s.hashed != offset {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "media.read", "The file of this post can't be read right now. Check its drive.")
	}
	return nil
}

// chunk returns a reader of [first, last] that hashes as it goes. Seek has been
// called with first.
func (s *source) chunk(first, last int64) io.Reader {
	return &hashingReader{s: s, r: io.NewSectionReader(s.file, first, last-first+1)}
}

type hashingReader struct {
	s *source
	r io.Reader
}

func (h *hashingReader) Read(b []byte) (int, error) {
	n, err := h.r.Read(b)
	_, _ = h.s.hash.Write(b[:n])
	h.s.hashed += int64(n)
	return n, err
}

// verifyTail reads [first, end) once without sending it and reports errChanged
// unless the whole file still has its digest. The hash covers [0, first) before and
// after.
func (s *source) verifyTail(first, size int64) error {
	snapshot, err := s.hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return err
	}
	if err := s.seek(size); err != nil {
		return err
	}
	ok := hex.EncodeToString(s.hash.Sum(nil)) == s.want
	if err := s.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(snapshot); err != nil {
		return err
	}
	s.hashed = first
	if !ok {
		return errChanged
	}
	return nil
}

// tailHeld is how many bytes finalChunk keeps back until the digest is known.
const tailHeld = 64 << 10

// finalChunk returns a reader of [first, size) that hands out the last bytes of the
// file only if the whole file, as sent, has its digest. Otherwise it fails with
// errChanged, and TikTok never gets a whole file.
func (s *source) finalChunk(first, size int64) io.Reader {
	return &finalReader{source: s, body: s.chunk(first, size-1), left: size - first}
}

type finalReader struct {
	*source
	body io.Reader
	left int64 // bytes not yet handed out
	tail *bytes.Reader
}

func (f *finalReader) Read(b []byte) (int, error) {
	if f.tail != nil {
		return f.tail.Read(b)
	}
	if f.left > tailHeld {
		n, err := f.body.Read(b[:min(int64(len(b)), f.left-tailHeld)])
		f.left -= int64(n)
		if errors.Is(err, io.EOF) {
			err = errChanged // the file became shorter
		}
		return n, err
	}
	held := make([]byte, f.left)
	switch _, err := io.ReadFull(f.body, held); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return 0, errChanged // the file became shorter
	case err != nil:
		return 0, err
	}
	if hex.EncodeToString(f.hash.Sum(nil)) != f.want {
		return 0, errChanged
	}
	f.tail = bytes.NewReader(held)
	return f.tail.Read(b)
}
