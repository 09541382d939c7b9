package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// A span is a part of a file.
type span struct{ offset, size int64 }

// Extended types of uuid boxes: Content Credentials (C2PA specification, "Embedding
// manifests into BMFF-based assets") and XMP (XMP specification part 3).
var (
	uuidC2PA = [16]byte{0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81}
	uuidXMP  = [16]byte{0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac}
)

const (
	maxMarks = 16 // uuid boxes and XMP that are looked into; a file has one or two
	// generatorMax bounds the name of a program, in runes.
	generatorMax = 80
)

// Provenance reads what the file at path says of where it comes from, with the manifest
// store as it lies in it. It reads MP4 and QuickTime; others say nothing. It returns
// Invalid for a file that cannot be read.
func (e *Engine) Provenance(ctx context.Context, path string) (cuedrop.Provenance, error) {
	if ctx.Err() != nil {
		return cuedrop.Provenance{}, canceled(ctx)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return cuedrop.Provenance{}, fault.Wrap(err, fault.Internal, "", "")
	}
	f := look(abs)
	if f.file.problem != "" {
		return cuedrop.Provenance{}, problemFault(f.file.problem)
	}
	return f.provenance, nil
}

// readProvenance looks into the marked parts of a file: the boxes that may hold C2PA or
// XMP. It is a search for words in a bounded piece of bytes, not a parser of JUMBF and
// CBOR: enough to say what the file says, and nothing that hostile bytes could lead
// astray. more says that there is anything besides Content Credentials.
func readProvenance(r io.ReaderAt, marks []span) (out cuedrop.Provenance, more bool) {
	for _, m := range marks {
		data := make([]byte, min(max(m.size, 0), cuedrop.ManifestMax+64))
		n, err := r.ReadAt(data, m.offset)
		if err != nil && n < len(data) {
			more = true
			continue
		}
		switch {
		case bytes.HasPrefix(data, uuidC2PA[:]):
			store, ok := manifestStore(data[len(uuidC2PA):])
			if !ok || out.C2PA { // hashes of fragments, or a second copy
				more = true
				continue
			}
			whole := int64(len(data)) == m.size && len(store) <= cuedrop.ManifestMax
			out.C2PA, out.Size = true, m.size-int64(len(data)-len(store))
			out.Generator = generatorOf(store)
			if whole {
				out.Size, out.Manifest = int64(len(store)), bytes.Clone(store)
				sum := sha256.Sum256(store)
				out.SHA256 = hex.EncodeToString(sum[:])
			}
			out.Source = sourceIn(store, out.Source)
		default: // XMP, in a uuid box or QuickTime's own
			out.Source = sourceIn(data, out.Source)
			more = true
		}
	}
	return out, more
}

// manifestStore takes the header off the content of a C2PA box: version and flags, what
// the box is for, and where hashes of fragments lie. Only boxes that hold a manifest
// store count.
func manifestStore(data []byte) (store []byte, ok bool) {
	const fullBox, merkleOffset = 4, 8
	if len(data) < fullBox {
		return nil, false
	}
	purpose, _, found := bytes.Cut(data[fullBox:min(len(data), fullBox+32)], []byte{0})
	if !found {
		return nil, false
	}
	at := fullBox + len(purpose) + 1 + merkleOffset
	switch string(purpose) {
	case "manifest", "original", "update":
	default:
		return nil, false
	}
	if at > len(data) {
		return nil, false
	}
	store = data[at:]
	// The store is one JUMBF box. What follows it in the uuid box is room for later.
	if len(store) < 8 || string(store[4:8]) != "jumb" {
		return nil, false
	}
	n := int64(store[0])<<24 | int64(store[1])<<16 | int64(store[2])<<8 | int64(store[3])
	if n >= 8 && n < int64(len(store)) {
		store = store[:n]
	}
	return store, true
}

