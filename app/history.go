package app

import (
	"encoding/json"

	"cuedrop/internal/cuedrop"
)

// HistoryLine is one step of a post, as the journal has it.
type HistoryLine struct {
	At    string    `json:"at"`
	Step  string    `json:"step"`  // the domain's word of the transition
	State PostState `json:"state"` // after it
	Bytes int64     `json:"bytes"` // that TikTok had acknowledged then; 0 = the step says nothing
	Why   string    `json:"why"`   // a stable word, or ""
}

// History returns what was done about a post, oldest first.
func (p *Posts) History(id string) (out []HistoryLine, err error) {
	defer p.a.call("Posts.History").end(&err)
	events, err := p.a.deps().Queue.Events(p.a.context(), cuedrop.PostID(id))
	return toHistory(events), err
}

func toHistory(events []cuedrop.AttemptEvent) []HistoryLine {
	out := []HistoryLine{}
	for _, e := range events {
		var detail struct {
			Acked, Uploaded int64
			Why             string
		}
		_ = json.Unmarshal([]byte(e.Detail), &detail) // an older program's detail says nothing more
		out = append(out, HistoryLine{stamp(e.At), string(e.Transition), PostState(e.To), max(detail.Acked, detail.Uploaded), detail.Why})
	}
	return out
}
