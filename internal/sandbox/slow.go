package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"
)

// slowSlices is how many pieces a second's bytes come in.
const slowSlices = 10

// slowBody reads a request's body at rate bytes a second. It ends like a cut
// connection when the client or the server goes.
type slowBody struct {
	io.ReadCloser
	s    *Server
	r    *http.Request
	rate int
}

func (b slowBody) Read(p []byte) (int, error) {
	b.s.wait(b.r, time.Second/slowSlices)
	return b.ReadCloser.Read(p[:min(len(p), max(b.rate/slowSlices, 1))])
}

// sendSlowly writes an answer at rate bytes a second.
func (s *Server) sendSlowly(w http.ResponseWriter, r *http.Request, e endpoint, ans answer, rate int) {
	body := ans.body
	ans.body = nil
	if len(body) > 0 {
		if ans.header == nil {
			ans.header = map[string]string{}
		}
		ans.header["Content-Length"] = strconv.Itoa(len(body))
	}
	s.send(w, r, e, ans)
	for piece := max(rate/slowSlices, 1); len(body) > 0; body = body[min(piece, len(body)):] {
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		s.wait(r, time.Second/slowSlices)
		if _, err := w.Write(body[:min(piece, len(body))]); err != nil {
			return
		}
	}
}

// sendBroken writes half of an answer and cuts the connection.
func (s *Server) sendBroken(w http.ResponseWriter, ans answer) {
	for k, v := range ans.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(ans.body)))
	w.WriteHeader(ans.status)
	_, _ = w.Write(ans.body[:len(ans.body)/2])
	_ = http.NewResponseController(w).Flush() // what is there must arrive; the rest never does
	panic(http.ErrAbortHandler)
}

// giantAnswer is well-formed and far larger than anything that TikTok sends.
func giantAnswer() answer {
	const size = 4 << 20
	var b bytes.Buffer
	b.Grow(size + 64)
	b.WriteString(`{"data":{"filler":"`)
	b.Write(bytes.Repeat([]byte("x"), size))
	b.WriteString(`"},"error":{"code":"ok","message":"","log_id":""}}`)
	return answer{status: http.StatusOK, header: map[string]string{"Content-Type": "application/json; charset=utf-8"}, body: b.Bytes()}
}
