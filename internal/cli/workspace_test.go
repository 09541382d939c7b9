package cli_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

type workspaceOut struct {
	ID, Name   string
	Passphrase bool
}

// without returns the bench without a variable, and with others.
func (b *bench) without(name string, set ...string) *bench {
	own := *b
	own.env = slices.DeleteFunc(slices.Clone(b.env), func(v string) bool { return strings.HasPrefix(v, name+"=") })
	own.env = append(own.env, set...)
	return &own
}

func (b *bench) file(name, content string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// TestWorkspacesByTheirNames: made, used by name and by id, renamed, and deleted.
func TestWorkspacesByTheirNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made workspaceOut
	b.json(&made, "workspace", "create", "Café Ñandú")
	if made != (workspaceOut{"cafe-nandu", "Café Ñandú", false}) {
		t.Errorf("made %+v", made)
	}
	folder := filepath.Join(b.dir, "data", "workspaces", "cafe-nandu")
	for _, name := range []string{"cafe-nandu", "café ñandú"} {
		b.want(0, "post", "list", "--workspace", name)
	}
	if all, err := os.ReadDir(filepath.Dir(folder)); err != nil || len(all) != 1 {
		t.Errorf("folders %v, %v", all, err)
	}
	// A name that could be a folder's and is nobody's makes one, as ever.
	b.want(0, "post", "list", "--workspace", "client-b")
	if r := b.want(2, "post", "list", "--workspace", "客户 A"); !strings.Contains(r.stderr, "workspace create") {
		t.Errorf("an unknown name: %s", r.stderr)
	}
	b.json(&made, "workspace", "rename", "client-b", "客户 A")
	if made.ID != "client-b" || made.Name != "客户 A" {
		t.Errorf("renamed %+v", made)
	}
	b.want(0, "post", "list", "--workspace", "客户 a")
	if r := b.want(1, "workspace", "create", "CAFE\u0301 ÑANDÚ"); !strings.Contains(r.stderr, "workspace.taken") {
		t.Errorf("taken: %s", r.stderr)
	}
	if r := b.want(2, "workspace", "delete", "Café Ñandú"); !strings.Contains(r.stderr, "--yes") {
		t.Errorf("unasked: %s", r.stderr)
	}
	b.want(0, "workspace", "delete", "Café Ñandú", "--yes")
	var all []workspaceOut
	b.json(&all, "workspace", "list")
	if len(all) != 1 || all[0].ID != "client-b" || !all[0].Passphrase {
		t.Errorf("left %+v", all)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder is still there")
	}
	b.want(1, "workspace", "delete", "nobody", "--yes")
}

// TestPassphrasesOnTheCommandLine: set where there is no keyring, changed, forgotten and
// recovered; none of them in an argument, and each opens what it should and nothing else.
func TestPassphrasesOnTheCommandLine(t *testing.T) {
	t.Parallel()
	b := setup(t).without("CUEDROP_PASSPHRASE")
	first, second := b.file("first", "the first passphrase\n"), b.file("second", "the second one\r\n")
	var out struct {
		ID           string
		Passphrase   bool
		RecoveryCode *string
	}
	if r := b.want(2, "workspace", "passphrase", "set"); !strings.Contains(r.stderr, "--new-passphrase-file") {
		t.Errorf("without a terminal: %s", r.stderr)
	}
	b.json(&out, "workspace", "passphrase", "set", "--new-passphrase-file", first)
	if out.ID != "default" || !out.Passphrase || out.RecoveryCode == nil {
		t.Fatalf("set %+v", out)
	}
	code := *out.RecoveryCode
	b.want(1, "workspace", "passphrase", "set", "--new-passphrase-file", first, "--passphrase-file", first)
	b.json(&out, "workspace", "passphrase", "change", "--passphrase-file", first, "--new-passphrase-file", second)
	if !out.Passphrase || out.RecoveryCode != nil {
		t.Errorf("changed %+v", out)
	}
	if r := b.without("", "CUEDROP_PASSPHRASE=the first passphrase").want(3, "run", "--for", "1ms"); !strings.Contains(r.stderr, "vault.passphrase_wrong") {
		t.Errorf("the old one: %s", r.stderr)
	}
	// Both from the standard input, a line each.
	cmd := b.command("workspace", "recover", "default", "--code-file", "-", "--new-passphrase-file", "-", "--json")
	cmd.Stdin = strings.NewReader(strings.ToLower(code) + "\nthe third of them\n")
	if raw, err := cmd.Output(); err != nil || !strings.Contains(string(raw), "recoveryCode") || strings.Contains(string(raw), code) {
		t.Errorf("recovered: %v %s", err, raw)
	}
	if r := b.want(3, "workspace", "recover", "default", "--code-file", b.file("code", code), "--new-passphrase-file", first); !strings.Contains(r.stderr, "vault.code_wrong") {
		t.Errorf("used twice: %s", r.stderr)
	}
	open := b.without("", "CUEDROP_PASSPHRASE=the third of them")
	open.json(&out, "workspace", "passphrase", "code")
	if out.RecoveryCode == nil || *out.RecoveryCode == code {
		t.Errorf("another code %+v", out)
	}
	// Forgotten: it goes, unopened.
	var gone struct{ Sealed bool }
	b.json(&gone, "workspace", "delete", "default", "--yes")
	if !gone.Sealed {
		t.Error("it was opened without its passphrase")
	}
}

