package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/abema/go-mp4"
)

const (
	maxBoxes     = 500_000  // a fragmented hour has some thousands
	maxTableSize = 64 << 20 // one sample table; 10 minutes at 60 frames need 150 kB
)

var errBoxes = errors.New("unreadable MP4 boxes")

// boxes is what the box structure of an MP4 or QuickTime file says. mp4.Probe is
// not used, because it unrolls the sample tables and a few bytes can ask it for
// gigabytes; only go-mp4's walker is, with every size checked here first.
type boxes struct {
	Brand      string
	HasMoov    bool
	HasMedia   bool // mdat or moof
	MoovLast   bool // media data comes before the index
	Fragmented bool
	Encrypted  bool
	End        int64 // where the last box or sample that the file announces ends
	HasExtras  bool  // boxes that may hold private data and that ffprobe may not show
	Hidden     time.Duration
	marks      []span // what may say where the file comes from
	Transfer   string // of the picture, ffprobe's word, where it is HDR
}

// truncated reports whether the file announces more than its size bytes hold.
func (b *boxes) truncated(size int64) bool {
	return b.End > size || !b.HasMoov || !b.HasMedia
}

// reach notes that something ends at this byte of the file.
func (b *boxes) reach(end uint64) { b.End = max(b.End, int64(min(end, 1<<62))) }

type boxWalk struct {
	out       *boxes
	size      uint64
	seen      int
	movieRate uint32
	track     boxTrack
	timed     bool         // gather times too
	times     []trackTimes // of each track, when timed
}

// boxTrack gathers the tables of the track being walked.
type boxTrack struct {
	handler         string
	rate            uint32
	duration        uint64
	sizes, chunkMap []byte
	offsets         []byte
	wideOffsets     bool
	edits           []byte
	encrypted       bool
	transfer        string
	// Only when times are asked for.
	deltas, shifts, syncs []byte
	hasSync               bool
}

// readBoxes walks the boxes of r, which holds size bytes. It reads headers and
// sample tables only. A damaged structure is errBoxes, with what was learned so far.
func readBoxes(r io.ReadSeeker, size int64) (*boxes, error) {
	w := &boxWalk{out: &boxes{}, size: uint64(max(size, 0))}
	err := w.walk(r)
	return w.out, err
}

func (w *boxWalk) walk(r io.ReadSeeker) (err error) {
	defer func() {
		if p := recover(); p != nil { // a library's panic on hostile bytes must not end the app
			err = fmt.Errorf("%w: %v", errBoxes, p)
		}
	}()
	if _, err := mp4.ReadBoxStructure(r, w.visit); err != nil {
		// A cut box header at the very end is how truncation looks, not damage.
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		return fmt.Errorf("%w: %w", errBoxes, err)
	}
	return nil
}

func (w *boxWalk) visit(h *mp4.ReadHandle) (any, error) {
	bi := h.BoxInfo
	w.seen++
	// go-mp4 seeks by these numbers: a size under the header's or over the integer
	// range would send it backwards for ever.
	if w.seen > maxBoxes || bi.Size < bi.HeaderSize || bi.Size > 1<<62 || bi.Offset > w.size {
		return nil, errBoxes
	}
	end := bi.Offset + bi.Size
	if len(h.Path) == 1 {
		return nil, w.visitTop(h, end)
	}
	if end > w.size {
		w.out.reach(end)
		return nil, nil
	}
	switch bi.Type.String() {
	case "trak":
		w.track = boxTrack{}
		if _, err := h.Expand(); err != nil {
			return nil, err
		}
		w.finishTrack()
		return nil, nil
	case "mdia", "minf", "stbl", "edts":
		_, err := h.Expand()
		return nil, err
	case "udta":
		return nil, w.visitUserData(h)
	case "mvex":
		w.out.Fragmented = true
	case "meta":
		w.out.HasExtras = w.out.HasExtras || bi.Size > 64
	case "uuid":
		w.mark(h)
	case "pssh":
		w.out.Encrypted = true
	case "mvhd", "mdhd", "hdlr", "stsd", "stsz", "stsc", "stco", "co64", "elst":
		return nil, w.readTable(h)
	case "stts", "ctts", "stss":
		if w.timed {
			return nil, w.readTable(h)
		}
	}
	return nil, nil
}

func (w *boxWalk) visitTop(h *mp4.ReadHandle, end uint64) error {
	switch h.BoxInfo.Type.String() {
	case "ftyp":
		data, err := payload(h, 1<<16)
		if err == nil && len(data) >= 4 {
			w.out.Brand = string(data[:4])
		}
		return err
	case "moov":
		w.out.reach(end)
		if end > w.size {
			return nil
		}
		w.out.HasMoov = true
		w.out.MoovLast = w.out.HasMedia
		_, err := h.Expand()
		return err
	case "mdat":
		w.out.HasMedia = true
		if end > w.size && !h.BoxInfo.ExtendToEOF {
			// Whether that matters is for the sample tables to say: cameras that lost
			// power write a size they never reached, and so do sloppy muxers.
			if w.out.Fragmented || !w.out.HasMoov {
				w.out.reach(end)
			}
		}
	case "moof":
		w.out.HasMedia, w.out.Fragmented = true, true
		w.out.reach(end)
	case "uuid", "XMP_":
		if end <= w.size {
			w.mark(h)
		}
	case "meta", "udta":
		w.out.HasExtras = true
	}
	return nil
}

