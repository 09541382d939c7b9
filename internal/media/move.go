package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"github.com/cespare/xxhash/v2"

	"cuedrop/internal/cuedrop"
)

// move takes picture and sound of a plain MP4 file over into the part, in this process:
// another order of the same bytes, under a new index. It reads, writes and hashes at once,
// which is less than ffmpeg takes to write alone. ok is false where that is not for this
// clip; then nothing was written.
func (j *job) move(ctx context.Context, p plan) (made result, ok bool, err error) {
	if p.route != cuedrop.RouteRemux || p.cut != (cut{}) || j.facts.container != "mp4" || !p.hasAudio {
		return result{}, false, nil
	}
	m, in, ok := openMovie(j.in)
	if !ok {
		return result{}, false, nil
	}
	defer func() { _ = in.Close() }()
	l, ok := m.arrange()
	if !ok {
		return result{}, false, nil
	}
	before, err := in.Stat()
	if err != nil {
		return result{}, false, nil
	}
	defer flushing(j.part)()
	made, err = j.writeLayout(ctx, l, in)
	if err == nil && (before.Size() != j.facts.file.size || !unchanged(in, before)) {
		err = changed()
	}
	if err != nil {
		return result{}, true, writeFault(err)
	}
	return made, true, nil
}

// writeLayout writes l, whose samples are in the file in, to the part.
func (j *job) writeLayout(ctx context.Context, l layout, in *os.File) (result, error) {
	content, quickly := sha256.New(), xxhash.New()
	pieces, free := make(chan []byte, 1), make(chan []byte, 3)
	for range cap(free) {
		free <- make([]byte, copyBuffer)
	}
	hashed := make(chan struct{})
	go func() { // takes as long as the rest together
		defer close(hashed)
		for piece := range pieces {
			content.Write(piece)
			free <- piece[:cap(piece)]
		}
	}()
	out := io.MultiWriter(j.part, quickly)
	total := int64(0)
	put := func(piece []byte) error {
		if ctx.Err() != nil {
			return canceled(ctx)
		}
		if _, err := out.Write(piece); err != nil {
			return err
		}
		pieces <- piece
		total += int64(len(piece))
		j.report(cuedrop.RenderProgress{Fraction: float64(total) / float64(l.length+int64(len(l.head)))})
		return nil
	}
	err := l.each(in, free, put)
	close(pieces)
	<-hashed
	return result{size: total, sha256: hex.EncodeToString(content.Sum(nil)), sum64: hex.EncodeToString(quickly.Sum(nil))}, err
}

// each hands on all of a layout's bytes, in pieces that are buffers of free.
func (l layout) each(in *os.File, free <-chan []byte, put func([]byte) error) error {
	for rest := l.head; len(rest) > 0; {
		buf := <-free
		n := copy(buf, rest)
		if err := put(buf[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	buf := <-free
	filled := 0
	for _, s := range l.spans {
		for at, end := s.offset, s.offset+s.size; at < end; {
			n := int(min(int64(len(buf)-filled), end-at))
			if _, err := in.ReadAt(buf[filled:filled+n], at); err != nil {
				if errors.Is(err, io.EOF) {
					return changed()
				}
				return problemFault(problemRead)
			}
			filled, at = filled+n, at+int64(n)
			if filled < len(buf) {
				continue
			}
			if err := put(buf); err != nil {
				return err
			}
			buf, filled = <-free, 0
		}
	}
	if filled == 0 {
		return nil
	}
	return put(buf[:filled])
}
