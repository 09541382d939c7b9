package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"cuedrop/internal/fault"
)

// rulesVersion counts the changes of what Check finds and says. Raise it with every one,
// so that no clip keeps a verdict of older rules.
const rulesVersion = 2

// Identity is what can be told of a file and of how it would be checked, without reading
// it.
type Identity struct {
	Size    int64
	ModTime time.Time
	FileID  string // changes when the file is replaced or rewritten; "" = the system does not tell
	Rules   string // changes with our rules and with the ffmpeg in use
}

// Identify looks at the file at path. It returns the faults of Digest for a file that
// can't be looked at, and Unsupported without a usable ffmpeg.
func (e *Engine) Identify(ctx context.Context, path string) (Identity, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return Identity{}, fault.Wrap(err, fault.Internal, "", "")
	}
	f, fi, problem := openRegular(abs)
	if problem != "" {
		return Identity{}, problemFault(problem)
	}
	_ = f.Close()
	b, err := e.binaries(ctx)
	if err != nil {
		return Identity{}, err
	}
	rules := sha256.Sum256(fmt.Appendf(nil, "%d|%s|%s", rulesVersion, b.version, stamp(b)))
	return Identity{Size: fi.Size(), ModTime: fi.ModTime(), FileID: fileID(fi), Rules: hex.EncodeToString(rules[:8])}, nil
}

// IsVideo reports whether the first bytes of the file at path are those of a container
// that may hold a video. It is for telling files apart, not for trusting them.
func IsVideo(path string) bool {
	f, _, problem := openRegular(path)
	if problem != "" {
		return false
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, sniffLength)
	n, _ := io.ReadFull(f, head) // a short file is sniffed as far as it goes
	switch sniff(head[:n]) {
	case contentMP4, contentMatroska, contentAVI, contentTS, contentPS, contentFLV, contentASF, contentOgg:
		return true
	case contentUnknown, contentPicture, contentAudio, contentPlaylist, contentText, contentDocument:
	}
	return false
}
