package sandbox

import (
	"io"
	"net/http"
	"time"
)

// dialect is how a group of endpoints speaks when it refuses (spec 0.1).
type dialect int

const (
	speaksEnvelope dialect = iota // {data, error}
	speaksFlat                    // OAuth
	speaksBare                    // uploads: the HTTP status says it all
	speaksPage                    // for people
)

// endpoint is one place of the API.
type endpoint struct {
	dialect dialect
	places  func(*http.Request) []string // what the request counts as; the first is where error codes belong
	handle  func(*http.Request, action) answer
}

func (s *Server) routes() http.Handler {
	at := func(place string) func(*http.Request) []string {
		return func(*http.Request) []string { return []string{place} }
	}
	mux := http.NewServeMux()
	for pattern, e := range map[string]endpoint{
		"GET /v2/auth/authorize/{$}":                   {speaksPage, at(atAuthorize), s.authorize},
		"POST /v2/oauth/token/{$}":                     {speaksFlat, tokenPlace, s.token},
		"POST /v2/oauth/revoke/{$}":                    {speaksFlat, at(atRevoke), s.revoke},
		"GET /v2/user/info/{$}":                        {speaksEnvelope, at(atUserInfo), s.userInfo},
		"POST /v2/post/publish/creator_info/query/{$}": {speaksEnvelope, at(atCreatorInfo), s.creatorInfo},
		"POST /v2/post/publish/video/init/{$}":         {speaksEnvelope, at(atInit), s.initDirect},
		"POST /v2/post/publish/inbox/video/init/{$}":   {speaksEnvelope, at(atInboxInit), s.initInbox},
		"POST /v2/post/publish/status/fetch/{$}":       {speaksEnvelope, at(atStatus), s.status},
		"POST /v2/post/publish/cancel/{$}":             {speaksEnvelope, at(atCancel), s.cancel},
		"POST /v2/video/list/{$}":                      {speaksEnvelope, at(atVideoList), s.videoList},
		"POST /v2/video/query/{$}":                     {speaksEnvelope, at(atVideoQuery), s.videoQuery},
		"PUT /upload":                                  {speaksBare, uploadPlaces, s.upload},
	} {
		mux.Handle(pattern, s.serve(e))
	}
	mux.HandleFunc("POST /sandbox/consent", s.postConsent)
	s.controlRoutes(mux)
	mux.HandleFunc("GET /{$}", s.indexPage)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /received", s.listReceived)
	mux.HandleFunc("GET /received/{publishID}/video", s.playReceived)
	mux.HandleFunc("GET /avatar/{file}", s.avatar)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	return mux
}

// serve counts the request, lets a fault happen to it, and otherwise answers it.
func (s *Server) serve(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		places := e.places(r)
		act := s.arrive(places)
		if act.do != "" {
			s.log.Info("sandbox: fault", "at", places[0], "do", act.do)
		}
		switch act.do {
		case doDropBefore:
			panic(http.ErrAbortHandler)
		case doStall:
			s.hold(r)
		case doDelay:
			s.wait(r, act.delay)
		case doSlow:
			r.Body = slowBody{r.Body, s, r, act.rate}
		case doStatus, doCode, doHTML, doEmpty, doCutBefore, doGarbage, doGiant:
			s.send(w, r, e, s.faultAnswer(e, places[0], act, r))
			return
		}
		ans := e.handle(r, act)
		switch act.do {
		case doDropAfter:
			panic(http.ErrAbortHandler)
		case doStallAfter:
			s.hold(r)
		case doSlow:
			s.sendSlowly(w, r, e, ans, act.rate)
			return
		case doBreak:
			s.sendBroken(w, ans)
		case doCut:
			ans.body = ans.body[:len(ans.body)/2]
		case doType:
			ans.header["Content-Type"] = act.text
		case doReply:
			if e.dialect != speaksBare {
				ans = s.faultAnswer(e, places[0], action{do: doStatus, status: act.status}, r)
			}
			ans.status = act.status
		}
		s.log.Debug("sandbox: request", "at", places[0], "status", ans.status)
		s.send(w, r, e, ans)
	})
}

func (s *Server) arrive(places []string) action {
	s.mu.Lock()
	for _, p := range places {
		s.counts.add(p)
	}
	faults := s.rules.faults
	s.mu.Unlock()
	return faults.next(places)
}

// faultAnswer is the reply to a request that a fault keeps from taking effect.
func (s *Server) faultAnswer(e endpoint, place string, act action, r *http.Request) answer {
	switch act.do {
	case doHTML:
		return answer{
			status: act.status,
			header: map[string]string{"Content-Type": "text/html; charset=utf-8"},
			body:   []byte("<html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>\n"),
		}
	case doEmpty:
		return answer{status: act.status}
	case doCutBefore:
		return answer{status: http.StatusOK, header: map[string]string{"Content-Type": "application/json; charset=utf-8"}, body: []byte(`{"data":{"pub`)}
	case doGarbage:
		return answer{status: http.StatusOK, header: map[string]string{"Content-Type": "application/json"}, body: []byte("OK\x00\xff not JSON\n")}
	case doGiant:
		return giantAnswer()
	}
	code := act.text
	switch e.dialect {
	case speaksFlat:
		if code == "" {
			code = "server_error"
		}
		return s.flatError(act.status, code, "")
	case speaksEnvelope:
		if code == "" {
			code = codeInternal
		}
		return s.refuseWith(act.status, &refusal{code: code})
	case speaksBare:
		return s.progressAnswer(r, act.status)
	default:
		return pageAnswer(act.status, "refused.html", refusedPage{Field: "service", Problem: "is out of order on purpose"})
	}
}

// send writes the answer. What is left of an upload is read first, within the
// announced length, because closing a connection with unread bytes can reset it
// before the client sees the reply. A client that waits for 100 Continue has not
// sent any.
func (s *Server) send(w http.ResponseWriter, r *http.Request, e endpoint, ans answer) {
	if e.dialect == speaksBare && r.Header.Get("Expect") == "" {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	for k, v := range ans.header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat)) // its own clock, as TikTok's
	w.WriteHeader(ans.status)
	_, _ = w.Write(ans.body)
}

// hold never answers: it waits for the client or the server to go, then cuts the
// connection.
func (s *Server) hold(r *http.Request) {
	// A server notices that the client left only once the body has been read.
	_, _ = io.Copy(io.Discard, r.Body)
	select {
	case <-r.Context().Done():
	case <-s.stop:
	}
	panic(http.ErrAbortHandler)
}

func (s *Server) wait(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-s.stop:
		panic(http.ErrAbortHandler)
	}
}
