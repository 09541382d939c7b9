package app

// Post is one post as the window sees it.
type Post struct {
	ID             string    `json:"id"`
	Rev            int64     `json:"rev"`
	State          PostState `json:"state"`
	AccountID      string    `json:"accountId"`
	MediaID        string    `json:"mediaId"`
	Mode           string    `json:"mode"`
	Caption        string    `json:"caption"`
	Privacy        string    `json:"privacy"`
	AllowComment   bool      `json:"allowComment"`
	AllowDuet      bool      `json:"allowDuet"`
	AllowStitch    bool      `json:"allowStitch"`
	YourBrand      bool      `json:"yourBrand"`
	BrandedContent bool      `json:"brandedContent"`
	AIGenerated    bool      `json:"aiGenerated"`
	CoverMs        int64     `json:"coverMs"`
	Fit            string    `json:"fit"`
	CropX          float64   `json:"cropX"` // -1 left, 0 middle, 1 right
	CropY          float64   `json:"cropY"` // -1 top, 0 middle, 1 bottom
	TrimStartMs    int64     `json:"trimStartMs"`
	TrimEndMs      int64     `json:"trimEndMs"` // 0 = the clip's end
	TrimAtKeyframe bool      `json:"trimAtKeyframe"`
	Loudness       bool      `json:"loudness"`
	Remake         string    `json:"remake"`      // "", picture, 30fps
	ScheduledAt    string    `json:"scheduledAt"` // instant, "" without a time
	Wall           string    `json:"wall"`        // 2006-01-02T15:04:05 in Zone
	Zone           string    `json:"zone"`
	ConsentAt      string    `json:"consentAt"`
	Failure        *Failure  `json:"failure,omitempty"`
	Convert        string    `json:"convert"` // the remake that helps against what TikTok refused, or ""
	NotBefore      string    `json:"notBefore"`
	PublishID      string    `json:"publishId"`
	PostIDs        []string  `json:"postIds"`
	Link           string    `json:"link"` // to the public post, "" while there is none
	Attempts       int       `json:"attempts"`
	CreatedAt      string    `json:"createdAt"` // with milliseconds: the place among drafts without a time
	UpdatedAt      string    `json:"updatedAt"`
	PublishedAt    string    `json:"publishedAt"`
	Editable       bool      `json:"editable"`
	Cancelable     bool      `json:"cancelable"`
}

// Failure is why a post failed, waits or could not be confirmed.
type Failure struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// PostInput is what the composer edits. Privacy "" means not chosen yet.
type PostInput struct {
	AccountID      string  `json:"accountId"`
	Mode           string  `json:"mode"`
	Caption        string  `json:"caption"`
	Privacy        string  `json:"privacy"`
	AllowComment   bool    `json:"allowComment"`
	AllowDuet      bool    `json:"allowDuet"`
	AllowStitch    bool    `json:"allowStitch"`
	YourBrand      bool    `json:"yourBrand"`
	BrandedContent bool    `json:"brandedContent"`
	AIGenerated    bool    `json:"aiGenerated"`
	CoverMs        int64   `json:"coverMs"`
	Fit            string  `json:"fit"`
	CropX          float64 `json:"cropX"`
	CropY          float64 `json:"cropY"`
	TrimStartMs    int64   `json:"trimStartMs"`
	TrimEndMs      int64   `json:"trimEndMs"`
	TrimAtKeyframe bool    `json:"trimAtKeyframe"`
	Loudness       bool    `json:"loudness"`
	Remake         string  `json:"remake"`
}

// When is the time of a post: Now, or Wall (2006-01-02T15:04) in Zone.
type When struct {
	Now bool `json:"now"`
	// Slot says that Wall is a free slot of the account, which no other post then gets.
	Slot bool   `json:"slot,omitempty"`
	Wall string `json:"wall"`
	Zone string `json:"zone"`
}

// Consent is what the user was shown next to the button and agreed to.
type Consent struct {
	TextVersion string   `json:"textVersion"`
	Options     []string `json:"options"` // the privacy options then offered
}

// ResolvedTime tells what a wall time means before the user agrees to it.
type ResolvedTime struct {
	At   string `json:"at"`
	Note string `json:"note"` // "", gap, overlap
}

// PostOpen asks the window to show a post, with the question of what became of it if
// Ask is set. Without an ID it is the list of what needs the user.
type PostOpen struct {
	ID  string `json:"id"`
	Ask bool   `json:"ask"`
}

// PostList is a part of all posts.
type PostList struct {
	Posts compactPosts `json:"posts"`
	More  bool         `json:"more"` // there are posts after the last of these
}

// StateCount is a number of posts in one state.
type StateCount struct {
	State PostState `json:"state"`
	Count int       `json:"count"`
}

// UploadProgress is lossy: nothing may depend on it.
type UploadProgress struct {
	PostID      string `json:"postId"`
	Sent        int64  `json:"sent"`
	Total       int64  `json:"total"`
	RemainingMs int64  `json:"remainingMs"` // 0 while unknown
	// WindowMs is how long TikTok still takes bytes of this upload.
	WindowMs int64 `json:"windowMs"`
}
