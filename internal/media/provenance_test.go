package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func mp4Box(kind string, content ...[]byte) []byte {
	all := bytes.Join(content, nil)
	return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(all))), append([]byte(kind), all...)...)
}

// cborText is a CBOR text string.
func cborText(s string) []byte {
	if len(s) < 24 {
		return append([]byte{0x60 + byte(len(s))}, s...)
	}
	return append([]byte{0x78, byte(len(s))}, s...)
}

// credentials is a C2PA box around a manifest store whose claim names generator and
// whose action names source.
func credentials(purpose, generator, source string) (whole, store []byte) {
	claim := bytes.Join([][]byte{cborText("claim_generator_info"), {0x81, 0xa1}, cborText("name"), cborText(generator)}, nil)
	actions := bytes.Join([][]byte{cborText("c2pa.created"), cborText("digitalSourceType"), cborText("http://cv.iptc.org/newscodes/digitalsourcetype/" + source)}, nil)
	store = mp4Box("jumb", mp4Box("jumd", []byte("c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71\x03c2pa\x00")), mp4Box("cbor", actions), mp4Box("cbor", claim))
	room := make([]byte, 32) // for later
	whole = mp4Box("uuid", uuidC2PA[:], make([]byte, 4), append([]byte(purpose), 0), make([]byte, 8), store, room)
	return whole, store
}

func xmpBox(text string) []byte { return mp4Box("uuid", uuidXMP[:], []byte(text)) }

func TestProvenance(t *testing.T) {
	t.Parallel()
	clipBytes := read(t, clip(t, "conforming.mp4"))
	ai, store := credentials("manifest", "Pictor 3", string(cuedrop.SourceAI))
	mixed, _ := credentials("original", "Pictor 3", string(cuedrop.SourceAIComposite))
	camera, _ := credentials("manifest", "Kamera\u202e 1", "digitalCapture")
	merkle, _ := credentials("merkle", "Pictor 3", string(cuedrop.SourceAI))
	sum := sha256.Sum256(store)
	xmp := `<rdf:Description Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/`
	large := mp4Box("uuid", uuidC2PA[:], make([]byte, 4), []byte("manifest\x00"), make([]byte, 8),
		mp4Box("jumb", []byte("/trainedAlgorithmicMedia"), make([]byte, cuedrop.ManifestMax)))
	for _, tt := range []struct {
		name  string
		extra []byte
		want  cuedrop.Provenance
		codes []string
	}{
		{"nothing", nil, cuedrop.Provenance{}, []string{}},
		{"made with AI", ai, cuedrop.Provenance{C2PA: true, Generator: "Pictor 3", Source: cuedrop.SourceAI, Size: int64(len(store)), SHA256: hex.EncodeToString(sum[:])}, []string{"c2pa", "ai_provenance"}},
		{"partly", mixed, cuedrop.Provenance{C2PA: true, Generator: "Pictor 3", Source: cuedrop.SourceAIComposite}, []string{"c2pa", "ai_provenance"}},
		{"a camera", camera, cuedrop.Provenance{C2PA: true, Generator: "Kamera 1"}, []string{"c2pa"}},
		{"hashes of fragments only", merkle, cuedrop.Provenance{}, []string{"metadata"}},
		{"XMP", xmpBox(xmp + `trainedAlgorithmicMedia"/>`), cuedrop.Provenance{Source: cuedrop.SourceAI}, []string{"ai_provenance", "metadata"}},
		{"XMP of a camera", xmpBox(xmp + `digitalCapture"/>`), cuedrop.Provenance{}, []string{"metadata"}},
		{"another word", xmpBox(xmp + `trainedAlgorithmicMediaReview"/>`), cuedrop.Provenance{}, []string{"metadata"}},
		{"too large to keep", large, cuedrop.Provenance{C2PA: true, Source: cuedrop.SourceAI}, []string{"c2pa", "ai_provenance"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, filepath.Join(t.TempDir(), "a.mp4"), slices.Concat(clipBytes, tt.extra))
			got, err := engine(t).Provenance(t.Context(), path)
			if err != nil || got.C2PA != tt.want.C2PA || got.Generator != tt.want.Generator || got.Source != tt.want.Source ||
				tt.want.SHA256 != "" && (got.SHA256 != tt.want.SHA256 || got.Size != tt.want.Size || !bytes.Equal(got.Manifest, store)) {
				t.Errorf("%+v, %v, want %+v", got, err, tt.want)
			}
			if tt.name == "too large to keep" && (got.Manifest != nil || got.SHA256 != "" || got.Size < cuedrop.ManifestMax) {
				t.Errorf("kept %d bytes of %d, %s", len(got.Manifest), got.Size, got.SHA256)
			}
			f := look(path)
			conforming := phone()
			conforming.boxes.HasExtras, conforming.provenance = f.boxes.HasExtras, f.provenance
			c := judge(conforming)
			if !slices.Equal(codes(c), tt.codes) {
				t.Errorf("findings %v, want %v", codes(c), tt.codes)
			}
			for _, finding := range c.Findings {
				wellFormed(t, finding)
				if finding.Code == cuedrop.FindingC2PA && (c.Route != cuedrop.RouteRemux || !strings.Contains(finding.Message, "not verify") || !strings.Contains(finding.Message, "drops them")) {
					t.Errorf("by %q: %+v", c.Route, finding)
				}
			}
		})
	}
	_, err := engine(t).Provenance(t.Context(), filepath.Join(t.TempDir(), "gone.mp4"))
	if k := fault.KindOf(err); k != fault.Invalid && k != fault.NotFound {
		t.Errorf("of no file: %v", err)
	}
}

// FuzzProvenance: hostile boxes neither crash the search nor make it keep more than its
// bound.
func FuzzProvenance(f *testing.F) {
	ai, _ := credentials("manifest", "Pictor 3", string(cuedrop.SourceAI))
	f.Add(ai)
	f.Add(ai[:len(ai)/2])
	f.Add(xmpBox("trainedAlgorithmicMedia"))
	f.Add(mp4Box("uuid", uuidC2PA[:]))
	f.Add(mp4Box("uuid", uuidC2PA[:], []byte("\x00\x00\x00\x00manifest\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xffjumbclaim_generator\x78\xff")))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, _ := readProvenance(bytes.NewReader(data), []span{{8, int64(len(data)) - 8}, {0, int64(len(data))}, {1 << 40, 16}})
		if len(p.Manifest) > cuedrop.ManifestMax || len([]rune(p.Generator)) > generatorMax || (p.SHA256 == "") != (p.Manifest == nil) {
			t.Errorf("%+v", p)
		}
	})
}
