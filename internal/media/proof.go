package media

import (
	"bytes"
	"context"
	"os"
	"time"

	"cuedrop/internal/cuedrop"
)

// proof is that a copied picture decodes near its end: its last keyframe is cut out of
// the original and decoded while the copy is being written. The copy then only has to
// hold the same bytes in the same place. It saves the start of a process afterwards.
type proof struct {
	movie *movie
	file  *os.File
	key   keySample
	done  chan struct{}
	holds bool // once done is closed
}

// beginProof starts a proof of what p makes, or returns nil where there is none: then the
// result itself is decoded. Who gets one closes it.
func (j *job) beginProof(ctx context.Context, p plan) *proof {
	if p.route == cuedrop.RouteFull {
		return nil
	}
	m, f, ok := openMovie(j.in)
	if !ok {
		return nil
	}
	pr := &proof{movie: m, file: f, done: make(chan struct{})}
	if pr.key, ok = lastKey(m, p.cut.start+p.proofAt()+proofRoom); !ok {
		_ = f.Close()
		return nil
	}
	go func() {
		defer close(pr.done)
		b, err := j.e.binaries(ctx)
		if err != nil {
			return
		}
		stream, ok := m.video.stream(f, []keySample{pr.key})
		if !ok {
			return
		}
		state, err := j.e.decodesFrom(ctx, b, unitProofArgs(), bytes.NewReader(stream))
		pr.holds = err == nil && state == frameDecodes
	}()
	return pr
}

// lastKey is the last picture at or before a time that decodes alone.
func lastKey(m *movie, at time.Duration) (last keySample, ok bool) {
	for _, k := range m.video.keys() {
		if k.at <= at {
			last, ok = k, true
		}
	}
	return last, ok
}

// covers reports whether the file at path ends with the picture that was decoded.
func (pr *proof) covers(path string, p plan) bool {
	if pr == nil {
		return false
	}
	<-pr.done
	if !pr.holds {
		return false
	}
	m, f, ok := openMovie(path)
	if !ok {
		return false
	}
	defer func() { _ = f.Close() }()
	key, ok := lastKey(m, p.proofAt()+proofRoom)
	return ok && samePicture(pr.movie, pr.file, pr.key, m, f, key)
}

func (pr *proof) close() {
	if pr != nil {
		<-pr.done
		_ = pr.file.Close()
	}
}

// unitProofArgs decode one picture and throw it away; the progress tells whether there
// was one.
func unitProofArgs() []string {
	args := append(append(quiet(), "-threads", "1"), unitArgs()...)
	return append(args, "-i", stdinURL, "-map", "0:V:0", "-frames:v", "1", "-f", "null", "-")
}
