package media

import (
	"bytes"
	"context"
	"os"
	"time"
)

// maxUnits is how much of a clip is given to ffmpeg by a pipe.
const maxUnits = 64 << 20

// keySample is a picture of a clip that decodes alone.
type keySample struct {
	at     time.Duration // when it shows, in the track's own time
	offset int64
	length int64
}

// keys lists the pictures that decode alone, in the order of the file.
func (t *movieTrack) keys() []keySample {
	var out []keySample
	steps, shifts, sync := countedRuns{table: t.stts[8:]}, countedRuns{table: tableOf(t.ctts)}, t.syncs()
	var at int64
	t.eachSample(func(i, _ int, offset, length int64) bool {
		if shift := shifts.next(); sync.holds(i) {
			out = append(out, keySample{units(at+shift, t.rate), offset, length})
		}
		at += steps.next()
		return true
	})
	return out
}

// openMovie opens the clip at abs and reads its index. ok is false where its picture is
// not plain. The file is the caller's to close.
func openMovie(abs string) (m *movie, f *os.File, ok bool) {
	f, fi, problem := openRegular(abs)
	if problem != "" {
		return nil, nil, false
	}
	if m, ok = readMovie(f, fi.Size()); !ok {
		_ = f.Close()
		return nil, nil, false
	}
	return m, f, true
}

// stream cuts pictures out of the file and puts them one behind the other, with their
// parameters before them. ok is false where one is not of the form that decodes alone.
func (t *movieTrack) stream(f *os.File, samples []keySample) (out []byte, ok bool) {
	mark := []byte{0, 0, 0, 1}
	out = bytes.Join([][]byte{{}, t.avc.sps, t.avc.pps}, mark)
	for _, s := range samples {
		if s.length > maxSample || int64(len(out))+s.length > maxUnits {
			return nil, false
		}
		sample := make([]byte, s.length)
		if _, err := f.ReadAt(sample, s.offset); err != nil || !t.avc.shows(sample) {
			return nil, false
		}
		out = annexB(out, sample)
	}
	return out, true
}

// unitArgs read pictures from standard input. All that ffmpeg would find out by decoding
// some of them first is known.
func unitArgs() []string {
	return append([]string{"-f", "h264", "-probesize", "4096", "-analyzeduration", "0", "-fpsprobesize", "0", "-skip_loop_filter", "all"}, unitGuards...)
}

// keyPictures takes the keyframes with these places among all of the clip's: only they
// are read, and they are decoded in one process. It returns fewer, or none, where that
// does not work.
func (e *Engine) keyPictures(ctx context.Context, b binaries, s survey, places []int) ([]picture, error) {
	m, f, ok := openMovie(s.abs)
	if !ok {
		return nil, nil
	}
	defer func() { _ = f.Close() }()
	all := m.video.keys()
	if len(all) != len(s.timeline.keys) {
		return nil, nil
	}
	var wanted []keySample
	for _, i := range places {
		wanted = append(wanted, all[i])
	}
	stream, ok := m.video.stream(f, wanted)
	if !ok {
		return nil, nil
	}
	return e.passWith(ctx, b, unitPictureArgs(s, m.video.turn(), len(wanted)), bytes.NewReader(stream), len(wanted))
}

// turns are the filters that do what a player does for a picture that is stored turned.
var turns = map[int]string{90: "transpose=clock,", 180: "hflip,vflip,", 270: "transpose=cclock,"}

// unitPictureArgs write n pictures of a stream of keyframes to standard output.
func unitPictureArgs(s survey, turn, n int) []string {
	args := append([]string{"-hide_banner", "-nostdin", "-loglevel", "error"}, unitArgs()...)
	return append(args, append([]string{"-i", stdinURL}, pictureArgs(turns[turn]+"settb=1/25,setpts=N,fps=25,"+s.filters, n)...)...)
}

// samePicture reports whether the picture of one file at a is that of another at b, byte
// for byte, with the same parameters.
func samePicture(in *movie, from *os.File, a keySample, out *movie, to *os.File, b keySample) bool {
	x, y := in.video.avc, out.video.avc
	if a.length != b.length || a.length > maxSample || !bytes.Equal(x.sps, y.sps) || !bytes.Equal(x.pps, y.pps) {
		return false
	}
	one, other := make([]byte, a.length), make([]byte, b.length)
	_, err1 := from.ReadAt(one, a.offset)
	_, err2 := to.ReadAt(other, b.offset)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}

// isSDR reports whether the picture itself tells its colours, where anything does, and
// they are of standard range.
func (t *movieTrack) isSDR() bool {
	if t.colors != nil && !t.avc.colored {
		return false
	}
	transfer := t.avc.colors[1]
	return transfer != 16 && transfer != 18 // PQ and HLG
}

// length is how long the longer of picture and sound is.
func (m *movie) length() time.Duration {
	longest := m.video.length()
	if m.audio != nil && m.audio.rate > 0 {
		longest = max(longest, m.audio.length())
	}
	return longest
}

func (t *movieTrack) length() time.Duration {
	return units(int64(min(t.duration, 1<<53)), t.rate)
}
