package cuedrop

import "time"

// Video is one public video of a creator, as TikTok's statistics know it
// (tiktok-open-api.md 5).
type Video struct {
	ID          string    // TikTok's post id; beyond 2^53, so never a number
	CreatedAt   time.Time // to the second; zero when TikTok did not say
	ShareURL    string    // an https address below tiktok.com, or ""
	Title       string
	Description string
	Duration    time.Duration
	// Totals since the video was posted; -1 when TikTok did not say.
	Views, Likes, Comments, Shares int64
}

// VideoPage is a part of the list of a creator's public videos, newest first.
type VideoPage struct {
	Videos []Video
	Cursor int64 // Unix milliseconds, for the next page; 0 when there is none
	More   bool  // whether there is a next page
}
