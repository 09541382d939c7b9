package archtest

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWhatTheRaceDetectorSkipsIsProven: `make test` leaves the tests of PROOF out where the
// race detector watches, so `make proof` must run each of them.
func TestWhatTheRaceDetectorSkipsIsProven(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	makefile := string(read(t, filepath.Join(root, "Makefile")))
	report(t, checkProof(makefile, testFunctions(t, root)))
}

var (
	proofLine  = regexp.MustCompile(`(?m)^PROOF := (?:\$\(PROOF\)\|)?(\S+)$`)
	provenLine = regexp.MustCompile(`(?m)^PROVING := (.+)$`)
	proofUses  = []string{"-skip '^($(PROOF))$$' ./...", "-run '^($(PROOF))$$' $(PROVING:%=./internal/%)"}
)

// checkProof returns which tests of PROOF no package of PROVING has, and which are skipped
// in another package that has one of the same name.
func checkProof(makefile string, tests map[string]map[string]bool) (problems []string) {
	for _, use := range proofUses {
		if !strings.Contains(makefile, use) {
			problems = append(problems, fmt.Sprintf("the Makefile does not hold %q", use))
		}
	}
	proving := map[string]bool{}
	for _, line := range provenLine.FindAllStringSubmatch(makefile, -1) {
		for name := range strings.FieldsSeq(line[1]) {
			proving["internal/"+name] = true
		}
	}
	for _, line := range proofLine.FindAllStringSubmatch(makefile, -1) {
		for name := range strings.SplitSeq(line[1], "|") {
			there := false
			for pkg, all := range tests {
				switch {
				case all[name] && !proving[pkg]:
					problems = append(problems, fmt.Sprintf("%s.%s is in PROOF, and its package is not in PROVING", pkg, name))
				case all[name]:
					there = true
				}
			}
			if !there {
				problems = append(problems, fmt.Sprintf("PROOF names %s, which no package of PROVING has", name))
			}
		}
	}
	return slices.Sorted(slices.Values(problems))
}

// TestAnUnprovenTestIsDetected is the test of the test.
func TestAnUnprovenTestIsDetected(t *testing.T) {
	t.Parallel()
	use := strings.Join(proofUses, "\n") + "\n"
	tests := map[string]map[string]bool{"internal/x": {"TestX": true, "TestBoth": true}, "internal/y": {"TestY": true, "TestBoth": true}}
	for name, c := range map[string]struct {
		makefile string
		problems int
	}{
		"all is well":       {use + "PROOF := TestX\nPROOF := $(PROOF)|TestY|TestBoth\nPROVING := x y\n", 0},
		"no such test":      {use + "PROOF := TestX|TestGone\nPROVING := x y\n", 1},
		"a package missing": {use + "PROOF := TestX\nPROOF := $(PROOF)|TestY\nPROVING := x\n", 2},
		"one of two":        {use + "PROOF := TestBoth\nPROVING := x\n", 1},
		"not used":          {"PROOF := TestX\nPROVING := x\n", len(proofUses)},
	} {
		if got := checkProof(c.makefile, maps.Clone(tests)); len(got) != c.problems {
			t.Errorf("%s: %q, want %d problems", name, got, c.problems)
		}
	}
}
