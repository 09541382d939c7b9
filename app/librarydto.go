package app

// Media is one clip.
type Media struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Size       int64     `json:"size"`
	DurationMs int64     `json:"durationMs"`
	Width      int       `json:"width"`
	Height     int       `json:"height"`
	FPS        float64   `json:"fps"`
	VideoCodec string    `json:"videoCodec"`
	AudioCodec string    `json:"audioCodec"`
	Container  string    `json:"container"`
	Verdict    string    `json:"verdict"` // ok, fixable, refused
	Route      string    `json:"route"`
	Findings   []Finding `json:"findings"`
	AddedAt    string    `json:"addedAt"`
	// Removed is a clip that was taken out of the library; its posts still show it.
	Removed bool `json:"removed"`
	// Content is the same for clips that are the same byte for byte.
	Content string `json:"content"`
}

// ClipFile is what lies on the disk for one clip of the library.
type ClipFile struct {
	MediaID    string `json:"mediaId"`
	State      string `json:"state"` // here, missing, differs, unknown
	CacheBytes int64  `json:"cacheBytes"`
}

// ClipCopy is the prepared copy of a post's clip.
type ClipCopy struct {
	PostID string `json:"postId"`
	Size   int64  `json:"size"`
}

// ClipFiles is what lies on the disk for all of them.
type ClipFiles struct {
	Clips  []ClipFile `json:"clips"`
	Copies []ClipCopy `json:"copies"`
}

// Replaced is what became of choosing another file for a clip: the same clip at its new
// place, or a clip of its own. Without a choice there is no MediaID.
type Replaced struct {
	MediaID string `json:"mediaId"`
	Same    bool   `json:"same"`
}

// Snippet is words that the user keeps for captions.
type Snippet struct {
	ID        string `json:"id"`   // "" = new
	Kind      string `json:"kind"` // hashtags, text, template
	Name      string `json:"name"`
	Text      string `json:"text"`
	AccountID string `json:"accountId"` // a template's
}

// ClipLook is what choosing a cover and a cut of a clip needs to know. Times are those
// of the original.
type ClipLook struct {
	StripFrames    int     `json:"stripFrames"`    // pictures in /media/{id}/strip
	BestMs         int64   `json:"bestMs"`         // suggested cover
	KeyframesMs    []int64 `json:"keyframesMs"`    // ascending, 2,000 at most
	KeyframesKnown bool    `json:"keyframesKnown"` // false: a cut can't be at a keyframe
}

// Finding is one thing that the check saw in a clip.
type Finding struct {
	Code       string `json:"code"`
	Severity   string `json:"severity"` // info, warning, fixable, refused
	Message    string `json:"message"`
	FailReason string `json:"failReason"`
	Fix        string `json:"fix"`
	PostID     string `json:"postId"` // another post that it is about, or ""
}

// Added is the outcome of adding files: one draft a usable file.
type Added struct {
	PostIDs []string  `json:"postIds"`
	Refused []Refused `json:"refused"`
	// Again is how many of the drafts are of clips that were added before.
	Again int `json:"again,omitempty"`
}

// ImportProgress is how far the adding of files is. done equals total when it has ended, also
// when it was canceled.
type ImportProgress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Refused is a dropped thing that did not become a draft.
type Refused struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// RenderProgress is lossy: nothing may depend on it. Fraction is 0 to 1.
type RenderProgress struct {
	PostID      string  `json:"postId"`
	Fraction    float64 `json:"fraction"`
	RemainingMs int64   `json:"remainingMs"` // 0 while unknown
}
