package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/store"
)

// envSealing makes the test binary the program that is killed while it seals.
const envSealing = "CUEDROP_TEST_SEALING_CHILD"

// sealForEver seals and unseals the words of a workspace and says so. It ends only when it
// is killed or fails.
func sealForEver(dir string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, (&bundle{dir: dir}).options())
	if err != nil {
		return err
	}
	for on := true; ; on = !on {
		if on {
			if _, err := s.Backup(ctx, noon); err != nil { // what is to go with the rest
				return err
			}
		}
		_, err := fmt.Fprintln(os.Stdout, on)
		if err := errors.Join(err, s.SealContent(ctx, on)); err != nil {
			return err
		}
	}
}

// TestSealingSurvivesAKill: no word is lost wherever the program is killed; what says that
// it is sealed is; and the next call completes it.
func TestSealingSurvivesAKill(t *testing.T) {
	t.Parallel()
	kills := 20
	if testing.Short() {
		kills = 4
	}
	b := setup(t)
	posts, _ := b.wordy()
	for range 300 { // so that it takes a while
		all := must[[]cuedrop.Post](t)(b.CreatePosts(t.Context(), cuedrop.Post{
			ID: cuedrop.NewPostID(), MediaID: posts[0].MediaID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: canary}, CreatedAt: noon,
		}))
		posts = append(posts, all...)
	}
	posts, snippets := b.words()
	_ = b.Close()
	half := 0
	for kill := range kills {
		killWhileSealing(t, b.dir)
		c := open(t, b.dir)
		again, kept := c.words()
		if diff := cmp.Diff(posts, again) + cmp.Diff(snippets, kept); diff != "" {
			t.Fatalf("kill %d (-before +after):\n%s", kill, diff)
		}
		sealed := must[bool](t)(c.ContentSealed(t.Context()))
		if found := c.wordsIn(); sealed && len(found) > 0 {
			t.Errorf("kill %d: it says that all is sealed, and words are in %v", kill, found)
		}
		if state := must[string](t)(c.Setting(t.Context(), "store.content_open")); state != "" {
			half++
		}
		if err := c.SealContent(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if found := c.wordsIn(); len(found) > 0 {
			t.Errorf("kill %d: words are left in %v", kill, found)
		}
		if err := c.SealContent(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d of them between the rows and what rows leave", kills, half)
}

func killWhileSealing(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), envSealing+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var problems bytes.Buffer
	cmd.Stderr = &problems
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for in := bufio.NewScanner(out); in.Scan(); lines++ {
		if lines == 0 {
			time.AfterFunc(time.Duration(rand.IntN(120))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // killed
	if lines == 0 || problems.Len() > 0 {
		t.Fatalf("the child ended by itself after %d lines: %s", lines, problems.String())
	}
}

// notSealed are the tests that are about words in the clear, and long ones that have
// nothing to do with words.
const notSealed = "TestStoredWordsStayAsTheyAre|TestAReceiptNeedsNoKey|TestDroppedBackupsAreGone|TestErasedRowsAreGoneFromTheFile|TestDeletedWords|" +
	"Sealing|Sealed|Power|Killed|TwoPrograms|AnotherProgram|TestNextDueIsTheEarliest|TestOnIsWhatApplyDoes|Lease|" +
	"Copy|Copied|Mark|Volume|Link|Peek|SignIn|Token|Grant|Account|Folder|Disk|Upgrade|Schema|Damaged|Restor|Workspace|Start|Older|Network|Synced"

// TestWhatHoldsInTheClearHoldsSealed runs the tests of the store once more, in workspaces
// whose words are sealed from the start.
func TestWhatHoldsInTheClearHoldsSealed(t *testing.T) {
	t.Parallel()
	if allSealed {
		t.Skip("this is that run")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.skip="+notSealed, "-test.short", "-test.v")
	cmd.Env = append(os.Environ(), envAllSealed+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := bytes.Count(out, []byte("\n--- PASS: ")); n < 50 {
		t.Errorf("only %d tests ran:\n%s", n, out)
	} else {
		t.Logf("%d tests hold sealed", n)
	}
}
