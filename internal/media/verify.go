package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cespare/xxhash/v2"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// result is what a route made.
type result struct {
	size     int64
	sha256   string
	sum64    string
	duration time.Duration
}

// errWrongOutput is why verify turned a file down: for the log.
var errWrongOutput = errors.New("wrong output")

// verify looks at what ffmpeg wrote, whatever its exit code was (media.md 3.4):
// our own judge must find nothing to do, the length must be the original's, and a
// frame near the end must decode. Hashing, unless that is done, and writing to the disk go
// on beside the looks.
func (j *job) verify(ctx context.Context, p plan, proof *proof, hashed *result) (result, error) {
	path := j.part.Name()
	b, err := j.e.binaries(ctx)
	if err != nil {
		return result{}, err
	}
	var f facts
	var last frameState
	var made result
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() (err error) { f, err = j.e.inspect(inner, path, false); return err })
	group.Go(func() (err error) {
		if proof.covers(path, p) {
			last = frameDecodes
			return nil
		}
		last, err = j.lastFrame(inner, b, p)
		return err
	})
	group.Go(func() (err error) {
		if hashed != nil {
			made = *hashed
			return nil
		}
		made, err = sumFile(inner, path)
		return err
	})
	group.Go(j.part.Sync) // writing it to the disk takes as long as the looks
	if err := group.Wait(); err != nil {
		return result{}, inCaller(ctx, writeFault(err))
	}
	if err := wrong(f, p, last); err != nil {
		return result{}, fault.Wrap(err, fault.Internal, "media.incomplete",
			"The converted clip is not complete, so it was thrown away. Try again, or export the clip anew.")
	}
	made.duration = f.duration
	return made, nil
}

// lastFrame decodes a frame near the end of the part. A copied picture holds what the
// original held, so that its last keyframe says as much as the frames after it; a new one
// has a keyframe there (proofAt). Either costs a fraction of decoding up to the end, which
// is for what has none, or where that gives nothing.
func (j *job) lastFrame(ctx context.Context, b binaries, p plan) (frameState, error) {
	path, at := j.part.Name(), p.proofAt()
	key := at + proofRoom
	if p.route != cuedrop.RouteFull || hasKeyIn(path, at-proofRoom, key) {
		if found, err := j.e.decodes(ctx, b, lastKeyframeArgs(path, key.Seconds())); err != nil || found == frameDecodes {
			return found, err
		}
	}
	return j.e.decodes(ctx, b, lastFrameArgs(path, at.Seconds()))
}

const (
	// lastFrameFrom is how long before the picture's end a frame must decode.
	lastFrameFrom = time.Second
	// proofRoom is longer than two frames of any rate that TikTok takes.
	proofRoom = 100 * time.Millisecond
)

// proofAt is when the frame shows by which the end of the result is judged. What is made
// anew has a keyframe there.
func (p plan) proofAt() time.Duration { return max(0, p.lastPicture()-lastFrameFrom) }

// hasKeyIn reports whether a keyframe shows between two times, as far as the file at path
// tells.
func hasKeyIn(path string, from, to time.Duration) bool {
	tl, ok := readTimeline(path)
	return ok && slices.ContainsFunc(tl.keys, func(at time.Duration) bool { return at >= from && at <= to })
}

// syncRoom is how far picture and sound may be moved against each other: less than
// anybody sees. One frame of AAC is 23 ms.
const syncRoom = 40 * time.Millisecond

// lastPicture is when the picture should end.
func (p plan) lastPicture() time.Duration {
	if p.pictureEnd > 0 {
		return min(p.pictureEnd, p.duration)
	}
	return p.duration
}

