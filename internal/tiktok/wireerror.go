package tiktok

import (
	"encoding/json"
	"strings"
)

// said is how an answer speaks of an error. The larger of two counts, so that an
// error which comes twice is one.
type said int

const (
	saidNothing    said = iota // no error, or none that says anything
	saidOK                     // TikTok's "ok" (0.2)
	saidUnreadable             // something that is no code
	saidRefusal                // a code
)

// wireCode is an error's code. TikTok sends a string; numbers are taken too, with 0
// as the first API's way to say "ok".
type wireCode struct {
	text string
	said said
}

func (c *wireCode) UnmarshalJSON(b []byte) error {
	var t wireText
	_ = t.UnmarshalJSON(b)
	next := wireCode{text: string(t), said: saidRefusal}
	switch word := strings.TrimSpace(next.text); {
	case word == "ok" || word == "0":
		next.said = saidOK
	case word == "" && (b[0] == '"' || string(b) == "null" || string(b) == "false"):
		next.said = saidNothing
	case word == "":
		next.said = saidUnreadable
	}
	if next.said > c.said {
		*c = next
	}
	return nil
}

// wireErrorParts are the members of TikTok's error object.
type wireErrorParts struct {
	Code    wireCode `json:"code"`
	Message wireText `json:"message"`
	LogID   wireText `json:"log_id"`
	Logid   wireText `json:"logid"` // what the field tables call it
}

// wireError is TikTok's error object, or the bare word of the OAuth dialect (1.7).
type wireError struct{ wireErrorParts }

func (e *wireError) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		return json.Unmarshal(b, &e.wireErrorParts)
	}
	return e.Code.UnmarshalJSON(b)
}
