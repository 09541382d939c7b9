package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// TestSecurityOnTheCommandLine: what protects the workspace, everything revoked, the log of
// it, and a bundle of which nothing is the user's.
func TestSecurityOnTheCommandLine(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due()
	var facts []struct{ Code, State, Detail, Remedy string }
	b.json(&facts, "security")
	if len(facts) != 4 || facts[0].Code != "passphrase" || facts[0].State != "ok" {
		t.Errorf("facts %+v", facts)
	}
	if r := b.run("security", "incident"); r.code != 2 || b.sandbox.Counts().Revoke != 0 {
		t.Errorf("without a word: exit %d, %s", r.code, r.stderr)
	}
	var did struct {
		Accounts, Revoked, Queued, Untold, Stopped int
		Note                                       string
	}
	b.json(&did, "security", "incident", "--yes")
	if did.Accounts != 1 || did.Revoked != 1 || did.Stopped != 1 || !strings.Contains(did.Note, "WHAT TO DO NOW") || b.sandbox.Counts().Revoke != 1 {
		t.Errorf("%+v, %d revoked", did, b.sandbox.Counts().Revoke)
	}
	b.want(3, "run", "--until-idle", "--for", "20s")
	if c := b.sandbox.Counts(); c.Init != 0 {
		t.Errorf("sent after everything was revoked: %+v", c)
	}
	var kept []post
	b.json(&kept, "post", "list")
	if len(kept) != 1 || kept[0].ID != p.ID {
		t.Errorf("posts %+v", kept)
	}
	bundle := filepath.Join(b.dir, "bundle.txt")
	b.want(0, "support", bundle)
	b.want(1, "support", bundle)
	b.want(2, "support")
	raw, err := os.ReadFile(bundle)
	if err != nil || !strings.Contains(string(raw), "signed_out: 1\n") || strings.Contains(string(raw), b.dir) || strings.Contains(string(raw), p.ID) {
		t.Errorf("bundle %s, %v", raw, err)
	}
	if shown := b.run("support", "--show"); shown.code != 0 || !strings.HasPrefix(shown.stdout, "CUEDROP SUPPORT BUNDLE\n") {
		t.Errorf("exit %d, %s", shown.code, shown.stdout)
	}
	var log []struct{ Kind, Subject, Outcome string }
	b.json(&log, "security", "log")
	if len(log) != 4 || log[0].Kind != "support" || log[1].Kind != "incident" || log[2].Kind != "sign_out" || log[3].Kind != "sign_in" || log[3].Subject == "" {
		t.Errorf("log %+v", log)
	}
	b.json(&log, "security", "log", "--limit", "1")
	if len(log) != 1 {
		t.Errorf("limited to 1: %+v", log)
	}
}