// TestRunAll publishes from every workspace that can be opened, says which can't, and ends
// with the worst of their codes.
func TestRunAll(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	clip := b.clip("clip.mp4")
	ids := map[string]string{}
	for i, name := range []string{"Café Ñandú", "客户 A"} {
		b.want(0, "workspace", "create", name)
		b.sandbox.SetScenario(sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve", Creator: []string{"practice.creator", "quiet.corner"}[i]}})
		b.want(0, "account", "connect", "--workspace", name)
		var p post
		b.json(&p, "post", "add", clip, "--workspace", name, "--account", []string{"practice.creator", "quiet.corner"}[i], "--privacy", "self", "--now", "--consent")
		ids[name] = p.ID
	}
	b.want(0, "workspace", "delete", "default", "--yes")
	// A third one that another passphrase opens.
	b.without("CUEDROP_PASSPHRASE").want(0, "workspace", "passphrase", "set", "--workspace", "private", "--new-passphrase-file", b.file("other", "quite another one"))
	b.want(2, "run", "--all", "--workspace", "private")
	var out struct {
		States     map[string]int
		Workspaces []struct {
			ID, Name string
			Locked   bool
			States   map[string]int
			Error    *struct{ Reason string }
		}
	}
	r := b.run("run", "--all", "--until-idle", "--json")
	if r.code != 0 || strings.Count(r.stderr, "private is locked") != 1 {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
	if err := json.Unmarshal([]byte(r.stdout), &out); err != nil {
		t.Fatalf("%v in %s", err, r.stdout)
	}
	if out.States["published"] != 2 || len(out.Workspaces) != 3 {
		t.Fatalf("%+v", out)
	}
	for _, w := range out.Workspaces {
		if w.Locked != (w.ID == "private") || w.Error != nil || !w.Locked && w.States["published"] != 1 {
			t.Errorf("%+v", w)
		}
	}
	if got := b.sandbox.Counts(); got.Init != 2 || len(b.sandbox.Received()) != 2 {
		t.Errorf("%+v", got)
	}
	// The worst of the codes, and of the others each is told all the same.
	b.sandbox.SetScenario(sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Do: "fail:spam_risk"}}})
	var p post
	b.json(&p, "post", "add", b.clip("another.mp4"), "--workspace", "客户 A", "--account", "quiet.corner", "--privacy", "self", "--now", "--consent")
	if r := b.want(1, "run", "--all", "--until-idle"); !strings.Contains(r.stderr, "客户 A  "+p.ID) || !strings.Contains(r.stdout, "Café Ñandú") {
		t.Errorf("%s\n%s", r.stdout, r.stderr)
	}
}

// TestRunAllHoldsUpNoOwner: a passphrase that fits one workspace is tried on the others
// whenever the program starts. Their owners do not wait for that, and whoever tries
// one after the other does.
func TestRunAllHoldsUpNoOwner(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.cheapKey() // that of default, which the passphrase of the tests opens
	owner := b.without("CUEDROP_PASSPHRASE", "CUEDROP_PASSPHRASE=quite another one")
	b.without("CUEDROP_PASSPHRASE").want(0, "workspace", "passphrase", "set", "--workspace", "private", "--new-passphrase-file", b.file("other", "quite another one"))
	for i := range 3 {
		guess := b.without("CUEDROP_PASSPHRASE", "CUEDROP_PASSPHRASE=a guess "+string(rune('a'+i)))
		if r := guess.run("run", "--all", "--for", "1ms", "--json"); strings.Count(r.stderr, "vault.passphrase_wrong") != 2 {
			t.Errorf("start %d: %s", i+1, r.stderr)
		}
	}
	for _, id := range []string{"default", "private"} {
		var tries struct {
			Wrong      int
			Unattended struct{ Wrong int }
		}
		raw, err := os.ReadFile(filepath.Join(b.dir, "data", "workspaces", id, "tries.json"))
		if err = errors.Join(err, json.Unmarshal(raw, &tries)); err != nil || tries.Wrong != 0 || tries.Unattended.Wrong != 3 {
			t.Errorf("%s: %+v, %v", id, tries, err)
		}
	}
	owner.want(0, "post", "list", "--workspace", "private")
}
