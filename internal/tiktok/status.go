package tiktok

import (
	"context"

	"cuedrop/internal/cuedrop"
)

const statusPath = "/v2/post/publish/status/fetch/"

// Status asks what became of publishID. It waits, at most a minute, when thirty
// calls of the last minute used the same token (3.8). A failed post is not an error
// but RemoteFailed; FailureOf explains its FailReason. NotFound
// "tiktok.invalid_publish_id" says that TikTok does not know the id.
func (c *Client) Status(ctx context.Context, access cuedrop.Secret, publishID string) (cuedrop.RemoteStatus, error) {
	in := struct {
		PublishID string `json:"publish_id"`
	}{publishID}
	var data struct {
		Status     wireText `json:"status"`
		FailReason wireText `json:"fail_reason"`
		PostIDs    wireIDs  `json:"publicaly_available_post_id"` // TikTok's spelling
		PostIDs2   wireIDs  `json:"publicly_available_post_id"`  // should it be mended one day
		Uploaded   wireInt  `json:"uploaded_bytes"`
	}
	if err := c.pace.wait(ctx, EndpointStatus, access); err != nil {
		return cuedrop.RemoteStatus{Uploaded: -1}, err
	}
	if err := c.call(ctx, "status", statusPath, access, in, &data); err != nil {
		return cuedrop.RemoteStatus{Uploaded: -1}, err
	}
	status := cuedrop.RemoteStatus{State: remoteState(string(data.Status)), PostIDs: data.PostIDs, Uploaded: -1}
	if len(status.PostIDs) == 0 {
		status.PostIDs = data.PostIDs2
	}
	if data.Uploaded.set && data.Uploaded.v >= 0 {
		status.Uploaded = data.Uploaded.v
	}
	if status.State == cuedrop.RemoteFailed {
		status.FailReason = word(canonical(redact(string(data.FailReason), []cuedrop.Secret{access})))
	}
	return status, nil
}

// remoteStates are TikTok's words for a post (3.5). PROCESSING and EXPIRED are not
// documented, only reported; what they mean is not established.
var remoteStates = map[string]cuedrop.RemoteState{
	"PROCESSING_UPLOAD":   cuedrop.RemoteUploading,
	"PROCESSING_DOWNLOAD": cuedrop.RemotePending,
	"PROCESSING":          cuedrop.RemotePending,
	"EXPIRED":             cuedrop.RemotePending,
	"SEND_TO_USER_INBOX":  cuedrop.RemoteInbox,
	"PUBLISH_COMPLETE":    cuedrop.RemoteComplete,
	"FAILED":              cuedrop.RemoteFailed,
}

// remoteState treats every word that it does not know, and none, as still pending
// (3.5): giving up would lose the post, asking again costs nothing.
func remoteState(s string) cuedrop.RemoteState {
	if state, ok := remoteStates[s]; ok {
		return state
	}
	return cuedrop.RemotePending
}
