package app

import "encoding/json"

// compactPosts are posts on the wire without what is empty: a snapshot of ten thousand is
// less than half of its size so, and crosses to the page as one string. The page puts
// the empty values back (frontend/src/backend/compact.ts).
type compactPosts []Post

// MarshalJSON leaves out "", 0, false and empty lists.
func (all compactPosts) MarshalJSON() ([]byte, error) {
	out := make([]compactPost, len(all))
	for i := range all {
		out[i] = compactPost(all[i])
	}
	return json.Marshal(out)
}

// compactPost is Post, field by field.
type compactPost struct {
	ID             string    `json:"id,omitempty"`
	Rev            int64     `json:"rev,omitempty"`
	State          PostState `json:"state,omitempty"`
	AccountID      string    `json:"accountId,omitempty"`
	MediaID        string    `json:"mediaId,omitempty"`
	Mode           string    `json:"mode,omitempty"`
	Caption        string    `json:"caption,omitempty"`
	Privacy        string    `json:"privacy,omitempty"`
	AllowComment   bool      `json:"allowComment,omitempty"`
	AllowDuet      bool      `json:"allowDuet,omitempty"`
	AllowStitch    bool      `json:"allowStitch,omitempty"`
	YourBrand      bool      `json:"yourBrand,omitempty"`
	BrandedContent bool      `json:"brandedContent,omitempty"`
	AIGenerated    bool      `json:"aiGenerated,omitempty"`
	CoverMs        int64     `json:"coverMs,omitempty"`
	Fit            string    `json:"fit,omitempty"`
	CropX          float64   `json:"cropX,omitempty"`
	CropY          float64   `json:"cropY,omitempty"`
	TrimStartMs    int64     `json:"trimStartMs,omitempty"`
	TrimEndMs      int64     `json:"trimEndMs,omitempty"`
	TrimAtKeyframe bool      `json:"trimAtKeyframe,omitempty"`
	Loudness       bool      `json:"loudness,omitempty"`
	Remake         string    `json:"remake,omitempty"`
	ScheduledAt    string    `json:"scheduledAt,omitempty"`
	Wall           string    `json:"wall,omitempty"`
	Zone           string    `json:"zone,omitempty"`
	ConsentAt      string    `json:"consentAt,omitempty"`
	Failure        *Failure  `json:"failure,omitempty"`
	Convert        string    `json:"convert,omitempty"`
	NotBefore      string    `json:"notBefore,omitempty"`
	PublishID      string    `json:"publishId,omitempty"`
	PostIDs        []string  `json:"postIds,omitempty"`
	Link           string    `json:"link,omitempty"`
	Attempts       int       `json:"attempts,omitempty"`
	CreatedAt      string    `json:"createdAt,omitempty"`
	UpdatedAt      string    `json:"updatedAt,omitempty"`
	PublishedAt    string    `json:"publishedAt,omitempty"`
	Editable       bool      `json:"editable,omitempty"`
	Cancelable     bool      `json:"cancelable,omitempty"`
}
