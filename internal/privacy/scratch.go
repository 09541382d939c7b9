package privacy

import (
	"crypto/rand"
	"os"

	"golang.org/x/crypto/chacha20"
)

// scratch is a file for what must not lie on the disk in the clear, not even after a kill:
// its key is in memory only. It is written once, from the beginning to the end, and then
// read anywhere. Whoever reads checks what it is: nothing is authenticated here.
type scratch struct {
	f    *os.File
	key  [chacha20.KeySize]byte
	size int64
}

func newScratch(f *os.File) *scratch {
	s := &scratch{f: f}
	_, _ = rand.Read(s.key[:]) // never fails: crypto/rand aborts the program instead
	return s
}

const scratchBlock = 64 // bytes, ChaCha20's own; its counter reaches 256 GB

// mask turns what is hidden at an offset into what is plain, and the other way round.
func (s *scratch) mask(p []byte, offset int64) error {
	// The key hides one file only, so that no nonce is needed.
	stream, err := chacha20.NewUnauthenticatedCipher(s.key[:], make([]byte, chacha20.NonceSize))
	if err != nil {
		return err
	}
	stream.SetCounter(uint32(offset / scratchBlock)) //nolint:gosec // importMost is far below
	var skipped [scratchBlock]byte
	within := skipped[:offset%scratchBlock]
	stream.XORKeyStream(within, within)
	stream.XORKeyStream(p, p)
	return nil
}

func (s *scratch) Write(p []byte) (int, error) {
	hidden := append([]byte(nil), p...)
	if err := s.mask(hidden, s.size); err != nil {
		return 0, err
	}
	n, err := s.f.Write(hidden)
	s.size += int64(n)
	return n, err
}

func (s *scratch) ReadAt(p []byte, offset int64) (int, error) {
	n, err := s.f.ReadAt(p, offset)
	if n == 0 {
		return 0, err
	}
	if masked := s.mask(p[:n], offset); masked != nil {
		return 0, masked
	}
	return n, err
}
