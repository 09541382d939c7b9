package vault

import "testing"

func TestWhatAPassphraseCosts(t *testing.T) {
	t.Parallel()
	const gib = 1 << 30
	memory := func(total, available uint64) func() (uint64, uint64) {
		return func() (uint64, uint64) { return total, available }
	}
	for name, c := range map[string]struct {
		opt  Options
		want Cost
	}{
		"unknown":      {Options{}, costSet},
		"not told":     {Options{Memory: memory(0, 0)}, costSet},
		"large":        {Options{Memory: memory(8*gib, 4*gib)}, costSet},
		"large, full":  {Options{Memory: memory(8*gib, gib/4)}, costSmall},
		"small":        {Options{Memory: memory(3*gib, 2*gib)}, costSmall},
		"only in all":  {Options{Memory: memory(4*gib, 0)}, costSet},
		"given":        {Options{Cost: Cost{Time: 2, MemoryKiB: 9 << 10, Threads: 2}, Memory: memory(gib, gib)}, Cost{Time: 2, MemoryKiB: 9 << 10, Threads: 2}},
		"given absurd": {Options{Cost: Cost{Time: 99, MemoryKiB: 1, Threads: 99}}, Cost{Time: argonTimeMax, MemoryKiB: argonMemoryMinKiB, Threads: argonThreadsMax}},
	} {
		if got := New(c.opt).setCost(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	// The environment's is the publisher's, with its 100 MB (docs/decisions/0007), and what
	// was used is recorded.
	opt := Options{Dir: t.TempDir(), WorkspaceID: "ws1", Passphrase: first}
	if err := New(opt).Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f, err := readFile(New(opt).path()); err != nil || f.KDF.cost() != (Cost{Time: 3, MemoryKiB: 64 << 10, Threads: 4}) {
		t.Errorf("%+v, %v", f.KDF, err)
	}
	opt.Memory = memory(gib, gib)
	if err := New(opt).SetPassphrase(t.Context(), first, second); err != nil {
		t.Fatal(err)
	}
	if f, err := readFile(New(opt).path()); err != nil || f.KDF.cost() != costSmall {
		t.Errorf("%+v, %v", f.KDF, err)
	}
	if costSet != (Cost{Time: 3, MemoryKiB: 256 << 10, Threads: 4}) {
		t.Errorf("%+v is not the spec's", costSet)
	}
}
