package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
)

// controlMax bounds a request to the control; ours.
const controlMax = 4 << 20

// State is what the control tells of the sandbox.
type State struct {
	Scenario Scenario   `json:"scenario"` // in force, with its defaults
	Counts   Counts     `json:"counts"`
	Received []Received `json:"received"`
	Rates    []Rate     `json:"rates"`
	Now      time.Time  `json:"now"` // the sandbox's clock, which advance_clock moves
}

// Rate is what one access token used up at one place within the last minute.
type Rate struct {
	On       string `json:"on"`
	Username string `json:"username"`
	Used     int    `json:"used"`
}

// Act is one thing that happens at TikTok's side without a request of the client. Do
// names it; which other fields it needs is said in acts.
type Act struct {
	Do        string   `json:"do"`
	Creator   *Creator `json:"creator,omitempty"`   // set_creator
	Username  string   `json:"username,omitempty"`  // "" = every creator
	PublishID string   `json:"publishId,omitempty"` // "" = every post
	Private   *bool    `json:"private,omitempty"`   // set_private
	Audited   *bool    `json:"audited,omitempty"`   // set_audited
	Reason    string   `json:"reason,omitempty"`    // fail
	Privacy   string   `json:"privacy,omitempty"`   // finish_draft; "" = PUBLIC_TO_EVERYONE
	Seconds   int64    `json:"seconds,omitempty"`   // advance_clock
	Fault     *Fault   `json:"fault,omitempty"`     // add_fault
}

// acts are all that the control can do. The keys are part of its format.
var acts = map[string]func(*Server, Act) error{
	"set_creator":    (*Server).setCreator,    // replaces the creator with that username, or adds it
	"set_private":    (*Server).setPrivate,    // the creator makes the account private, or public
	"set_audited":    (*Server).setAudited,    // the app's audit ends well, or is withdrawn
	"add_fault":      (*Server).addFault,      // counted from now, before the scenario's own
	"expire_access":  (*Server).expireAccess,  // access tokens die, refresh tokens live
	"expire_refresh": (*Server).expireRefresh, // refresh tokens die, access tokens live
	"revoke":         (*Server).revokeAuth,    // the creator removes the app in TikTok
	"expire_uploads": (*Server).expireUploads, // upload addresses are an hour old at once
	"finish_draft":   (*Server).finishDraft,   // the creator posts a draft from the inbox
	"delete_draft":   (*Server).deleteDraft,   // the creator deletes a draft: its place is free again
	"fail":           (*Server).failPost,      // a post that is being processed ends as FAILED
	"advance_clock":  (*Server).advanceClock,  // the sandbox's clock goes on at once
	"reset_counts":   (*Server).resetCounts,   // counts and violations start anew
}

func (s *Server) controlRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sandbox/control/{$}", s.control(func(*http.Request) (any, error) { return s.State(), nil }))
	mux.HandleFunc("PUT /sandbox/control/scenario", s.control(func(r *http.Request) (any, error) {
		var sc Scenario
		if err := decodeStrict(r, &sc); err != nil {
			return nil, err
		}
		ru, err := sc.prepared()
		if err != nil {
			return nil, err
		}
		s.play(ru)
		return s.State(), nil
	}))
	mux.HandleFunc("POST /sandbox/control/act", s.control(func(r *http.Request) (any, error) {
		var a Act
		if err := decodeStrict(r, &a); err != nil {
			return nil, err
		}
		if err := s.Do(a); err != nil {
			return nil, err
		}
		return s.State(), nil
	}))
}

// Do performs an act, or says why it can't be.
func (s *Server) Do(a Act) error {
	act, ok := acts[a.Do]
	if !ok {
		return fmt.Errorf("do: %q is not a known act", a.Do)
	}
	if a.Username != "" && s.current().creator(a.Username) == nil {
		return fmt.Errorf("username: there is no creator %q", a.Username)
	}
	if err := act(s, a); err != nil {
		return err
	}
	s.version.Add(1)
	return nil
}

// State returns a snapshot of everything that the control tells.
func (s *Server) State() State {
	return State{Scenario: s.current().Scenario, Counts: s.Counts(), Received: s.Received(), Rates: s.ratesUsed(), Now: s.now().UTC()}
}

// control answers in JSON, and keeps web pages from driving the sandbox: no page of
// another origin gets through, and none can send a write without the browser asking
// first, which is never granted.
func (s *Server) control(f func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reply := func(status int, v any) {
			s.send(w, r, endpoint{dialect: speaksEnvelope}, jsonAnswer(status, v))
		}
		refuse := func(status int, err error) {
			reply(status, map[string]any{"error": err.Error(), "problems": eachProblem(err)})
		}
		from, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
		if from != "" && from != origin(r) || site != "" && site != "same-origin" && site != "none" {
			refuse(http.StatusForbidden, errors.New("another page's request"))
			return
		}
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); r.Method != http.MethodGet && (err != nil || media != "application/json") {
			refuse(http.StatusUnsupportedMediaType, errors.New("the content type must be application/json"))
			return
		}
		v, err := f(r)
		if err != nil {
			refuse(http.StatusBadRequest, err)
			return
		}
		reply(http.StatusOK, v)
	}
}

// eachProblem takes a joined error apart.
func eachProblem(err error) []string {
	joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err)
	if !ok {
		return []string{err.Error()}
	}
	var out []string
	for _, one := range joined.Unwrap() {
		out = append(out, one.Error())
	}
	return out
}

// decodeStrict reads one JSON object and refuses fields that it does not know.
func decodeStrict(r *http.Request, into any) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, controlMax+1))
	if err != nil {
		return fmt.Errorf("read request: %w", err)
	}
	if len(body) > controlMax {
		return errors.New("the request is too large")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the JSON object")
	}
	return nil
}

func (s *Server) addFault(a Act) error {
	if a.Fault == nil {
		return errors.New("fault: is missing")
	}
	return s.current().faults.add(*a.Fault)
}

func (s *Server) advanceClock(a Act) error {
	if a.Seconds <= 0 {
		return errors.New("seconds: the clock only goes forward")
	}
	s.ahead.Add(int64(min(a.Seconds, int64(10*365*24*3600))) * int64(time.Second))
	return nil
}

func (s *Server) resetCounts(Act) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts = Counts{}
	return nil
}