// sourceIn returns which kind of AI data names as the source, or known. IPTC's words
// end the address of the vocabulary ("…/digitalsourcetype/trainedAlgorithmicMedia"); XMP
// may hold the bare word. A composite is said where anything is whole AI only in part.
func sourceIn(data []byte, known cuedrop.DigitalSource) cuedrop.DigitalSource {
	switch {
	case hasWord(data, string(cuedrop.SourceAI)):
		return cuedrop.SourceAI
	case known == "" && hasWord(data, string(cuedrop.SourceAIComposite)):
		return cuedrop.SourceAIComposite
	}
	return known
}

// hasWord reports whether word stands in data and neither goes on nor begins earlier.
func hasWord(data []byte, word string) bool {
	for len(data) > 0 {
		at := bytes.Index(data, []byte(word))
		if at < 0 {
			return false
		}
		end := at + len(word)
		if (at == 0 || !isLetter(data[at-1])) && (end == len(data) || !isLetter(data[end])) {
			return true
		}
		data = data[end:]
	}
	return false
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

// generatorOf finds the name of the program that wrote the newest claim: it is the last
// manifest of a store. "" when it is not readable.
func generatorOf(store []byte) string {
	const key, infoKey = "claim_generator", "claim_generator_info"
	if at := bytes.LastIndex(store, []byte(infoKey)); at >= 0 {
		rest := store[at+len(infoKey):]
		rest = rest[:min(len(rest), 512)]
		if name := bytes.Index(rest, []byte("name")); name >= 0 {
			if s := textAt(rest[name+len("name"):]); s != "" {
				return s
			}
		}
	}
	for end := len(store); ; {
		at := bytes.LastIndex(store[:end], []byte(key))
		if at < 0 {
			return ""
		}
		if s := textAt(store[at+len(key):]); s != "" {
			return s
		}
		end = at
	}
}

// textAt reads the text that stands at the start of data: a CBOR text string, or a JSON
// one after a colon.
func textAt(data []byte) string {
	if len(data) < 2 {
		return ""
	}
	if rest := bytes.TrimLeft(data, "\": \t\r\n"); data[0] == '"' && len(rest) > 0 {
		text, _, found := bytes.Cut(rest, []byte{'"'})
		if !found {
			return ""
		}
		return readable(text)
	}
	n, head := 0, 1
	switch b := data[0]; {
	case b >= 0x60 && b < 0x78: // the length is in the first byte
		n = int(b - 0x60)
	case b == 0x78:
		n, head = int(data[1]), 2
	default:
		return ""
	}
	if len(data) < head+n {
		return ""
	}
	return readable(data[head : head+n])
}

// readable shortens a text that a stranger chose and leaves out what is not seen.
func readable(text []byte) string {
	if !utf8.Valid(text) {
		return ""
	}
	out, n := strings.Builder{}, 0
	for _, r := range string(text) {
		if !unicode.IsPrint(r) {
			continue
		}
		if n++; n > generatorMax {
			break
		}
		out.WriteRune(r)
	}
	return strings.TrimSpace(out.String())
}

// provenanceIssues say what the file says of itself. Private data is taken out of every
// file, and this goes with it: that must not happen unsaid.
func provenanceIssues(f facts) []issue {
	var out []issue
	p := f.provenance
	if p.C2PA {
		message := "The file carries Content Credentials (C2PA). Cuedrop does not verify their signature. Preparing the clip drops them."
		if p.Generator != "" {
			message = sprintf("The file carries Content Credentials (C2PA), written by “%s” as they say themselves. Cuedrop does not verify their signature. Preparing the clip drops them.", p.Generator)
		}
		out = append(out, warn(cuedrop.RouteRemux, cuedrop.FindingC2PA, message,
			"Cuedrop keeps a copy of them for the receipt."))
	}
	if p.Source != "" {
		message := sprintf("The file says of itself that it was made with AI (%s).", p.Source)
		if p.Source == cuedrop.SourceAIComposite {
			message = sprintf("The file says of itself that it was partly made with AI (%s).", p.Source)
		}
		out = append(out, warn(cuedrop.RouteCopy, cuedrop.FindingAI,
			message, "Switch on “AI-generated”, so that TikTok labels it."))
	}
	return out
}
