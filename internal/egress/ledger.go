package egress

import (
	"context"
	"net/http"
	"time"
)

// Entry is one line of the ledger that the user can read. It never holds a query,
// a header or a body, and therefore no secret.
type Entry struct {
	At                time.Time // when the request began
	Purpose           string
	Account           string // whose request it was; "" = not said
	Post              string // which post it served; "" = not said
	Method            string
	Host              string // with the port, if the URL names one
	Path              string // without the query
	BytesOut, BytesIn int64  // on the wire, with headers and TLS
	Status            int    // 0 when there was no answer
	Elapsed           time.Duration
	Outcome           string
}

// The outcomes. Stored in the ledger: do not rename. "ok" means that an answer was
// read, whatever it said.
const (
	OutcomeOK       = "ok"
	OutcomeRefused  = "refused"
	OutcomeCanceled = "canceled"
	OutcomeTimeout  = "timeout"
	OutcomeStalled  = "stalled"
	OutcomeOffline  = "offline"
	OutcomeTLS      = "tls"
	OutcomeTooLarge = "too_large"
	OutcomeBroken   = "broken"
)

// The purposes that the transport itself knows. PurposeUpload and PurposeAvatar widen
// the allow-list, each by hosts of its own.
const (
	PurposeUpload = "upload"
	PurposeAvatar = "avatar" // a creator's picture
)

// What a ledger line may hold of text that somebody else chose.
const textMax = 256 // bytes

type purposeKey struct{}

// WithPurpose says what the requests made with the returned context are for:
// "token", "refresh", "revoke", "userinfo", "creator_info", "init", "upload",
// "status", "avatar", "video_list" or "video_query".
func WithPurpose(ctx context.Context, purpose string) context.Context {
	return context.WithValue(ctx, purposeKey{}, purpose)
}

type accountKey struct{}

// WithAccount says whose requests those made with the returned context are.
func WithAccount(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, accountKey{}, id)
}

// AccountOf returns what WithAccount said, or "".
func AccountOf(ctx context.Context) string {
	id, _ := ctx.Value(accountKey{}).(string)
	return id
}

type postKey struct{}

// WithPost says which post the requests made with the returned context serve.
func WithPost(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, postKey{}, id)
}

func postOf(ctx context.Context) string {
	id, _ := ctx.Value(postKey{}).(string)
	return id
}

// purposeOf returns what the caller said, or else what the request's shape says.
// Only an upload is a PUT without a token.
func purposeOf(req *http.Request) string {
	if p, ok := req.Context().Value(purposeKey{}).(string); ok {
		return p
	}
	if req.URL == nil {
		return ""
	}
	if req.Method == http.MethodPut && req.Header.Get("Authorization") == "" {
		return PurposeUpload
	}
	switch req.URL.Path {
	case "/v2/oauth/token/":
		return "token"
	case "/v2/oauth/revoke/":
		return "revoke"
	case "/v2/user/info/":
		return "userinfo"
	case "/v2/post/publish/creator_info/query/":
		return "creator_info"
	case "/v2/post/publish/video/init/", "/v2/post/publish/inbox/video/init/":
		return "init"
	case "/v2/post/publish/status/fetch/":
		return "status"
	case "/v2/video/list/":
		return "video_list"
	case "/v2/video/query/":
		return "video_query"
	}
	return ""
}

func clip(s string) string { return s[:min(len(s), textMax)] }
