package media

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// sniffLength is how much of a file's head sniff wants: three packets of an MPEG
// transport stream with room to spare.
const sniffLength = 4096

// content is what a file's first bytes say it is.
type content string

const (
	contentUnknown  content = ""
	contentMP4      content = "mp4" // ISO base media or QuickTime
	contentMatroska content = "matroska"
	contentAVI      content = "avi"
	contentTS       content = "mpegts"
	contentPS       content = "mpeg"
	contentFLV      content = "flv"
	contentASF      content = "asf"
	contentOgg      content = "ogg"
	contentPicture  content = "picture"
	contentAudio    content = "audio"
	contentPlaylist content = "playlist" // names other files or addresses
	contentText     content = "text"
	contentDocument content = "document" // archives, PDF, programs
)

type magic struct {
	offset int
	bytes  string
	is     content
}

// magics are tried in order; an entry of a RIFF family must come before shorter ones.
var magics = []magic{
	{0, "\x1a\x45\xdf\xa3", contentMatroska},
	{0, "FLV\x01", contentFLV},
	{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", contentASF},
	{0, "OggS", contentOgg},
	{0, "\x00\x00\x01\xba", contentPS},
	{8, "AVI ", contentAVI},
	{8, "WEBP", contentPicture},
	{8, "WAVE", contentAudio},
	{8, "AIFF", contentAudio},
	{0, "\xff\xd8\xff", contentPicture},
	{0, "\x89PNG\r\n\x1a\n", contentPicture},
	{0, "GIF8", contentPicture},
	{0, "II*\x00", contentPicture},
	{0, "MM\x00*", contentPicture},
	{0, "8BPS", contentPicture},
	{0, "\xff\x0a", contentPicture},
	{4, "JXL \r\n", contentPicture},
	{4, "jP  \r\n", contentPicture},
	{0, "ID3", contentAudio},
	{0, "fLaC", contentAudio},
	{0, "#!AMR", contentAudio},
	{0, "\xff\xfb", contentAudio},
	{0, "\xff\xf3", contentAudio},
	{0, "\xff\xf1", contentAudio},
	{0, "\xff\xf9", contentAudio},
	{0, "PK\x03\x04", contentDocument},
	{0, "%PDF-", contentDocument},
	{0, "\x7fELF", contentDocument},
	{0, "MZ", contentDocument},
	{0, "Rar!", contentDocument},
	{0, "7z\xbc\xaf\x27\x1c", contentDocument},
	{0, "\x1f\x8b", contentDocument},
	{0, "SQLite format 3\x00", contentDocument},
}

// pictureBrands are the major brands of still pictures in ISO files. "avis" and
// "hevc" are sequences and play as video.
var pictureBrands = []string{"heic", "heix", "heim", "heis", "mif1", "avif", "crx "}

// playlistWords start files that make a demuxer open other files or addresses.
var playlistWords = []string{
	"#extm3u", "ffconcat", "[playlist]", "<mpd", "<smil", "<asx", "<smoothstreamingmedia", "<playlist", "v=0\r", "v=0\n",
}

// sniff names the content of a file from its first bytes. Unknown is not a
// refusal: ffprobe, which is held to a list of containers, decides then.
func sniff(head []byte) content {
	for _, m := range magics {
		if len(head) >= m.offset+len(m.bytes) && string(head[m.offset:m.offset+len(m.bytes)]) == m.bytes {
			if m.offset == 8 && !isChunked(head) {
				continue
			}
			return m.is
		}
	}
	switch {
	case isMP4(head):
		if isPictureBrand(head) {
			return contentPicture
		}
		return contentMP4
	case isTransportStream(head):
		return contentTS
	case isPlaylist(head):
		return contentPlaylist
	case isText(head):
		return contentText
	}
	return contentUnknown
}

func isChunked(head []byte) bool {
	return bytes.HasPrefix(head, []byte("RIFF")) || bytes.HasPrefix(head, []byte("FORM"))
}

func isMP4(head []byte) bool {
	if len(head) < 8 {
		return false
	}
	switch string(head[4:8]) {
	case "ftyp", "styp", "moov", "moof":
		return true
	case "mdat", "wide", "free", "skip", "pnot", "uuid": // QuickTime files of old have no ftyp
		size := binary.BigEndian.Uint32(head)
		return size == 1 || size >= 8 || size == 0
	}
	return false
}

func isPictureBrand(head []byte) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	for _, b := range pictureBrands {
		if string(head[8:12]) == b {
			return true
		}
	}
	return false
}

// isTransportStream looks for the sync byte of three packets in a row, with and
// without the four-byte time code of Blu-ray and AVCHD.
func isTransportStream(head []byte) bool {
	for _, shape := range [][2]int{{0, 188}, {4, 192}, {0, 204}} {
		first, step := shape[0], shape[1]
		if len(head) > first+2*step && head[first] == 0x47 && head[first+step] == 0x47 && head[first+2*step] == 0x47 {
			return true
		}
	}
	return false
}

func isPlaylist(head []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, w := range playlistWords {
		if bytes.HasPrefix(text, []byte(w)) {
			return true
		}
	}
	if !bytes.HasPrefix(text, []byte("<?xml")) && !bytes.HasPrefix(text, []byte("<!--")) {
		return false
	}
	return bytes.Contains(text, []byte("<mpd")) || bytes.Contains(text, []byte("<smil")) ||
		bytes.Contains(text, []byte("<playlist")) || bytes.Contains(text, []byte("<smoothstreamingmedia"))
}

func isText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	// The head may end inside a character.
	for cut := 0; cut < utf8.UTFMax && len(head) > 1 && !utf8.Valid(head); cut++ {
		head = head[:len(head)-1]
	}
	if !utf8.Valid(head) {
		return false
	}
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b {
			return false
		}
	}
	return true
}

// matroskaEnds returns where the segment of a Matroska file says it ends, or 0
// when it does not say.
func matroskaEnds(head []byte) int64 {
	at := bytes.Index(head, []byte("\x18\x53\x80\x67"))
	if at < 0 || at+12 > len(head) {
		return 0
	}
	first := head[at+4]
	width := 1
	for mask := byte(0x80); width <= 8 && first&mask == 0; mask >>= 1 {
		width++
	}
	if width > 8 {
		return 0
	}
	size := int64(first) & (1<<(8-width) - 1)
	unknown := size == 1<<(8-width)-1
	for _, b := range head[at+5 : at+4+width] {
		unknown = unknown && b == 0xff
		size = size<<8 | int64(b)
	}
	if unknown {
		return 0
	}
	return int64(at) + 4 + int64(width) + size
}

// isWebM reports whether an EBML head declares the document type of WebM.
func isWebM(head []byte) bool {
	return bytes.Contains(head[:min(len(head), 64)], []byte("webm"))
}
