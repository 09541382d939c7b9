package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
)

// arrival is what becomes of the rows of an archive in this workspace.
type arrival struct {
	*incoming
	now      time.Time
	handed   map[string]bool   // posts of which TikTok may have all, by their live attempt
	known    map[string]bool   // posts with a live attempt that TikTok knows
	accounts map[string]string // ids there to ids here
	posts    map[string]bool   // those that are added; true = as uncertain
	media    map[string]bool   // those that are added
	lines    map[string]bool   // posts whose journal is added
	slots    map[string]bool   // accounts here whose posting times are added
	counts   map[ID]int

	drafts, asked, skipped int
}

// ids become parts of file names and of places of sealed values.
var rowID = regexp.MustCompile(`^[a-z]{2,8}_[A-Za-z0-9_-]{1,64}$`)

const avatarMost = 2 << 20

// lookAhead finds the posts that may have gone out, before any is added.
func (r *arrival) lookAhead(ctx context.Context) error {
	r.handed, r.known = map[string]bool{}, map[string]bool{}
	return r.rows(ctx, tableOf("attempt"), func(row map[string]any) error {
		post, _ := row["post_id"].(string)
		finishing, _ := row["finishing_at"].(int64)
		publishID, _ := row["publish_id"].(string)
		if live(row) {
			r.handed[post] = finishing > 0
			r.known[post] = publishID != ""
		}
		return nil
	})
}

func live(attempt map[string]any) bool {
	state, _ := attempt["state"].(string)
	return slices.Contains([]string{"init_sent", "uploading", "finishing", "confirming", "uncertain"}, state)
}

func tableOf(name string) exportedTable {
	all := exportedTables()
	return all[slices.IndexFunc(all, func(t exportedTable) bool { return t.name == name })]
}