// wrong says what is not right with the output, or nil.
func wrong(f facts, p plan, last frameState) error {
	check := judge(f)
	if check.Route != cuedrop.RouteCopy {
		var codes []string
		for _, finding := range check.Findings {
			codes = append(codes, finding.Code)
		}
		return fmt.Errorf("%w: judged %s: %s", errWrongOutput, check.Verdict, strings.Join(codes, " "))
	}
	if f.file.size > cuedrop.MaxUpload {
		return fmt.Errorf("%w: %d bytes", errWrongOutput, f.file.size)
	}
	room := max(300*time.Millisecond, p.duration/50) // media.md 3.4
	if p.duration > 0 && (f.duration-p.duration).Abs() > room {
		return fmt.Errorf("%w: %s long, not %s", errWrongOutput, f.duration, p.duration)
	}
	if lag := f.audio.start - f.video.start; (lag - p.lag).Abs() > syncRoom {
		return fmt.Errorf("%w: the sound starts %s after the picture, not %s", errWrongOutput, lag, p.lag)
	}
	end := f.video.start + f.video.duration
	if p.pictureEnd > 0 && f.video.duration > 0 && p.pictureEnd-end > max(500*time.Millisecond, p.duration/20) {
		return fmt.Errorf("%w: the picture ends at %s, not %s", errWrongOutput, end, p.pictureEnd)
	}
	if last != frameDecodes && pictureReaches(f, p) {
		return fmt.Errorf("%w: no frame near the end", errWrongOutput)
	}
	return nil
}

// pictureReaches reports whether the picture itself should last until the frame that
// was tried. Where the source does not say when its picture ends, the result does:
// sound may be longer.
func pictureReaches(f facts, p plan) bool {
	end := f.video.duration
	return p.pictureEnd > 0 || end == 0 || end > p.duration-lastFrameFrom+100*time.Millisecond
}

func isOutputWrong(err error) bool {
	reason := fault.ReasonOf(err)
	return reason == "media.incomplete" || reason == "ffmpeg.failed"
}

// sum writes through to w and hashes what it writes, once to name the content and
// once, fast, to recognise it while it is sent.
type sum struct {
	w       io.Writer
	hash    hash.Hash
	quickly *xxhash.Digest
}

func newSum(w io.Writer) *sum { return &sum{w: w, hash: sha256.New(), quickly: xxhash.New()} }

func (s *sum) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.hash.Write(p[:n])
	_, _ = s.quickly.Write(p[:n])
	return n, err
}

func (s *sum) hex() string { return hex.EncodeToString(s.hash.Sum(nil)) }

func (s *sum) fast() string { return hex.EncodeToString(s.quickly.Sum(nil)) }

func sumFile(ctx context.Context, path string) (result, error) {
	f, err := os.Open(path)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = f.Close() }()
	content, quickly := sha256.New(), xxhash.New()
	size := int64(0)
	free, pieces := make(chan []byte, 2), make(chan piece)
	free <- make([]byte, copyBuffer)
	free <- make([]byte, copyBuffer)
	go readPieces(io.TeeReader(f, quickly), free, pieces)
	var failed error
	for p := range pieces { // to its end: then nobody reads the file any more
		if failed != nil {
			continue
		}
		content.Write(p.data)
		size += int64(len(p.data))
		if failed = p.err; failed == nil && ctx.Err() != nil {
			failed = canceled(ctx)
		}
		if failed != nil {
			close(free)
			continue
		}
		free <- p.data[:copyBuffer]
	}
	return result{size: size, sha256: hex.EncodeToString(content.Sum(nil)), sum64: hex.EncodeToString(quickly.Sum(nil))}, failed
}

// piece is a part of a file that is read while the part before is hashed.
type piece struct {
	data []byte
	err  error
}

// readPieces reads r to its end into buffers of free.
func readPieces(r io.Reader, free <-chan []byte, pieces chan<- piece) {
	defer close(pieces)
	for {
		buf, open := <-free
		if !open {
			return
		}
		n, err := io.ReadFull(r, buf)
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.Is(err, io.ErrUnexpectedEOF):
			pieces <- piece{buf[:n], nil}
			return
		}
		pieces <- piece{buf[:n], err}
		if err != nil {
			return
		}
	}
}
