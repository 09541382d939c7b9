package cuedrop

import (
	"encoding/hex"
	"math/bits"
	"time"
)

// Fingerprint is how a clip looks: a hash of 64 bits of each of a few frames, taken at
// the same fractions of its length, as big-endian bytes. Frames that show next to
// nothing (black, one colour) are zero and are not compared. It survives another codec,
// size and bars; it does not survive a cut, a crop or a mirror.
type Fingerprint []byte

const (
	frameBytes = 8
	// sameFrame is how many of 64 bits may differ in two pictures of the same frame, and
	// sameShare how many of the compared frames must be the same. Measured on clips of
	// others: versions of one clip differ in 0 to 7 bits a frame, even at the worst
	// quality or on bars, and different clips in 18 and more of most frames
	// (internal/media, TestFingerprintsTellClipsApart).
	sameFrame = 12
	sameShare = 0.7
	// comparedLeast is how many frames must show something in both clips.
	comparedLeast = 3
	// sameLength is how far the lengths of two versions of a clip may lie apart.
	sameLength = 0.03
)

// Looks reports whether f and g are of clips that look the same. Lengths are those of
// the whole clips.
func (f Fingerprint) Looks(length time.Duration, g Fingerprint, other time.Duration) bool {
	if len(f) != len(g) || len(f) == 0 || len(f)%frameBytes != 0 || length <= 0 || other <= 0 {
		return false
	}
	if apart := (length - other).Abs(); apart > 500*time.Millisecond && apart.Seconds() > sameLength*max(length, other).Seconds() {
		return false
	}
	compared, same := 0, 0
	for i := 0; i < len(f); i += frameBytes {
		distance, ok := frameDistance(f[i:i+frameBytes], g[i:i+frameBytes])
		if !ok {
			continue
		}
		compared++
		if distance <= sameFrame {
			same++
		}
	}
	return compared >= comparedLeast && float64(same) >= sameShare*float64(compared)
}

// frameDistance is how many bits of two frames differ; ok is false when one shows
// nothing.
func frameDistance(a, b []byte) (distance int, ok bool) {
	var one, other byte
	for i := range a {
		distance += bits.OnesCount8(a[i] ^ b[i])
		one |= a[i]
		other |= b[i]
	}
	return distance, one != 0 && other != 0
}

func (f Fingerprint) String() string { return hex.EncodeToString(f) }
