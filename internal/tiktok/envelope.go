package tiktok

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"cuedrop/internal/cuedrop"
)

// envelope is the shape of every answer outside /v2/oauth/ (0.2). An error may also
// come unwrapped, at the top level.
type envelope struct {
	Data  json.RawMessage `json:"data"`
	Error wireError       `json:"error"`
	wireErrorParts
}

// call posts in as JSON to an API path, or gets the path when in is nil, and
// decodes the envelope's data into out.
func (c *Client) call(ctx context.Context, purpose, path string, access cuedrop.Secret, in, out any) error {
	r := request{purpose: purpose, method: http.MethodGet, url: c.api + path, describedAs: withoutQuery(path), access: access}
	if in != nil {
		body, err := marshal(in)
		if err != nil {
			return err
		}
		r.method, r.body, r.length = http.MethodPost, bytes.NewReader(body), int64(len(body))
		r.header = http.Header{"Content-Type": {"application/json; charset=UTF-8"}}
	}
	a, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	return c.decode(ctx, purpose, a, out)
}

// decode decides by error.code, not by the HTTP status: some refusals come with 200
// (3.1). The status decides only where there is no code to go by.
func (c *Client) decode(ctx context.Context, purpose string, a answer, out any) error {
	var env envelope
	if len(a.body) == 0 || a.body[0] != '{' || json.Unmarshal(a.body, &env) != nil {
		return a.unreadable(c.now()).WithOp(purpose)
	}
	e, said := env.refusal()
	if said == saidRefusal {
		c.log.DebugContext(ctx, "tiktok refused", "purpose", purpose, "status", a.status,
			"code", clean(e.Code.text, a.hide), "log_id", clean(string(e.LogID+e.Logid), a.hide))
	}
	switch {
	case said == saidRefusal:
		return a.refusal(e.Code.text, string(e.Message), c.now()).WithOp(purpose)
	case a.status >= 300:
		// No code, or "ok" next to a failing status: believe the failure.
		return a.unreadable(c.now()).WithOp(purpose)
	case said == saidUnreadable:
		return badAnswer(errors.New("an error without a code")).WithOp(purpose)
	case said == saidNothing && !bytes.HasPrefix(env.Data, []byte("{")):
		return badAnswer(errors.New("neither error nor data")).WithOp(purpose)
	}
	if len(env.Data) > 0 {
		if err := json.Unmarshal(env.Data, out); err != nil {
			return badAnswer(err).WithOp(purpose)
		}
	}
	return nil
}

// refusal returns what the answer says went wrong, wrapped or not.
func (env envelope) refusal() (wireErrorParts, said) {
	if s := env.Error.Code.said; s != saidNothing {
		return env.Error.wireErrorParts, s
	}
	return env.wireErrorParts, env.Code.said
}

// marshal is json.Marshal without turning &, < and > into escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func withoutQuery(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return path
}
