package cuedrop

// InitRequest is what an init call tells TikTok: the words and settings (direct
// post only) and the shape of the upload.
type InitRequest struct {
	Mode     Mode
	Settings Settings
	Plan     ChunkPlan
}

// InitResult is TikTok's answer to init. Both must be durable before the first
// byte is sent.
type InitResult struct {
	PublishID string
	UploadURL Secret // carries its own credential; lives one hour
}

// ChunkResult is TikTok's answer to one chunk.
type ChunkResult struct {
	// Complete is set when TikTok says that it has every byte (201).
	Complete bool
	// Received is how many bytes TikTok says it has, or -1 when it did not say.
	Received int64
}

// RemoteState is what TikTok says of a publish_id.
type RemoteState string

// The remote states. An unknown word from TikTok counts as pending
// (tiktok-open-api.md 3.5).
const (
	RemoteUploading RemoteState = "uploading" // not every byte is there, or it is being processed
	RemotePending   RemoteState = "pending"
	RemoteInbox     RemoteState = "inbox"
	RemoteComplete  RemoteState = "complete"
	RemoteFailed    RemoteState = "failed"
)

// RemoteStatus is TikTok's answer to status/fetch.
type RemoteStatus struct {
	State      RemoteState
	FailReason string   // with RemoteFailed, TikTok's word
	PostIDs    []string // may be empty for hours, and always for SELF_ONLY
	Uploaded   int64    // bytes; -1 when TikTok did not say
}
