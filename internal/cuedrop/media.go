package cuedrop

import "time"

// Verdict is the outcome of checking a clip against TikTok's rules. The words are
// part of the command line's contract.
type Verdict string

// The verdicts: usable as it is, usable after preparing, not usable.
const (
	VerdictOK      Verdict = "ok"
	VerdictFixable Verdict = "fixable"
	VerdictRefused Verdict = "refused"
)

// Route is the cheapest sufficient way to make a clip ready (media.md 3.3). The
// words are part of the command line's contract.
type Route string

// The routes, cheapest first.
const (
	RouteCopy  Route = "copy"  // the original's bytes, untouched
	RouteRemux Route = "remux" // same streams in a clean MP4
	RouteAudio Route = "audio" // video copied, audio made anew or added
	RouteFull  Route = "full"  // video and audio made anew
)

// Severity ranks a finding.
type Severity string

// The severities: information, worth knowing before posting, must be fixed first,
// can't be posted.
const (
	SeverityInfo    Severity = "info"
	SeverityWarning Severity = "warning"
	SeverityFixable Severity = "fixable"
	SeverityRefused Severity = "refused"
)

// Finding is one thing that the check saw in a clip. Code is stable; Message is a
// sentence for the user (fact first, rule second); FailReason is what TikTok would
// answer, if anything; Fix is what Cuedrop would do, or what the user can do.
type Finding struct {
	Code       string   `json:"code"`
	Severity   Severity `json:"severity"`
	Message    string   `json:"message"`
	FailReason string   `json:"failReason,omitempty"`
	Fix        string   `json:"fix,omitempty"`
	// PostID is the other post that the finding is about, if there is one.
	PostID PostID `json:"postId,omitempty"`
}

// MediaInfo is what a clip is, as a viewer sees it: width and height after
// rotation and sample aspect ratio. Zero values mean unknown.
type MediaInfo struct {
	Container  string  `json:"container"`
	DurationMs int64   `json:"durationMs"`
	Width      int     `json:"width"`
	Height     int     `json:"height"`
	FPS        float64 `json:"fps"`
	VideoCodec string  `json:"videoCodec"`
	AudioCodec string  `json:"audioCodec"`
	Size       int64   `json:"size"`
}

// Check is the result of looking at one file.
type Check struct {
	Verdict  Verdict
	Route    Route // "" when refused
	Findings []Finding
	Info     MediaInfo
}

// Media is a clip that the user added. The file stays the user's: it is opened
// read-only and never moved. Size, ModTime and SHA256 are those at the time of
// adding; a file that no longer matches is never published silently.
type Media struct {
	ID      MediaID
	Path    string // absolute
	Name    string // base name, for showing
	Size    int64
	ModTime time.Time
	SHA256  string // lower-case hex of the whole file
	Sum64   string // XXH64 of the whole file in hex; "" = added by an older Cuedrop
	// FileID changes when the file is replaced or rewritten, even where size and time
	// stay; "" = not known. CheckedBy names the rules and the ffmpeg behind Check; "" =
	// not known. Both are for comparing only.
	FileID, CheckedBy string
	Check             Check
	AddedAt           time.Time
	// RemovedAt is when the user took it out of the library; its posts keep it. Zero = it
	// is in it.
	RemovedAt time.Time
}

// Rendition is the file that goes to TikTok. For RouteCopy it is the original.
type Rendition struct {
	Path   string
	Route  Route
	Size   int64
	SHA256 string // lower-case hex
	// Sum64 is the file's XXH64 in hex. It tells whether the file that is being sent
	// is still the one that was prepared, at a tenth of SHA-256's price; it is no proof
	// against somebody who wants it to match. "" = prepared by an older Cuedrop.
	Sum64      string `json:",omitempty"`
	DurationMs int64
	// StartMs is where in the original it begins: later than 0 after a trim, and up to a
	// keyframe earlier than asked when the trim is at a keyframe.
	StartMs int64 `json:",omitempty"`
}

// Fit says how a picture that is not 9:16 fills the frame.
type Fit string

// The fits. Keep sends the clip's own shape.
const (
	FitKeep Fit = "keep"
	FitPad  Fit = "pad"
	FitCrop Fit = "crop"
	FitBlur Fit = "blur"
)

// RenderProgress is how far a conversion is. Fraction is 0 to 1 and never goes
// back; it stays below 1 until the result has been verified. Remaining is 0 while
// unknown.
type RenderProgress struct {
	Fraction  float64
	Remaining time.Duration
}
