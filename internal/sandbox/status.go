package sandbox

import "net/http"

type publishIDBody struct {
	PublishID string `json:"publish_id"`
}

// statusReply leaves empty fields out, as captures do. Post ids are bare JSON
// numbers and the key is TikTok's misspelling (spec 3.5).
type statusReply struct {
	Status        string `json:"status"`
	FailReason    string `json:"fail_reason,omitempty"`
	PostIDs       any    `json:"publicaly_available_post_id,omitempty"`
	UploadedBytes int64  `json:"uploaded_bytes,omitempty"`
}

// status is POST /v2/post/publish/status/fetch/ (spec 3.5). A failed post is a
// successful reply.
func (s *Server) status(r *http.Request, _ action) answer {
	p, bad := s.findPublish(r, atStatus, rateStatus)
	if bad != nil {
		return s.refuse(atStatus, bad)
	}
	now := s.now()
	s.mu.Lock()
	s.advanceLocked(p, now, true)
	reply := statusReply{Status: p.Status, FailReason: p.FailReason}
	if p.postID != 0 {
		reply.PostIDs = s.rules.Wire.postIDs([]int64{p.postID})
	}
	if p.Status == statusProcessing {
		reply.UploadedBytes = p.UploadedBytes
		if word := s.rules.Wire.StatusWord; word != "" && p.complete() {
			reply.Status = word
		}
	}
	s.mu.Unlock()
	return s.ok(reply)
}

// cancel is POST /v2/post/publish/cancel/. Only downloads by TikTok can be
// canceled, and here every post is an upload (spec 3.6).
func (s *Server) cancel(r *http.Request, _ action) answer {
	_, bad := s.findPublish(r, atCancel, 0)
	if bad == nil {
		bad = &refusal{code: codeNotCancellable}
	}
	return s.refuse(atCancel, bad)
}

// findPublish authenticates and returns the caller's post that the body names.
func (s *Server) findPublish(r *http.Request, place string, perMinute int) (*publish, *refusal) {
	who, bad := s.authenticate(s.current(), r, place, perMinute, scopeUpload, scopePublish)
	if bad != nil {
		return nil, bad
	}
	var body publishIDBody
	if bad := decodeJSON(r, &body, false); bad != nil {
		return nil, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.PublishID != body.PublishID {
			continue
		}
		if p.OpenID != who.openID {
			return nil, &refusal{code: codeForeignPublishID}
		}
		return p, nil
	}
	return nil, &refusal{code: codeInvalidPublishID}
}
