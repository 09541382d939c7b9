package store_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The invariants of reliability-security.md 3.3 hold even against code that goes
// round Apply, because the schema keeps them.

// TestTheSchemaRefuses runs SQL that no code of ours would.
func TestTheSchemaRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft()
	uploading, a := b.uploading("pub-1")
	published, done := b.uploading("pub-2")
	b.apply(cuedrop.PublishChange(published, &done, nil, noon))
	finishing, late := b.uploading("pub-3")
	b.apply(cuedrop.BeginFinishChange(finishing, late, noon))
	insert := `INSERT INTO attempt (id, post_id, number, state, inits, publish_id, size, chunk_size, chunk_count, sha256, started_at, ended_at)
		VALUES ('try_x', ?, 9, ?, 1, ?, 1, 1, 1, 'ab', 1, ?)`
	tests := []struct {
		name  string
		query string
		args  []any
		want  string
	}{
		{"a second live attempt (a)", insert, []any{uploading.ID, "init_sent", nil, 0}, "UNIQUE constraint failed: attempt.post_id"},
		{"an attempt number twice", `UPDATE attempt SET number = 1 WHERE id = 'try_y'; ` + strings.Replace(insert, "9,", "1,", 1), []any{uploading.ID, "failed", nil, 1}, "UNIQUE constraint failed: attempt.post_id, attempt.number"},
		{"a publish_id twice (b)", insert, []any{draft.ID, "uploading", "pub-2", 0}, "UNIQUE constraint failed: attempt.publish_id"},
		{"init after the upload has begun (c)", `UPDATE attempt SET inits = inits + 1 WHERE id = ?`, []any{a.ID}, "no init after the upload has begun"},
		{"published and no longer (d)", `UPDATE post SET state = 'failed' WHERE id = ?`, []any{published.ID}, "the machine has no such step"},
		{"finishing without the time of it (e)", `UPDATE attempt SET state = 'finishing' WHERE id = ?`, []any{a.ID}, "finishing comes before the last byte"},
		{"the last byte without finishing (e)", `UPDATE attempt SET acked = size WHERE id = ?`, []any{a.ID}, "finishing comes before the last byte"},
		{"another time of finishing (e)", `UPDATE attempt SET finishing_at = 0 WHERE id = ?`, []any{late.ID}, "when an attempt began to finish is kept"},
		{"canceled after finishing (e)", `UPDATE attempt SET state = 'canceled', ended_at = 1 WHERE id = ?`, []any{late.ID}, "an attempt that began to finish is not canceled"},
		{"an attempt after publishing (d)", insert, []any{published.ID, "init_sent", nil, 0}, "no attempt after the post was published"},
		{"an end undone (d)", `UPDATE attempt SET state = 'uploading', ended_at = 0 WHERE id = ?`, []any{done.ID}, "an attempt that ended keeps its end"},
		{"an init after the end (c)", `UPDATE attempt SET inits = 2 WHERE id = ?`, []any{done.ID}, "an attempt that ended keeps its end"},
		{"another clip while it is uploaded", `UPDATE post SET media_id = 'clip_x' WHERE id = ?`, []any{uploading.ID}, "a post that TikTok may have keeps its clip"},
		{"another clip of what is out", `UPDATE post SET media_id = 'clip_x' WHERE id = ?`, []any{published.ID}, "a post that TikTok may have keeps its clip"},
		{"another clip with the consent for the old one", `UPDATE post SET media_id = 'clip_x', consent = '{}' WHERE id = ?`, []any{draft.ID}, "a post that TikTok may have keeps its clip"},
		{"a journal line in the past (g)", `INSERT INTO attempt_event VALUES (1, 1, 'p', '', 'begin', 'a', 'b', '{}', 'h')`, nil, "the journal only grows"},
		{"a draft published", `UPDATE post SET state = 'published' WHERE id = ?`, []any{draft.ID}, "the machine has no such step"},
		{"uploading without a publish_id", insert, []any{draft.ID, "uploading", nil, 0}, "CHECK constraint failed"},
		{"a journal line changed (g)", `UPDATE attempt_event SET detail = '{}' WHERE seq = 1`, nil, "the journal is append-only"},
		{"a journal line deleted (g)", `DELETE FROM attempt_event WHERE seq = 1`, nil, "the journal is append-only"},
		{"scheduled without consent", `UPDATE post SET state = 'scheduled', due_at = 1 WHERE id = ?`, []any{draft.ID}, "CHECK constraint failed"},
		{"scheduled without a time", `UPDATE post SET state = 'scheduled', consent = '{}' WHERE id = ?`, []any{draft.ID}, "CHECK constraint failed"},
		{"uploading without a file", `UPDATE post SET rendition = NULL WHERE id = ?`, []any{uploading.ID}, "CHECK constraint failed"},
		{"a state that is none", `UPDATE post SET state = 'done' WHERE id = ?`, []any{draft.ID}, "the machine has no such step"},
		{"an attempt's state that is none", `UPDATE attempt SET state = 'done' WHERE id = ?`, []any{a.ID}, "CHECK constraint failed"},
		{"an unknown mode", `UPDATE post SET mode = 'fax' WHERE id = ?`, []any{draft.ID}, "CHECK constraint failed"},
		{"text where a number belongs", `UPDATE post SET due_at = 'soon' WHERE id = ?`, []any{draft.ID}, "cannot store TEXT value in INTEGER column"},
		{"a second counter", `INSERT INTO rev VALUES (2, 0)`, nil, "CHECK constraint failed"},
	}
	for _, tt := range tests {
		if err := b.exec(tt.query, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestTheSchemaHasTheMachine: the trigger's list of steps is that of the domain, so
// that neither can change alone.
func TestTheSchemaHasTheMachine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var sql string
	if err := b.raw().QueryRowContext(t.Context(), `SELECT sql FROM sqlite_master WHERE name = 'post_moves_by_the_machine'`).Scan(&sql); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`'([a-z_]+>[a-z_]+)'`).FindAllStringSubmatch(sql, -1) {
		listed[m[1]] = true
	}
	steps := map[string]bool{}
	for _, from := range cuedrop.States {
		for _, tr := range cuedrop.Transitions() {
			if to, err := cuedrop.Next(from, tr); err == nil && to != from {
				steps[string(from)+">"+string(to)] = true
			}
		}
	}
	if diff := cmp.Diff(steps, listed); diff != "" {
		t.Errorf("the trigger's list (-machine +schema):\n%s", diff)
	}
}

func TestAPostNeedsAClipThatIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.CreatePost(t.Context(), cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: "clip_none", Mode: cuedrop.ModeDirect, CreatedAt: noon})
	if !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "FOREIGN KEY") {
		t.Errorf("err = %v", err)
	}
}

// TestApplyCanNotBreakTheInvariantsEither goes through the front door with changes
// that a bug could build.
func TestApplyCanNotBreakTheInvariantsEither(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.uploading("pub-1")
	p, a := b.initSent()
	_, err := b.Apply(t.Context(), cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "pub-1", UploadURL: "https://x"}, noon))
	if err == nil {
		t.Error("two attempts have one publish_id")
	}
	_, err = b.Apply(t.Context(), cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{UploadURL: "https://x"}, noon))
	if err == nil {
		t.Error("an upload began without a publish_id")
	}
	p = b.apply(cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "pub-2", UploadURL: "https://x"}, noon))
	_, err = b.Apply(t.Context(), cuedrop.RepeatInitChange(p, a, noon))
	wantFault(t, err, fault.Conflict, "post.illegal_transition")
	c := cuedrop.AckChunkChange(p, a, 10, noon)
	c.Attempt.Inits = 2
	if _, err := b.Apply(t.Context(), c); err == nil || !strings.Contains(err.Error(), "no init after") {
		t.Errorf("a further init was counted: %v", err)
	}
	if got := b.live(p); got.Inits != 1 || got.Acked != 0 {
		t.Errorf("a refused step left traces: %+v", got)
	}
	bare := b.draft()
	_, err = b.Apply(t.Context(), cuedrop.Change{Post: bare.ID, Transition: cuedrop.TransSchedule, From: cuedrop.Draft, At: noon})
	if err == nil {
		t.Error("scheduled without consent and time")
	}
	if got := must[cuedrop.Post](t)(b.Post(t.Context(), bare.ID)); got.Rev != bare.Rev {
		t.Errorf("a refused step left traces: %+v", got)
	}
}
