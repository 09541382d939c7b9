package tiktok

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// The wire types below never fail to decode: one odd field must not cost an answer
// whose other fields matter. What they cannot read stays unset.

// wireText is a string, or a number kept as its digits.
type wireText string

func (t *wireText) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if json.Unmarshal(b, &s) == nil {
			*t = wireText(s)
		}
		return nil
	}
	if digits, ok := integer(string(b)); ok {
		*t = wireText(digits)
	}
	return nil
}

// wireInt is a whole number, or a string holding one.
type wireInt struct {
	v   int64
	set bool
}

func (n *wireInt) UnmarshalJSON(b []byte) error {
	digits, ok := integer(strings.TrimSpace(string(bytes.Trim(b, `"`))))
	if !ok {
		return nil
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil { // out of range; ParseInt returns the nearest value
		v = max(min(v, math.MaxInt64), math.MinInt64)
	}
	*n = wireInt{v: v, set: true}
	return nil
}

// wireIDs is a list of ids, or one id without the list (3.5). The ids exceed 2^53
// and come as JSON numbers: they stay text and never pass through a float.
type wireIDs []string

func (ids *wireIDs) UnmarshalJSON(b []byte) error {
	list := []json.RawMessage{b}
	if len(b) > 0 && b[0] == '[' && json.Unmarshal(b, &list) != nil {
		return nil
	}
	for _, raw := range list {
		var t wireText
		_ = t.UnmarshalJSON(raw)
		id := strings.TrimSpace(string(t))
		if plausibleID(id) && !slices.Contains(*ids, id) {
			*ids = append(*ids, id)
		}
	}
	return nil
}

// plausibleID keeps empty values and zeros, which mean "none yet", and anything
// that could not stand in a link out of the list.
func plausibleID(id string) bool {
	return strings.Trim(id, "0") != "" && len(id) <= 64 &&
		strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-") == ""
}

// integer returns the digits of a JSON number that is whole, however it is
// written: 12, 12.0 and 1.2e1 are all "12". Exact at any size.
func integer(s string) (string, bool) {
	if s == "" || len(s) > 64 || strings.Trim(s, "0123456789+-.eE") != "" {
		return "", false
	}
	if strings.Trim(s, "0123456789") == "" {
		return s, true
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 { // keep a hostile exponent from filling memory
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > 64 || e < -64 {
			return "", false
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.IsInt() {
		return "", false
	}
	return r.Num().String(), true
}

// wireBool is true, 1, or a string saying either; anything else is false.
type wireBool bool

func (v *wireBool) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(string(bytes.Trim(b, `"`))) {
	case "true", "1":
		*v = true
	}
	return nil
}
