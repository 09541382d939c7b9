package cuedrop

// Provenance is what a file says of where it comes from: its Content Credentials (C2PA)
// and its XMP. It is the file's own word. Nobody verified the signature, and whoever
// made the file could write anything.
type Provenance struct {
	// C2PA says that the file carries Content Credentials.
	C2PA bool `json:"c2pa"`
	// Generator names the program that wrote them; "" = not readable.
	Generator string `json:"generator,omitempty"`
	// Source is how the file says that it was made; "" = it does not say with AI.
	Source DigitalSource `json:"source,omitempty"`
	// Size and SHA256 are those of the manifest store in the file. SHA256 is "" when it
	// is larger than what is kept.
	Size   int64  `json:"size,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	// Manifest is the manifest store as it lay in the file, up to ManifestMax bytes;
	// nil when it is larger.
	Manifest []byte `json:"-"`
}

// ManifestMax is the most of a manifest store that is kept.
const ManifestMax = 1 << 20

// DigitalSource is a word of the IPTC vocabulary "digital source type".
type DigitalSource string

// The sources that mean AI. Others, such as digitalCapture, are not told.
const (
	SourceAI          DigitalSource = "trainedAlgorithmicMedia"
	SourceAIComposite DigitalSource = "compositeWithTrainedAlgorithmicMedia"
)

// IsZero reports whether the file says nothing.
func (p Provenance) IsZero() bool { return !p.C2PA && p.Source == "" }
