package cuedrop

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// PostID names a post within its workspace.
type PostID string

// AccountID names a TikTok account within its workspace. It is ours, not TikTok's.
type AccountID string

// MediaID names a clip. It is opaque and unguessable, because the window asks for
// previews by it.
type MediaID string

// AttemptID names one try at publishing a post.
type AttemptID string

// SnippetID names words that are kept for captions.
type SnippetID string

var idEncoding = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// newID returns prefix and 80 random bits in letters that are easy to read aloud.
func newID(prefix string) string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return prefix + "_" + strings.ToLower(idEncoding.EncodeToString(b[:]))
}

// NewPostID returns a fresh id such as "post_k3…".
func NewPostID() PostID { return PostID(newID("post")) }

// NewAccountID returns a fresh id such as "acct_k3…".
func NewAccountID() AccountID { return AccountID(newID("acct")) }

// NewMediaID returns a fresh id such as "clip_k3…".
func NewMediaID() MediaID { return MediaID(newID("clip")) }

// NewSnippetID returns a fresh id such as "words_k3…".
func NewSnippetID() SnippetID { return SnippetID(newID("words")) }

// NewAttemptID returns a fresh id such as "try_k3…".
func NewAttemptID() AttemptID { return AttemptID(newID("try")) }
