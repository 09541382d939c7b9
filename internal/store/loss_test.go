//go:build linux

package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// Each makes the test binary a program that is recorded; it holds the workspace.
const (
	envRecorded = "CUEDROP_TEST_STORE_RECORDED"
	envUpgraded = "CUEDROP_TEST_STORE_UPGRADED"
)

// changeSome is the recorded child: posts through all of their lives, with a backup on
// the way and the end of a program.
func changeSome(dir string) error {
	ctx := context.Background()
	for run := range 2 {
		s, err := store.Open(ctx, (&bundle{dir: dir}).options())
		if err != nil {
			return err
		}
		for range 2 {
			if err := liveOnce(ctx, s); err != nil {
				return err
			}
		}
		if _, err := s.Backup(ctx, noon.AddDate(0, 0, run)); err != nil {
			return err
		}
		if err := errors.Join(liveOnce(ctx, s), s.Close()); err != nil {
			return err
		}
	}
	return nil
}

func init() {
	children[envRecorded] = changeSome
	children[envUpgraded] = func(dir string) error {
		s, err := store.Open(context.Background(), (&bundle{dir: dir}).options())
		if err != nil {
			return err
		}
		return s.Close()
	}
}

// replays is how many losses of power a test tries.
func replays(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("CUEDROP_SOAK_LOSSES")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return 12
	}
	return 60
}

