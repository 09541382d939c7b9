//go:build unix

package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	envDir    = "CUEDROP_TEST_VAULT"   // the workspace's folder; the keyring lies beside it
	envAct    = "CUEDROP_TEST_ACT"     // what the child does
	envKillAt = "CUEDROP_TEST_KILL_AT" // 1-based point at which it dies; 0 = never
)

func TestMain(m *testing.M) {
	if os.Getenv(envDir) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// killer dies, as from a power cut, at a point that it counts to.
type killer struct{ at, passed int }

func (k *killer) point(string) {
	if k.passed++; k.passed == k.at {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal is on its way; nothing may happen after the point
	}
}

// fileKeyring is a keyring that outlives the program. Before and after each change it may
// be killed.
type fileKeyring struct {
	path  string
	point func(string)
}

func (k fileKeyring) load() map[string]string {
	all := map[string]string{}
	if b, err := os.ReadFile(k.path); err == nil {
		_ = json.Unmarshal(b, &all) // it is written whole
	}
	return all
}

func (k fileKeyring) save(all map[string]string) error {
	k.point("keyring.before")
	b, err := json.Marshal(all)
	if err == nil {
		err = os.WriteFile(k.path+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(k.path+".new", k.path)
	}
	k.point("keyring.after")
	return err
}

func (k fileKeyring) Get(_ context.Context, _, user string) (string, error) {
	if v, ok := k.load()[user]; ok {
		return v, nil
	}
	return "", fault.New(fault.NotFound, "secret.not_found", "Nothing there.")
}

func (k fileKeyring) Set(_ context.Context, _, user, value string) error {
	all := k.load()
	all[user] = value
	return k.save(all)
}

func (k fileKeyring) Delete(_ context.Context, _, user string) error {
	all := k.load()
	if _, ok := all[user]; !ok {
		return fault.New(fault.NotFound, "secret.not_found", "Nothing there.")
	}
	delete(all, user)
	return k.save(all)
}

func childOptions(dir string, point func(string)) Options {
	return Options{
		Dir: dir, WorkspaceID: "ws1", Cost: least, Probe: point,
		Keyring: fileKeyring{filepath.Join(filepath.Dir(dir), "keyring.json"), point},
	}
}

var acts = map[string]func(ctx context.Context, v *Vault) error{
	"set":    func(ctx context.Context, v *Vault) error { return v.SetPassphrase(ctx, "", first) },
	"change": func(ctx context.Context, v *Vault) error { return v.SetPassphrase(ctx, first, second) },
	"remove": func(ctx context.Context, v *Vault) error { return v.RemovePassphrase(ctx, first) },
	"code": func(ctx context.Context, v *Vault) error {
		_, err := v.NewRecoveryCode(ctx, first)
		return err
	},
}

func child() error {
	at, err := strconv.Atoi(os.Getenv(envKillAt))
	if err != nil {
		return err
	}
	k := &killer{at: at}
	if err := acts[os.Getenv(envAct)](context.Background(), New(childOptions(os.Getenv(envDir), k.point))); err != nil {
		return err
	}
	if k.passed < at {
		return errors.New("lived")
	}
	return nil
}

// TestEveryStepOfAChangeMayBeTheLast kills the program at each point of each change, and
// then again at each point of the unlock that tidies up. Whatever the point, the next start
// opens with the passphrase of before or of after, or with the keyring, and nowhere is a
// key left that no passphrase guards.
func TestEveryStepOfAChangeMayBeTheLast(t *testing.T) {
	t.Parallel()
	for _, act := range slices.Sorted(maps.Keys(acts)) {
		t.Run(act, func(t *testing.T) {
			t.Parallel()
			points := 0
			for at := 1; ; at++ {
				if !killedAt(t, act, at) {
					break
				}
				points++
			}
			if least := map[string]int{"set": 7, "remove": 10, "change": 4, "code": 4}[act]; points < least {
				t.Errorf("%d points, at least %d expected", points, least)
			}
			t.Logf("killed at %d points", points)
		})
	}
}

// killedAt makes a workspace, has a child killed at a point of act, and looks at what is
// left. It reports false when there was no such point.
func killedAt(t *testing.T, act string, at int) bool {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	calm := childOptions(dir, func(string) {})
	value := sealed(t, New(calm), "act.token", "a")
	if act != "set" {
		if err := New(calm).SetPassphrase(t.Context(), "", first); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envDir+"="+dir, envAct+"="+act, envKillAt+"="+strconv.Itoa(at))
	out, err := cmd.CombinedOutput()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatalf("%s at %d: %v, %s", act, at, err, out)
	}
	if !exit.Sys().(syscall.WaitStatus).Signaled() {
		if string(out) != "lived\n" {
			t.Fatalf("%s at %d: %s", act, at, out)
		}
		return false
	}
	v := New(calm)
	if err := openAny(t, v, act); err != nil {
		t.Errorf("%s killed at %d: %v", act, at, err)
		return true
	}
	if got, err := v.Unseal(t.Context(), value, "a"); string(got) != "act.token" || err != nil {
		t.Errorf("%s killed at %d: %q, %v", act, at, got, err)
	}
	state, err := v.State(t.Context())
	if err != nil {
		t.Error(err)
	}
	want := 1
	if state.Set {
		want = 0
	}
	if ring := calm.Keyring.(fileKeyring).load(); len(ring) != want {
		t.Errorf("%s killed at %d: the keyring has %d entries with passphrase %v", act, at, len(ring), state.Set)
	}
	if left, err := v.LeftInKeyring(t.Context()); left || err != nil {
		t.Errorf("%s killed at %d: it still says that the keyring has the key, %v", act, at, err)
	}
	if left := files(t, dir); !slices.Equal(left, []string{fileName}) {
		t.Errorf("%s killed at %d: left %v", act, at, left)
	}
	return true
}

// openAny opens v by what must open it before or after act.
func openAny(t *testing.T, v *Vault, act string) error {
	t.Helper()
	state, err := v.State(t.Context())
	if err != nil {
		return err
	}
	if !state.Set {
		if act == "change" || act == "code" {
			return errors.New("the passphrase is gone")
		}
		return v.Unlock(t.Context())
	}
	ways := []cuedrop.Secret{first}
	if act == "change" {
		ways = append(ways, second)
	}
	for _, passphrase := range ways {
		if err = v.UnlockWith(t.Context(), passphrase); err == nil {
			_, err = v.TakeTries(t.Context())
			return err
		}
	}
	return err
}