// write adds all tables, those first that others point to.
func (r *arrival) write(ctx context.Context, w Writer) error {
	for _, t := range exportedTables() {
		err := r.rows(ctx, t, func(row map[string]any) error {
			if id, ok := row["id"]; ok && slices.Contains(first, t.name) {
				if text, ok := id.(string); !ok || !rowID.MatchString(text) {
					return damaged(fmt.Errorf("%s has the id %v", t.name, id))
				}
			}
			added, err := r.row(ctx, w, t.name, row)
			if added && t.counted != "" {
				r.counts[t.counted]++
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return r.settings(ctx, w)
}

// row adds one row as it is to be here, and reports whether it was added.
func (r *arrival) row(ctx context.Context, w Writer, table string, row map[string]any) (bool, error) {
	switch table {
	case "account":
		return r.account(ctx, w, row)
	case "post":
		return r.post(ctx, w, row)
	case "attempt":
		return r.attempt(ctx, w, row)
	case "attempt_event":
		return false, r.line(ctx, w, row)
	case "media":
		added, err := w.Row(ctx, table, row)
		if id, _ := row["id"].(string); added {
			r.media[id] = true
		}
		return added, err
	case "activity":
		return false, nil // what was done on another computer was not done here
	case "data_request":
		delete(row, "id") // numbers are given here
	}
	if id, ok := row["account_id"].(string); ok && id != "" {
		row["account_id"] = r.accounts[id]
	}
	if table == "slot" {
		if add, err := r.slot(ctx, w, row); err != nil || !add {
			return false, err
		}
	}
	if id, ok := row["post_id"].(string); ok && id != "" {
		if _, added := r.posts[id]; !added {
			return false, nil
		}
	}
	return w.Row(ctx, table, row)
}

// slot reports whether the posting times of an account are added: they are one plan, which
// is not mixed with one that is here.
func (r *arrival) slot(ctx context.Context, w Writer, row map[string]any) (bool, error) {
	account, _ := row["account_id"].(string)
	add, seen := r.slots[account]
	if !seen {
		here, err := w.Has(ctx, "slot", account)
		if err != nil {
			return false, err
		}
		add = !here
		r.slots[account] = add
	}
	return add, nil
}

func (r *arrival) account(ctx context.Context, w Writer, row map[string]any) (bool, error) {
	if picture, _ := row["avatar"].([]byte); len(picture) > avatarMost {
		return false, tooLarge()
	}
	given, _ := row["id"].(string)
	id, added, err := w.Account(ctx, row)
	r.accounts[given] = id
	return added, err
}

// post decides in which state a post arrives (docs/decisions/0019).
func (r *arrival) post(ctx context.Context, w Writer, row map[string]any) (bool, error) {
	id, _ := row["id"].(string)
	if here, err := w.Has(ctx, "post", id); err != nil || here {
		r.skipped++
		return false, err
	}
	if account, _ := row["account_id"].(string); account != "" {
		row["account_id"] = r.accounts[account]
		if row["account_id"] == "" {
			row["account_id"] = nil
		}
	}
	state, _ := row["state"].(string)
	ask := false
	switch cuedrop.State(state) {
	case cuedrop.Published, cuedrop.InInbox, cuedrop.Failed, cuedrop.Canceled, cuedrop.Draft:
	case cuedrop.Uncertain, cuedrop.Finishing, cuedrop.Confirming:
		ask = true
	case cuedrop.Uploading:
		ask = r.handed[id]
	case cuedrop.Scheduled, cuedrop.Due, cuedrop.Prepared, cuedrop.InitSent, cuedrop.Blocked, cuedrop.Missed:
	default:
		return false, damaged(fmt.Errorf("a post is %q", state))
	}
	switch {
	case ask:
		if !r.known[id] {
			return false, damaged(errors.New("an uncertain post without an attempt"))
		}
		row["state"] = string(cuedrop.Uncertain)
		if state != string(cuedrop.Uncertain) {
			row["failure"] = mustJSON(cuedrop.Failure{Reason: "import.in_flight", Message: "This post was on its way when it was exported. Look on TikTok whether it is there."})
		}
		r.asked++
	case !slices.Contains([]string{"published", "in_inbox", "failed", "canceled", "draft"}, state):
		row["state"], row["consent"], row["failure"], row["rendition"], row["not_before"] = string(cuedrop.Draft), nil, nil, nil, int64(0)
		r.drafts++
	}
	row["rev"] = int64(0) // the writer knows the number
	added, err := w.Row(ctx, "post", row)
	if err == nil && !added {
		err = damaged(fmt.Errorf("post %s can't be added", id))
	}
	r.posts[id] = ask
	return added, err
}

func mustJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own struct of strings
	}
	return string(raw)
}

// attempt adds the record of an attempt. One that was under way has no way on from here.
func (r *arrival) attempt(ctx context.Context, w Writer, row map[string]any) (bool, error) {
	post, _ := row["post_id"].(string)
	ask, added := r.posts[post]
	if !added {
		return false, nil
	}
	if live(row) {
		if ask {
			row["state"] = "uncertain"
		} else {
			row["state"], row["ended_at"] = "abandoned", r.now.UnixMilli()
		}
	}
	ok, err := w.Row(ctx, "attempt", row)
	if err == nil && !ok {
		err = damaged(fmt.Errorf("an attempt of post %s can't be added", post))
	}
	return ok, err
}

// line adds a line of the journal, unless this workspace has lines of its post already.
func (r *arrival) line(ctx context.Context, w Writer, row map[string]any) error {
	post, _ := row["post_id"].(string)
	if post == "" {
		return nil // it was erased there
	}
	add, seen := r.lines[post]
	if !seen {
		here, err := w.Has(ctx, "attempt_event", post)
		if err != nil {
			return err
		}
		add = !here
		r.lines[post] = add
	}
	if !add {
		return nil
	}
	return w.Line(ctx, row)
}

func (r *arrival) settings(ctx context.Context, w Writer) error {
	if r.entries[nameSettings] == nil {
		return nil
	}
	raw, err := r.read(nameSettings, 1<<20)
	if err != nil {
		return err
	}
	var all map[string]string
	if err := json.Unmarshal(raw, &all); err != nil {
		return damaged(err)
	}
	for key, value := range all {
		if !matches(portable, key) || value == "" {
			continue
		}
		added, err := w.Setting(ctx, key, value)
		if err != nil {
			return err
		}
		if added {
			r.counts[OfSetting(key)]++
		}
	}
	return nil
}
