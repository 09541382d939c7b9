package media

import (
	"bytes"
	"os"
	"testing"
	"time"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	ts := make([]byte, 600)
	ts[0], ts[188], ts[376] = 0x47, 0x47, 0x47
	m2ts := make([]byte, 600)
	m2ts[4], m2ts[196], m2ts[388] = 0x47, 0x47, 0x47
	for _, tt := range []struct {
		name string
		head string
		want content
	}{
		{"mp4", "\x00\x00\x00\x20ftypisom", contentMP4},
		{"quicktime without ftyp", "\x00\x00\x00\x08wide\x00\x01", contentMP4},
		{"quicktime, large mdat", "\x00\x00\x00\x01mdat\x00\x00", contentMP4},
		{"heic", "\x00\x00\x00\x20ftypheic", contentPicture},
		{"avif still", "\x00\x00\x00\x20ftypavif", contentPicture},
		{"avif sequence", "\x00\x00\x00\x20ftypavis", contentMP4},
		{"matroska", "\x1a\x45\xdf\xa3\x01", contentMatroska},
		{"avi", "RIFF\x00\x00\x00\x00AVI LIST", contentAVI},
		{"wav", "RIFF\x00\x00\x00\x00WAVEfmt ", contentAudio},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", contentPicture},
		{"transport stream", string(ts), contentTS},
		{"camera transport stream", string(m2ts), contentTS},
		{"program stream", "\x00\x00\x01\xba\x44", contentPS},
		{"flash", "FLV\x01\x05", contentFLV},
		{"ogg", "OggS\x00", contentOgg},
		{"jpeg", "\xff\xd8\xff\xe0", contentPicture},
		{"png", "\x89PNG\r\n\x1a\n", contentPicture},
		{"mp3", "ID3\x04", contentAudio},
		{"hls", "#EXTM3U\n#EXTINF:1,\nfile.ts\n", contentPlaylist},
		{"hls after a mark", "\xef\xbb\xbf\n #EXTM3U\n", contentPlaylist},
		{"concat list", "ffconcat version 1.0\nfile x.mp4\n", contentPlaylist},
		{"dash", "<?xml version=\"1.0\"?>\n<MPD xmlns=\"x\">", contentPlaylist},
		{"sdp", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", contentPlaylist},
		{"text", "Dear diary,\n", contentText},
		{"text cut in a letter", "caf\xc3", contentText},
		{"zip", "PK\x03\x04\x14", contentDocument},
		{"nothing", "", contentUnknown},
		{"noise", "\x00\x13\x37\x00\xfe", contentUnknown},
	} {
		if got := sniff([]byte(tt.head)); got != tt.want {
			t.Errorf("%s: sniff = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMatroskaEnds(t *testing.T) {
	t.Parallel()
	head := []byte("\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67")
	if got := matroskaEnds(append(head, 0x01, 0, 0, 0, 0, 0, 0x10, 0)); got != int64(len(head))+8+0x1000 {
		t.Errorf("known size: %d", got)
	}
	if got := matroskaEnds(append(head, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)); got != 0 {
		t.Errorf("unknown size: %d", got)
	}
}

func TestReadBoxesOfGeneratedClips(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip string
		ok   func(*boxes) bool
	}{
		{"conforming.mp4", func(b *boxes) bool {
			return b.Brand == "isom" && b.HasMoov && !b.MoovLast && !b.Fragmented && !b.Encrypted && !b.HasExtras && b.Hidden < 200*time.Millisecond
		}},
		{"indexlast.mp4", func(b *boxes) bool { return b.MoovLast }},
		{"fragments.mp4", func(b *boxes) bool { return b.Fragmented }},
		{"protected.mp4", func(b *boxes) bool { return b.Encrypted }},
		{"gps.mp4", func(b *boxes) bool { return b.HasExtras }},
		{"hidden.mp4", func(b *boxes) bool { return b.Hidden > time.Second }},
	} {
		data := read(t, clip(t, tt.clip))
		b, err := readBoxes(bytes.NewReader(data), int64(len(data)))
		if err != nil || !tt.ok(b) {
			t.Errorf("%s: %+v, %v", tt.clip, b, err)
		}
		if b.truncated(int64(len(data))) {
			t.Errorf("%s: taken for truncated: %+v", tt.clip, b)
		}
	}
}

// TestReadBoxesBombs holds headers that made go-mp4's own probe allocate without
// end or walk in circles.
func TestReadBoxesBombs(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"size under header": "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomiso2\x00\x00\x00\x03moov\x00\x00\x00\x00",
		"size wraps round":  "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomiso2\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xe8",
		"endless samples": "\x00\x00\x00\x40moov\x00\x00\x00\x38trak\x00\x00\x00\x30mdia\x00\x00\x00\x28minf\x00\x00\x00\x20stbl" +
			"\x00\x00\x00\x18stts\x00\x00\x00\x00\x00\x00\x00\x01\xff\xff\xff\xff\x00\x00\x00\x01",
	} {
		if b, _ := readBoxes(bytes.NewReader([]byte(data)), int64(len(data))); !b.truncated(int64(len(data))) {
			t.Errorf("%s: not taken for truncated: %+v", name, b)
		}
	}
}

func FuzzReadBoxes(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomiso2\x00\x00\x00\x08moov"))
	for _, name := range []string{"sample.mp4", "sample_fragmented.mp4", "sample_init.encv.mp4"} {
		if data, err := os.ReadFile("../../../shared/media/go-abema-go-mp4/" + name); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, _ := readBoxes(bytes.NewReader(data), int64(len(data)))
		if b == nil || b.Hidden < 0 {
			t.Fatalf("boxes: %+v", b)
		}
		sniff(data)
		matroskaEnds(data)
	})
}
