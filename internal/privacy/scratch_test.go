package privacy

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"cuedrop/internal/cuedrop"
)

// TestWhatIsUnsealedForAnImportIsNotOnTheDisk: a kill may leave its file behind.
func TestWhatIsUnsealedForAnImportIsNotOnTheDisk(t *testing.T) {
	t.Parallel()
	const secret = cuedrop.Secret("a passphrase for tests")
	plain := bytes.Repeat([]byte("CANARY of a caption, again and again. "), 20_000)
	recipient, err := age.NewScryptRecipient(secret.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(10)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s := &Service{Config: Config{Dir: t.TempDir()}}
	open, size, done, err := s.unseal(t.Context(), &sealed, secret)
	if err != nil || size != int64(len(plain)) {
		t.Fatal(size, err)
	}
	left, err := filepath.Glob(filepath.Join(s.Dir, ".import-*"))
	if err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
	raw, err := os.ReadFile(left[0])
	if err != nil || len(raw) != len(plain) || bytes.Contains(raw, []byte("CANARY")) {
		t.Errorf("%d bytes on the disk, with the caption: %t, %v", len(raw), bytes.Contains(raw, []byte("CANARY")), err)
	}
	for range 200 {
		from := rand.IntN(len(plain))
		got := make([]byte, rand.IntN(1000))
		n, err := open.ReadAt(got, int64(from))
		want := plain[from:min(len(plain), from+len(got))]
		if !bytes.Equal(got[:n], want) || n < len(got) && err != io.EOF {
			t.Fatalf("%d bytes at %d: %q, %v", len(got), from, got[:n], err)
		}
	}
	done()
	if left, _ := filepath.Glob(filepath.Join(s.Dir, ".import-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
