package sandbox

// Wire chooses among forms of the protocol that documents, captures and clients
// disagree about. The zero value is what captures show. A client has to manage with
// all of them.
type Wire struct {
	// UnwrappedErrors sends the error object at the top level instead of under
	// "error", as one page of the documents shows (spec 0.2).
	UnwrappedErrors bool `json:"unwrappedErrors"`
	// Logid spells log_id the way the field tables do (spec 0.2).
	Logid bool `json:"logid"`
	// InvalidParam spells invalid_params the way the documents do (spec 3.2).
	InvalidParam bool `json:"invalidParam"`
	// PostIDs is the form of publicaly_available_post_id (spec 3.5, P5): "numbers" (a
	// list of bare numbers, the default), "strings", "bare" (one string, no list) or
	// "several" (three numbers, as inbox drafts may yield).
	PostIDs string `json:"postIds"`
	// StatusWord replaces PROCESSING_UPLOAD in replies once the upload is whole
	// (spec 3.5: PROCESSING, PROCESSING_DOWNLOAD, EXPIRED, or a word of the future).
	StatusWord string `json:"statusWord"`
	// UploadStatuses are the answers to chunks (spec 3.4): "documented" (206 and 201
	// at the end, the default), "ok" (200 to each) or "created" (201 to each, 200 at
	// the end).
	UploadStatuses string `json:"uploadStatuses"`
	// RetryAfter is sent with 429, in seconds or as a date; "" = not at all (spec 6.2).
	RetryAfter string `json:"retryAfter"`
	// NoLifetimes leaves expires_in and refresh_expires_in out of token replies.
	NoLifetimes bool `json:"noLifetimes"`
	// KeepRefreshToken does not rotate: the reply to a refresh has no refresh_token and
	// the one that was sent goes on working (the older documents, spec 1.6).
	KeepRefreshToken bool `json:"keepRefreshToken"`
	// EmptyRevoke answers a revocation with no body instead of an empty object (spec 1.8:
	// the older and the newer documents).
	EmptyRevoke bool `json:"emptyRevoke"`
	// EmptyFields leaves user info fields whose scope is missing out of the reply
	// instead of refusing the request (one client's report, spec 2).
	EmptyFields bool `json:"emptyFields"`
	// VideoPagesPerMinute is the stricter limit that one client met on video/list
	// (spec 6.2: about 36). 0 = 600.
	VideoPagesPerMinute int `json:"videoPagesPerMinute"`
}

// Forms of post ids and upload statuses. Part of the scenario file format.
const (
	idsNumbers = "numbers"
	idsStrings = "strings"
	idsBare    = "bare"
	idsSeveral = "several"

	uploadDocumented = "documented"
	uploadOK         = "ok"
	uploadCreated    = "created"
)

func (w Wire) check(p *problems) {
	p.oneOf("wire.postIds", w.PostIDs, []string{"", idsNumbers, idsStrings, idsBare, idsSeveral})
	p.oneOf("wire.uploadStatuses", w.UploadStatuses, []string{"", uploadDocumented, uploadOK, uploadCreated})
	p.notNegative("wire.videoPagesPerMinute", w.VideoPagesPerMinute)
}

// postIDs is publicaly_available_post_id in the form that w asks for; nil without ids.
func (w Wire) postIDs(ids []int64) any {
	if len(ids) == 0 {
		return nil
	}
	text := make([]string, len(ids))
	for i, id := range ids {
		text[i] = decimal(id)
	}
	switch w.PostIDs {
	case idsStrings:
		return text
	case idsBare:
		return text[0]
	case idsSeveral:
		return []int64{ids[0], ids[0] + 2, ids[0] + 4}
	}
	return ids
}

// chunkStatus is the answer to a chunk that was stored, the last one or not.
func (w Wire) chunkStatus(last bool) int {
	switch {
	case w.UploadStatuses == uploadOK, w.UploadStatuses == uploadCreated && last:
		return 200
	case w.UploadStatuses == uploadCreated, last:
		return 201
	}
	return 206
}