// mark notes a box that may say where the file comes from. Who reads it decides whether
// it is anything else.
func (w *boxWalk) mark(h *mp4.ReadHandle) {
	w.markAt(h.BoxInfo.Offset+h.BoxInfo.HeaderSize, h.BoxInfo.Size-h.BoxInfo.HeaderSize)
}

func (w *boxWalk) markAt(offset, size uint64) {
	if len(w.out.marks) == maxMarks {
		w.out.HasExtras = true
		return
	}
	w.out.marks = append(w.out.marks, span{int64(min(offset, 1<<62)), int64(min(size, 1<<62))})
}

// visitUserData looks for anything but the name of the writing program.
func (w *boxWalk) visitUserData(h *mp4.ReadHandle) error {
	data, err := payload(h, 1<<20)
	if errors.Is(err, errBoxes) {
		w.out.HasExtras = true
		return nil
	}
	if err != nil {
		return err
	}
	whole := len(data)
	for len(data) >= 8 {
		n := binary.BigEndian.Uint32(data)
		if n < 8 || int64(n) > int64(len(data)) {
			break
		}
		switch string(data[4:8]) {
		case "XMP_":
			w.markAt(h.BoxInfo.Offset+h.BoxInfo.HeaderSize+uint64(whole-len(data))+8, uint64(n)-8) //nolint:gosec // what is left is a part of the whole
		case "meta":
			w.out.HasExtras = w.out.HasExtras || holdsMoreThanEncoder(data[8:n])
		case "free", "skip", "name":
		default:
			w.out.HasExtras = true
		}
		data = data[n:]
	}
	return nil
}

// holdsMoreThanEncoder reports whether an iTunes-style meta box has items besides
// ©too, the writing program.
func holdsMoreThanEncoder(meta []byte) bool {
	at := bytes.Index(meta, []byte("ilst"))
	if at < 4 {
		return false
	}
	end := min(at-4+int(binary.BigEndian.Uint32(meta[at-4:])), len(meta))
	for items := meta[at+4 : max(end, at+4)]; len(items) >= 8; {
		n := binary.BigEndian.Uint32(items)
		if string(items[4:8]) != "\xa9too" {
			return true
		}
		if n < 8 || int64(n) > int64(len(items)) {
			break
		}
		items = items[n:]
	}
	return false
}

func (w *boxWalk) readTable(h *mp4.ReadHandle) error {
	data, err := payload(h, maxTableSize)
	if err != nil {
		return err
	}
	t := &w.track
	switch h.BoxInfo.Type.String() {
	case "mvhd":
		w.movieRate, _ = timescale(data)
	case "mdhd":
		t.rate, t.duration = timescale(data)
	case "hdlr":
		if len(data) >= 12 && t.handler == "" {
			t.handler = string(data[8:12])
		}
	case "stsd":
		t.encrypted = hasEncryptedEntry(data)
		t.transfer = hdrTransfer(data)
	case "stsz":
		t.sizes = data
	case "stsc":
		t.chunkMap = data
	case "stco":
		t.offsets, t.wideOffsets = data, false
	case "co64":
		t.offsets, t.wideOffsets = data, true
	case "elst":
		t.edits = data
	case "stts":
		t.deltas = data
	case "ctts":
		t.shifts = data
	case "stss":
		t.syncs, t.hasSync = data, true
	}
	return nil
}

func (w *boxWalk) finishTrack() {
	t := &w.track
	w.out.Encrypted = w.out.Encrypted || t.encrypted
	w.out.End = max(w.out.End, t.end())
	if w.timed {
		w.times = append(w.times, trackTimes{
			handler: t.handler, rate: t.rate, movieRate: w.movieRate, edits: t.edits,
			stts: t.deltas, ctts: t.shifts, stss: t.syncs, hasSync: t.hasSync,
		})
	}
	if t.handler == "vide" {
		w.out.Hidden = max(w.out.Hidden, t.hidden(w.movieRate))
		w.out.Transfer = t.transfer
	}
}

// payload reads a box's content, at most limit bytes of it.
func payload(h *mp4.ReadHandle, limit uint64) ([]byte, error) {
	n := h.BoxInfo.Size - h.BoxInfo.HeaderSize
	if n > limit {
		return nil, errBoxes
	}
	var buf bytes.Buffer
	if _, err := h.ReadData(&buf); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
