package egress

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// TestEachAnswerTellsItsTime: whatever the answer, and nothing where it names none.
func TestEachAnswerTellsItsTime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fails":
			w.Header().Set("Date", noon.Format(http.TimeFormat))
			w.WriteHeader(http.StatusInternalServerError)
		case "/nonsense":
			w.Header().Set("Date", "half past six")
		case "/none":
			w.Header()["Date"] = nil
		default:
			w.Header().Set("Date", noon.Add(time.Hour).Format(http.TimeFormat))
		}
	}))
	defer server.Close()
	u, err := ParseLoopback(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var told []time.Time
	b := &bench{origin: server.URL}
	b.Transport = New(Config{Loopback: u, Date: func(at time.Time) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, at)
	}})
	t.Cleanup(b.CloseIdleConnections)
	for _, path := range []string{"/", "/fails", "/nonsense", "/none"} {
		if _, _, err := b.do(t.Context(), http.MethodGet, path, ""); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if len(told) != 2 || !told[0].Equal(noon.Add(time.Hour)) || !told[1].Equal(noon) {
		t.Errorf("told %v", told)
	}
}
