package tiktok

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
)

func FuzzPostIDs(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string) {
		var data struct {
			IDs wireIDs `json:"publicaly_available_post_id"`
		}
		text := `{"publicaly_available_post_id":` + s + `}`
		if !json.Valid([]byte(text)) {
			return
		}
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		for _, id := range data.IDs {
			if !plausibleID(id) {
				t.Errorf("%s gave %q", s, id)
			}
		}
		if n, isInt := new(big.Int).SetString(s, 10); isInt && n.Sign() > 0 && len(s) < 20 && !strings.HasPrefix(s, "+") &&
			(len(data.IDs) != 1 || data.IDs[0] != n.String()) {
			t.Errorf("%s gave %q", s, data.IDs)
		}
	})
}

func FuzzReceived(f *testing.F) {
	f.Fuzz(func(t *testing.T, header string, first, last, total int64) {
		if first < 0 || last < first || last >= total {
			return
		}
		if n := received(header, first, last, total); n < -1 || n > total {
			t.Errorf("%q for %d-%d/%d: %d", header, first, last, total, n)
		}
	})
}
