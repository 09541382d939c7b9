package privacy

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"unicode/utf8"
)

// A search for what must not be there any more.

const (
	// markerLeast is the shortest text that is searched for, in bytes: shorter ones turn
	// up by chance in what is compressed.
	markerLeast = 8
	// markerPiece is how long the pieces are that a text is searched in, so that a part
	// of a long one that is left is found as well.
	markerPiece = 24
	// scanEnds is how much is read of the beginning and of the end of a video, where a
	// container keeps its texts; all of every other file is read.
	scanEnds = 1 << 20
	scanRead = 1 << 20
)

// finder counts where any of many texts occurs. It is made once and then only read.
type finder struct {
	longest int
	filter  []uint64 // a bit for each hash of a first word
	texts   map[uint64][][]byte
}

const filterBits = 20

func slot(word uint64) uint64 { return word * 0x9E3779B97F4A7C15 >> (64 - filterBits) }

// newFinder returns a finder of texts and of their pieces, without those that occur in
// stay, as they are and as JSON writes them.
func newFinder(texts, stay []string) *finder {
	f := &finder{filter: make([]uint64, 1<<filterBits/64), texts: map[uint64][][]byte{}}
	seen := map[string]bool{}
	for _, text := range texts {
		for _, form := range forms(text) {
			for _, piece := range pieces(form) {
				if !seen[piece] {
					seen[piece] = true
					f.add([]byte(piece))
				}
			}
		}
	}
	if len(stay) > 0 {
		var known bytes.Buffer
		for _, text := range stay {
			for _, form := range forms(text) {
				known.WriteString(form)
				known.WriteByte('\n')
			}
		}
		f.forget(known.Bytes())
	}
	return f
}

// forms returns a text as it is, and as JSON writes it with and without HTML's signs
// escaped, where these differ.
func forms(text string) []string {
	out := []string{text}
	for _, escape := range []bool{true, false} {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(escape)
		if err := enc.Encode(text); err != nil {
			continue
		}
		form := strings.Trim(strings.TrimSuffix(b.String(), "\n"), `"`)
		if form != out[len(out)-1] && form != text {
			out = append(out, form)
		}
	}
	return out
}

// pieces cuts a text into pieces that are long enough to mean something.
func pieces(text string) []string {
	if len(text) < markerLeast {
		return nil
	}
	var out []string
	for len(text) >= markerPiece+markerLeast && !isPath(text) {
		end := markerPiece
		for end > markerLeast && !utf8.RuneStart(text[end]) {
			end--
		}
		out = append(out, text[:end])
		text = text[end:]
	}
	return append(out, text)
}

// isPath reports whether a text is a path or an address: what it begins with others
// begin with too, so it is searched for as a whole.
func isPath(text string) bool {
	return strings.HasPrefix(text, "/") || strings.Contains(text, "://") || strings.Contains(text, `:\`)
}

// pieces returns what is searched for.
func (f *finder) pieces() []string {
	out := []string{}
	for _, texts := range f.texts {
		for _, text := range texts {
			out = append(out, string(text))
		}
	}
	return out
}

func (f *finder) add(text []byte) {
	word := binary.LittleEndian.Uint64(text)
	at := slot(word)
	f.filter[at/64] |= 1 << (at % 64)
	f.texts[word] = append(f.texts[word], text)
	f.longest = max(f.longest, len(text))
}

// forget takes out the texts that occur in data.
func (f *finder) forget(data []byte) {
	for i := 0; i+markerLeast <= len(data); i++ {
		word := binary.LittleEndian.Uint64(data[i:])
		if at := slot(word); f.filter[at/64]&(1<<(at%64)) == 0 {
			continue
		}
		left := f.texts[word][:0]
		for _, text := range f.texts[word] {
			if !bytes.HasPrefix(data[i:], text) {
				left = append(left, text)
			}
		}
		f.texts[word] = left
	}
}

// count returns how many bytes of data are of a text. Only what begins before limit
// counts: the rest is seen with the next piece.
func (f *finder) count(data []byte, limit int) (found int64) {
	for i := 0; i < limit && i+markerLeast <= len(data); {
		word := binary.LittleEndian.Uint64(data[i:])
		if at := slot(word); f.filter[at/64]&(1<<(at%64)) == 0 {
			i++
			continue
		}
		longest := 0
		for _, text := range f.texts[word] {
			if len(text) > longest && bytes.HasPrefix(data[i:], text) {
				longest = len(text)
			}
		}
		found += int64(longest)
		i += max(longest, 1)
	}
	return found
}

// scanned is what a search has seen.
type scanned struct {
	read  int64
	found int64
	where []string // kinds of files
}

// scan searches all files of the workspace, and their names.
func (s *Service) scan(ctx context.Context, f *finder) (scanned, error) {
	var out scanned
	files, err := s.files()
	if err != nil || f.longest == 0 {
		return out, err
	}
	buf := make([]byte, scanRead+f.longest)
	for _, one := range files {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		found := f.count([]byte(one.name), len(one.name))
		n, inside, err := s.scanFile(f, one, buf)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, err
		}
		out.read += n
		if found += inside; found > 0 {
			out.found += found
			out.where = append(out.where, one.Kind)
		}
	}
	return out, nil
}

// scanFile searches one file: all of it, or both ends of a video.
func (s *Service) scanFile(f *finder, one file, buf []byte) (read, found int64, err error) {
	h, done, err := s.Eraser.Inspect(one.name)
	if err != nil {
		return 0, 0, err
	}
	defer done()
	if h != nil {
		return f.scanReader(io.NewSectionReader(h, 0, math.MaxInt64), buf)
	}
	return f.scanPlain(one, buf)
}

// scanPlain searches a file that is open nowhere.
func (f *finder) scanPlain(one file, buf []byte) (read, found int64, err error) {
	h, err := os.Open(one.path)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = h.Close() }() // it was only read
	if !strings.HasSuffix(one.name, ".mp4") || one.size <= 2*scanEnds {
		return f.scanReader(h, buf)
	}
	for _, at := range []int64{0, one.size - scanEnds} {
		n, some, err := f.scanReader(io.NewSectionReader(h, at, scanEnds), buf)
		read, found = read+n, found+some
		if err != nil {
			return read, found, err
		}
	}
	return read, found, nil
}

// scanReader searches what r gives, piece by piece: the end of one is looked at again
// with the next, so that nothing hides between two.
func (f *finder) scanReader(r io.Reader, buf []byte) (read, found int64, err error) {
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		read += int64(n)
		have := kept + n
		if err != nil {
			found += f.count(buf[:have], have)
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil
			}
			return read, found, err
		}
		limit := have - f.longest
		found += f.count(buf[:have], limit)
		kept = copy(buf, buf[limit:have])
	}
}
