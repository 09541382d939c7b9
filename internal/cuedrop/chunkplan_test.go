package cuedrop_test

import (
	"testing"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TikTok's limits in the stricter reading of "MB" each (tiktok-open-api.md 3.4).
const (
	minChunk  = 5 << 20     // 5 MiB is more than 5 MB
	maxChunk  = 64_000_000  // 64 MB is less than 64 MiB
	maxLast   = 128_000_000 // ditto
	maxCount  = 1000
	maxUpload = 4_000_000_000
)

func TestPlansAtTheBoundaries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		size, chunk int64
		count       int
		lastChunk   int64
	}{
		{1, 1, 1, 1},
		{4_999_999, 4_999_999, 1, 4_999_999},
		{5_000_000, 5_000_000, 1, 5_000_000},
		{5 << 20, 5 << 20, 1, 5 << 20},
		{64_000_000, 64_000_000, 1, 64_000_000},
		{64_000_001, 10 << 20, 6, 64_000_001 - 5*(10<<20)},
		{64 << 20, 10 << 20, 6, 64<<20 - 5*(10<<20)},
		{70 << 20, 10 << 20, 7, 10 << 20},
		{70<<20 + 1, 10 << 20, 7, 10<<20 + 1},
		{80<<20 - 1, 10 << 20, 7, 20<<20 - 1},
		{4_000_000_000, 10 << 20, 381, 4_000_000_000 - 380*(10<<20)},
	}
	for _, tt := range tests {
		p, err := cuedrop.PlanChunks(tt.size)
		if err != nil || p != (cuedrop.ChunkPlan{Size: tt.size, ChunkSize: tt.chunk, Count: tt.count}) {
			t.Errorf("PlanChunks(%d) = %+v, %v", tt.size, p, err)
			continue
		}
		if first, last := p.Chunk(p.Count - 1); last-first+1 != tt.lastChunk || first != p.LastStart() {
			t.Errorf("%d: last chunk %d to %d, want %d bytes", tt.size, first, last, tt.lastChunk)
		}
	}
}

func TestSizesThatTikTokDoesNotTakeAreInvalid(t *testing.T) {
	t.Parallel()
	for size, reason := range map[int64]string{
		0: "media.empty", -1: "media.empty", maxUpload + 1: "media.too_large", 1 << 62: "media.too_large",
	} {
		_, err := cuedrop.PlanChunks(size)
		if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != reason {
			t.Errorf("PlanChunks(%d): %v, want %s", size, err, reason)
		}
	}
	if cuedrop.MaxUpload != maxUpload {
		t.Errorf("MaxUpload = %d", cuedrop.MaxUpload)
	}
}

// sizes draws file sizes, often near a limit.
func sizes() *rapid.Generator[int64] {
	return rapid.OneOf(
		rapid.Int64Range(1, maxUpload),
		rapid.Map(rapid.Int64Range(-3, 3), func(d int64) int64 { return maxChunk + d }),
		rapid.Map(rapid.Int64Range(-3, 0), func(d int64) int64 { return maxUpload + d }),
		rapid.Custom(func(t *rapid.T) int64 {
			return max(1, rapid.Int64Range(1, 380).Draw(t, "chunks")*(10<<20)+rapid.Int64Range(-2, 2).Draw(t, "off"))
		}),
	)
}

func TestEveryPlanKeepsTikToksRulesAndTilesTheFile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := sizes().Draw(t, "size")
		p, err := cuedrop.PlanChunks(size)
		if err != nil {
			t.Fatal(err)
		}
		if int64(p.Count) != size/p.ChunkSize { // floor, never ceiling
			t.Errorf("count %d, TikTok counts %d", p.Count, size/p.ChunkSize)
		}
		if p.Count < 1 || p.Count > maxCount || (size > maxChunk) != (p.Count > 1) {
			t.Errorf("%d chunks for %d bytes", p.Count, size)
		}
		if p.Count == 1 && p.ChunkSize != size {
			t.Errorf("a single chunk of %d bytes for a file of %d", p.ChunkSize, size)
		}
		next := int64(0)
		for i := range p.Count {
			first, last := p.Chunk(i)
			n := last - first + 1
			if first != next || n < 1 {
				t.Fatalf("chunk %d is %d to %d, want it to begin at %d", i, first, last, next)
			}
			switch {
			case p.Count == 1:
			case i == p.Count-1 && (n < minChunk || n > maxLast):
				t.Errorf("the last chunk has %d bytes", n)
			case i < p.Count-1 && (n != p.ChunkSize || n < minChunk || n > maxChunk):
				t.Errorf("chunk %d has %d bytes", i, n)
			}
			next = last + 1
		}
		if next != size {
			t.Errorf("the chunks end at %d of %d", next, size)
		}
	})
}

func TestEveryOffsetBelongsToTheChunkThatHoldsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := sizes().Draw(t, "size")
		p, err := cuedrop.PlanChunks(size)
		if err != nil {
			t.Fatal(err)
		}
		offset := rapid.Int64Range(0, size-1).Draw(t, "offset")
		i := p.Index(offset)
		if first, last := p.Chunk(i); offset < first || offset > last {
			t.Errorf("offset %d is said to be in chunk %d, which is %d to %d", offset, i, first, last)
		}
		if p.Index(size) != p.Count-1 {
			t.Errorf("the end of the file is in chunk %d of %d", p.Index(size), p.Count)
		}
	})
	if got := (cuedrop.ChunkPlan{}).Index(7); got != 0 {
		t.Errorf("an empty plan has chunk %d", got)
	}
}
