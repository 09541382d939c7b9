package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// Error codes of the envelope dialect (spec 2, 3.1 to 3.6).
const (
	codeOK               = "ok"
	codeInternal         = "internal_error"
	codeInvalidParams    = "invalid_params" // the documents say invalid_param, the wire this (spec 3.2)
	codeTokenInvalid     = "access_token_invalid"
	codeScopeMissing     = "scope_not_authorized"
	codeRateLimit        = "rate_limit_exceeded"
	codeTooManyPosts     = "spam_risk_too_many_posts"
	codeBanned           = "spam_risk_user_banned_from_posting"
	codeActiveUserCap    = "reached_active_user_cap"
	codeUnaudited        = "unaudited_client_can_only_post_to_private_accounts"
	codeURLUnverified    = "url_ownership_unverified"
	codePrivacyMismatch  = "privacy_level_option_mismatch"
	codeTooManyDrafts    = "spam_risk_too_many_pending_share"
	codeInvalidPublishID = "invalid_publish_id"
	codeForeignPublishID = "token_not_authorized_for_specified_publish_id"
	codeNotCancellable   = "publish_not_cancellable"
)

// Messages seen with invalid_params (spec 3.2).
const (
	msgPostInfo   = "The request post info is empty or incorrect"
	msgSourceInfo = "The request source info is empty or incorrect"
	msgChunkSize  = "The chunk size is invalid"
	msgChunkCount = "The total chunk count is invalid"
)

// maxJSONBody is far above any legal body; ours.
const maxJSONBody int64 = 1 << 20

// envelopeCodes gives the HTTP status and a message for each code. Messages that
// were seen on the wire are in spec 2 and 3.2; the others are ours.
var envelopeCodes = map[string]struct {
	status  int
	message string
}{
	codeInternal:               {500, "Something is wrong. Please try again later."},
	"invalid_file_upload":      {400, "The uploaded file does not meet the API specification."},
	"invalid_param":            {400, "The request is not valid."},
	codeInvalidParams:          {400, "The request is not valid."},
	codeTokenInvalid:           {401, "The access token is invalid or not found in the request."},
	codeScopeMissing:           {401, "The user did not authorize the scope required for completing this request."},
	"scope_permission_missed":  {400, "The app lacks the scope for a requested field."},
	codeRateLimit:              {429, "The API rate limit was exceeded. Please try again later."},
	codeTooManyPosts:           {403, "The creator reached the daily number of posts through the API."},
	codeBanned:                 {403, "The creator is not allowed to post."},
	codeActiveUserCap:          {403, "The app reached its daily number of posting creators."},
	codeUnaudited:              {403, "Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/"},
	codeURLUnverified:          {403, "The ownership of the URL is not verified."},
	codePrivacyMismatch:        {403, "The privacy level is not one of the creator's options."},
	codeTooManyDrafts:          {403, "The creator has too many pending shares."},
	codeInvalidPublishID:       {400, "The publish id does not exist."},
	codeForeignPublishID:       {400, "The access token is not authorized for this publish id."},
	codeNotCancellable:         {400, "The publish can not be cancelled."},
	"app_version_check_failed": {400, "The creator's TikTok app is too old for this request."},
}

// codeStatus returns the HTTP status that goes with a code at a place, 0 if the
// code is unknown. creator_info reports that a creator cannot post with HTTP 200
// on purpose (spec 3.1).
func codeStatus(place, code string) int {
	if place == atCreatorInfo {
		switch code {
		case codeTooManyPosts, codeBanned, codeActiveUserCap:
			return http.StatusOK
		}
	}
	return envelopeCodes[code].status
}

// answer is a whole reply. Handlers return it rather than write it, so that a
// fault can act between the effect of a request and its reply.
type answer struct {
	status int
	header map[string]string
	body   []byte
}

// refusal is an error of the envelope dialect. Message is optional.
type refusal struct {
	code    string
	message string
}

type envelope struct {
	Data  any           `json:"data,omitempty"`
	Error envelopeError `json:"error"`
}

type envelopeError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	LogID   string `json:"log_id,omitempty"`
	Logid   string `json:"logid,omitempty"` // see Wire.Logid
}

// ok is the envelope of success. data may be nil: then there is none (spec 3.6).
func (s *Server) ok(data any) answer {
	return s.envelope(http.StatusOK, data, envelopeError{Code: codeOK})
}

// refuse is the envelope of an error at a place.
func (s *Server) refuse(place string, rf *refusal) answer {
	return s.refuseWith(codeStatus(place, rf.code), rf)
}

// refuseWith alternates between empty and absent data, since TikTok was seen to
// do both (spec 0.2).
func (s *Server) refuseWith(status int, rf *refusal) answer {
	message := rf.message
	if message == "" {
		message = envelopeCodes[rf.code].message
	}
	var data any
	if s.refusals.Add(1)%2 == 1 {
		data = struct{}{}
	}
	w := s.current().Wire
	e := envelopeError{Code: rf.code, Message: message}
	if e.Code == codeInvalidParams && w.InvalidParam {
		e.Code = "invalid_param"
	}
	a := s.envelope(status, data, e)
	if rf.code == codeRateLimit && w.RetryAfter != "" {
		a.header["Retry-After"] = w.RetryAfter
	}
	return a
}

func (s *Server) envelope(status int, data any, e envelopeError) answer {
	id := s.logID()
	w := s.current().Wire
	if w.Logid {
		e.Logid = id
	} else {
		e.LogID = id
	}
	var body any = envelope{Data: data, Error: e}
	if w.UnwrappedErrors && e.Code != codeOK {
		body = e
	}
	a := jsonAnswer(status, body)
	a.header["X-Tt-Logid"] = id
	return a
}

func jsonAnswer(status int, v any) answer {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // only our own structs come here; none of them can fail
	}
	return answer{
		status: status,
		header: map[string]string{"Content-Type": "application/json; charset=utf-8"},
		body:   body,
	}
}

// logID has TikTok's shape: 14 digits of UTC time and 20 upper-case hex digits
// (spec 0.2).
func (s *Server) logID() string {
	return s.now().UTC().Format("20060102150405") + strings.ToUpper(randomHex(10))
}

// randomHex returns n random bytes as 2n lower-case hex digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails; see crypto/rand
	return hex.EncodeToString(b)
}

// uuid formats 16 bytes given as 32 hex digits.
func uuid(h string) string {
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:32]
}

// decodeJSON reads a request's body. Unknown fields are tolerated, wrong types
// are not. An empty body is refused unless optional is set.
func decodeJSON(r *http.Request, into any, optional bool) *refusal {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxJSONBody+1))
	if err != nil || int64(len(body)) > maxJSONBody {
		return &refusal{code: codeInvalidParams}
	}
	if len(body) == 0 && optional {
		return nil
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return &refusal{code: codeInvalidParams, message: "The content type must be application/json."}
	}
	if err := json.Unmarshal(body, into); err != nil {
		message := "The request body is not valid JSON."
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			message = "The field " + wrong.Field + " has the wrong type."
		}
		return &refusal{code: codeInvalidParams, message: message}
	}
	return nil
}