// lossAt lays the files of a loss after n calls into a folder of its own, and returns
// that of the workspace.
func lossAt(t *testing.T, d *disk, root string, how int, random *rand.Rand) string {
	t.Helper()
	to := t.TempDir()
	if err := os.Mkdir(filepath.Join(to, "ws"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, raw := range d.after(how, random) {
		path = filepath.Join(to, strings.TrimPrefix(path, root))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, raw, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(to, "ws")
}

// TestNothingAckedIsLostWhenThePowerFails records the writes of a whole life of a
// workspace, from its making to its end, and cuts the power at random points of it
// (reliability-security.md A15, A17, 5.2).
func TestNothingAckedIsLostWhenThePowerFails(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "ws"), 0o700); err != nil {
		t.Fatal(err)
	}
	calls := record(t, root, envRecorded+"="+filepath.Join(root, "ws"))
	said := func(c call) bool { return c.name == "said" }
	if n := len(calls); n < 300 || !slices.ContainsFunc(calls, said) {
		t.Fatalf("only %d calls were recorded", n)
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	lost := 0
	for replay := range replays(t) {
		end, how := 1+random.IntN(len(calls)), replay%losses
		d := newDisk(t, t.TempDir())
		acks := map[cuedrop.PostID]acked{}
		for n, c := range calls[:end] {
			d.do(n, c)
			if said(c) {
				hear(t, string(c.data), acks)
			}
		}
		for _, f := range d.names {
			lost += len(f.waiting)
		}
		b := open(t, lossAt(t, d, root, how, random))
		b.wantAcked(fmt.Sprintf("seed %d, loss %d of kind %d after call %d of %d", seed, replay, how, end, len(calls)), acks)
		if t.Failed() {
			return
		}
		_ = b.Close()
	}
	t.Logf("%d calls recorded, %d losses, %d writes on their way in all: every acked change is there", len(calls), replays(t), lost)
	if lost == 0 {
		t.Error("no write was ever on its way, so nothing was tested")
	}
}

// hear adds what a child said to acks.
func hear(t *testing.T, text string, acks map[cuedrop.PostID]acked) {
	t.Helper()
	var id cuedrop.PostID
	var a acked
	if _, err := fmt.Sscan(text, &id, &a.rev, &a.state); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	a.steps = acks[id].steps + 1
	acks[id] = a
}

// wantAcked fails unless everything that was acked is there, the file is sound, the
// journal unbroken, every backup whole, and no commit is missed by the mark.
func (b *bundle) wantAcked(when string, acks map[cuedrop.PostID]acked) {
	b.t.Helper()
	for id, a := range acks {
		p, err := b.Post(b.t.Context(), id)
		if err != nil || p.Rev < a.rev || p.Rev == a.rev && p.State != a.state {
			b.t.Errorf("%s: %s was acked as %s (rev %d) and is %s (rev %d), %v", when, id, a.state, a.rev, p.State, p.Rev, err)
		}
		if steps := len(must[[]cuedrop.AttemptEvent](b.t)(b.Events(b.t.Context(), id))); steps < a.steps {
			b.t.Errorf("%s: %s has %d journal lines, %d were acked", when, id, steps, a.steps)
		}
	}
	if err := b.VerifyJournal(b.t.Context()); err != nil {
		b.t.Errorf("%s: %v", when, err)
	}
	// The replay is a new file, which is known; that it has lost something must not be.
	if c, _, err := b.OldCopy(b.t.Context()); err != nil || c.Reason == store.CopyBehind || b.Restored() != nil {
		b.t.Errorf("%s: counts as an old copy for %q, restored %v, %v", when, c.Reason, b.Restored(), err)
	}
	paths := []string{filepath.Join(b.dir, store.FileName)}
	for _, made := range must[[]store.Backup](b.t)(b.Backups()) {
		paths = append(paths, made.Path)
	}
	for _, path := range paths {
		var verdict string
		var version int // 0 in an empty file, which is sound
		db := rawAt(b.t, path)
		row := db.QueryRowContext(b.t.Context(), `SELECT (SELECT integrity_check FROM pragma_integrity_check), (SELECT user_version FROM pragma_user_version)`)
		if err := row.Scan(&verdict, &version); err != nil || verdict != "ok" || version != store.SchemaVersion {
			b.t.Errorf("%s: %s: %s, schema %d, %v", when, filepath.Base(path), verdict, version, err)
		}
		_ = db.Close()
	}
}

// TestThePowerFailsDuringAnUpgrade: what comes after it is the old schema or the new one,
// with everything in it (reliability-security.md A16).
func TestThePowerFailsDuringAnUpgrade(t *testing.T) {
	t.Parallel()
	root, before := t.TempDir(), t.TempDir()
	dir := filepath.Join(root, "ws")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	layOlder(t, dir, 1)
	db := rawAt(t, filepath.Join(dir, store.FileName))
	if _, err := db.ExecContext(t.Context(), `INSERT INTO setting VALUES ('kept', x'01')`); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	copyTree(t, dir, filepath.Join(before, "ws"))
	calls := record(t, root, envUpgraded+"="+dir)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	versions := map[int]int{}
	for replay := range replays(t) {
		end, how := random.IntN(len(calls)+1), replay%losses
		switch replay { // before and after it in any case
		case 0:
			end = 0
		case lossNone:
			end = len(calls)
		}
		d := newDisk(t, before)
		// The recording has the names of root.
		for path, f := range d.names {
			delete(d.names, path)
			delete(d.stable, path)
			path = filepath.Join(root, strings.TrimPrefix(path, before))
			d.names[path], d.stable[path] = f, f
		}
		for n, c := range calls[:end] {
			d.do(n, c)
		}
		when := fmt.Sprintf("seed %d, loss %d of kind %d after call %d of %d", seed, replay, how, end, len(calls))
		lost := lossAt(t, d, root, how, random)
		var version, kept int
		var verdict string
		db := rawAt(t, filepath.Join(lost, store.FileName))
		row := db.QueryRowContext(t.Context(), `SELECT (SELECT user_version FROM pragma_user_version), (SELECT COUNT(*) FROM setting WHERE key = 'kept'), (SELECT integrity_check FROM pragma_integrity_check)`)
		if err := row.Scan(&version, &kept, &verdict); err != nil || version < 1 || version > store.SchemaVersion || kept != 1 || verdict != "ok" {
			t.Fatalf("%s: schema %d, kept %d, %s, %v", when, version, kept, verdict, err)
		}
		_ = db.Close()
		versions[version]++
		b := open(t, lost) // and goes on from there
		b.wantAcked(when, nil)
		b.account("open-1")
		_ = b.Close()
	}
	t.Logf("%d calls recorded; schemas after a loss: %v", len(calls), versions)
	if versions[1] == 0 || versions[store.SchemaVersion] == 0 {
		t.Errorf("the losses missed the upgrade: %v", versions)
	}
}
