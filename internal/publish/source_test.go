package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestNextRange pins where a chunk that starts in the middle of one ends: TikTok
// takes no chunk below 5 MB but the last (tiktok-open-api.md 3.4).
func TestNextRange(t *testing.T) {
	t.Parallel()
	const mb10 = 10 << 20
	plan, err := cuedrop.PlanChunks(70_000_000) // 6 chunks, the last one longer
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ offset, last int64 }{
		{0, mb10 - 1},
		{mb10, 2*mb10 - 1},
		{1, mb10 - 1},
		{mb10 - minChunk, mb10 - 1},       // exactly 5 MiB is left
		{mb10 - minChunk + 1, 2*mb10 - 1}, // a byte too few: with the next one
		{mb10 - 1, 2*mb10 - 1},
		{5*mb10 - 1, 69_999_999}, // with the last one
		{5 * mb10, 69_999_999},
		{6 * mb10, 69_999_999}, // inside the last one
		{69_999_999, 69_999_999},
	} {
		if first, last := nextRange(plan, c.offset); first != c.offset || last != c.last {
			t.Errorf("nextRange(%d) = %d-%d, want -%d", c.offset, first, last, c.last)
		}
	}
}

func TestNextRangeOfAnyPlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, cuedrop.MaxUpload).Draw(t, "size")
		plan, err := cuedrop.PlanChunks(size)
		if err != nil {
			t.Fatal(err)
		}
		offset := rapid.Int64Range(0, size-1).Draw(t, "offset")
		first, last := nextRange(plan, offset)
		length := last - first + 1
		switch {
		case first != offset, last < first, last >= size:
			t.Fatalf("%d-%d", first, last)
		case last != size-1 && length < minChunk:
			t.Fatalf("%d-%d has %d bytes and is not the last", first, last, length)
		case length > 64<<20:
			t.Fatalf("%d-%d has %d bytes, more than TikTok takes", first, last, length)
		case last != size-1 && (last+1)%plan.ChunkSize != 0:
			t.Fatalf("%d-%d does not end on a boundary of the plan", first, last)
		}
	})
}

// file writes content and returns it as a rendition with the digest of want.
func file(tb testing.TB, content, want []byte) *cuedrop.Rendition {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	sum := sha256.Sum256(want)
	return &cuedrop.Rendition{Path: path, Size: int64(len(want)), SHA256: hex.EncodeToString(sum[:])}
}

func random(n int64) []byte {
	content := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(content)
	return content
}

// TestTheTailIsHeldBack sends files of sizes around what is held back, from starts
// around it, whole and with one byte changed: TikTok gets the whole file if and only
// if it is the file that was checked.
func TestTheTailIsHeldBack(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{1, 2, 1000, tailHeld - 1, tailHeld, tailHeld + 1, 2 * tailHeld, 2*tailHeld + 1, 300_000} {
		good := random(size)
		for _, first := range []int64{0, 1, size / 2, size - tailHeld - 1, size - tailHeld, size - tailHeld + 1, size - 1} {
			if first < 0 || first >= size {
				continue
			}
			for _, buffer := range []int{1, 7, 4096, 64 << 10, 1 << 20} {
				if buffer < 4096 && size > 1000 {
					continue // slow, and the same
				}
				name := fmt.Sprintf("%d from %d by %d", size, first, buffer)
				if got, err := sendFinal(t, file(t, good, good), first, buffer); err != nil || !bytes.Equal(got, good[first:]) {
					t.Errorf("%s: %d bytes, %v; want all", name, len(got), err)
				}
				for _, at := range []int64{0, first, size - 1, max(size-tailHeld, 0), max(size-tailHeld-1, 0)} {
					bad := bytes.Clone(good)
					bad[at] ^= 1
					got, err := sendFinal(t, file(t, bad, good), first, buffer)
					if !errors.Is(err, errChanged) {
						t.Errorf("%s, byte %d changed: %v, want errChanged", name, at, err)
					}
					if held := min(size-first, tailHeld); int64(len(got)) != size-first-held {
						t.Errorf("%s, byte %d changed: %d bytes went out, want all but %d", name, at, len(got), held)
					}
				}
			}
		}
	}
}

// sendFinal reads the final chunk from first on as an upload does.
func sendFinal(t *testing.T, r *cuedrop.Rendition, first int64, buffer int) ([]byte, error) {
	t.Helper()
	src, err := openSource(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	if err := src.seek(first); err != nil {
		t.Fatal(err)
	}
	var got []byte
	body, b := src.finalChunk(first, r.Size), make([]byte, buffer)
	for {
		n, err := body.Read(b)
		got = append(got, b[:n]...)
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
}

// TestAFileThatShrinksInTheMiddle ends before its tail was read.
func TestAFileThatShrinksInTheMiddle(t *testing.T) {
	t.Parallel()
	good := random(300_000)
	for _, left := range []int64{0, 1000, 300_000 - tailHeld, 299_999} {
		r := file(t, good, good)
		src, err := openSource(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(r.Path, left); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(src.finalChunk(0, r.Size))
		if !errors.Is(err, errChanged) || len(got) > 300_000-tailHeld {
			t.Errorf("cut to %d: %d bytes, %v", left, len(got), err)
		}
		if err := src.seek(r.Size); fault.ReasonOf(err) != "media.read" {
			t.Errorf("cut to %d: seek beyond the end: %v", left, err)
		}
		_ = src.Close()
	}
}

// TestVerifyTail looks at the rest without moving on.
func TestVerifyTail(t *testing.T) {
	t.Parallel()
	good := random(200_000)
	bad := bytes.Clone(good)
	bad[199_999] ^= 1
	for _, first := range []int64{0, 1, 100_000, 199_999} {
		for _, c := range []struct {
			content []byte
			want    error
		}{{good, nil}, {bad, errChanged}} {
			src, err := openSource(file(t, c.content, good))
			if err != nil {
				t.Fatal(err)
			}
			if err := src.seek(first); err != nil {
				t.Fatal(err)
			}
			for range 2 { // twice: the first one must leave no trace
				if err := src.verifyTail(first, 200_000); !errors.Is(err, c.want) {
					t.Errorf("verifyTail(%d) = %v, want %v", first, err, c.want)
				}
			}
			prefix := sha256.Sum256(c.content[:first])
			if src.hashed != first || !bytes.Equal(src.hash.Sum(nil), prefix[:]) {
				t.Errorf("after verifyTail(%d) the hash covers %d bytes", first, src.hashed)
			}
			_ = src.Close()
		}
	}
}

// TestTheHashCoversWhatWasSent sends random ranges in random order, as an upload that
// is resumed again and again, and compares the hash with the file's.
func TestTheHashCoversWhatWasSent(t *testing.T) {
	t.Parallel()
	const size = 200_000
	good := random(size)
	r := file(t, good, good)
	rapid.Check(t, func(t *rapid.T) {
		src, err := openSource(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = src.Close() }()
		for range rapid.IntRange(1, 8).Draw(t, "chunks") {
			first := rapid.Int64Range(0, size-1).Draw(t, "first")
			last := rapid.Int64Range(first, size-1).Draw(t, "last")
			read := rapid.Int64Range(0, last-first+1).Draw(t, "read")
			if err := src.seek(first); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(io.LimitReader(src.chunk(first, last), read))
			if err != nil || !bytes.Equal(got, good[first:first+read]) {
				t.Fatalf("chunk %d-%d: %d bytes, %v", first, last, len(got), err)
			}
			want := sha256.Sum256(good[:first+read])
			if !bytes.Equal(src.hash.Sum(nil), want[:]) {
				t.Fatalf("after %d bytes from %d the hash is not that of the file so far", read, first)
			}
		}
	})
}

func TestOnlyARegularFileOfItsSizeGoesOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := file(t, []byte("clip"), []byte("clip"))
	for name, c := range map[string]struct {
		r    cuedrop.Rendition
		want string
	}{
		"as it was":    {*good, ""},
		"missing":      {cuedrop.Rendition{Path: filepath.Join(dir, "none"), Size: 4}, "media.source_missing"},
		"a folder":     {cuedrop.Rendition{Path: dir, Size: 4}, "media.rendition_changed"},
		"longer":       {cuedrop.Rendition{Path: good.Path, Size: 3}, "media.rendition_changed"},
		"shorter":      {cuedrop.Rendition{Path: good.Path, Size: 5}, "media.rendition_changed"},
		"under a file": {cuedrop.Rendition{Path: filepath.Join(good.Path, "clip"), Size: 4}, "media.source_missing"},
	} {
		src, err := openSource(&c.r)
		if err == nil {
			_ = src.Close()
		}
		if (err == nil) != (c.want == "") || err != nil && fault.ReasonOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestPollAfterDecays pins the pace of questions (B5) and that it stays under thirty
// a minute, TikTok's limit.
func TestPollAfterDecays(t *testing.T) {
	t.Parallel()
	var at, lastStep int64
	questions, firstMinute := 0, 0
	for ms := int64(0); ms < 24*3600*1000; {
		step := pollAfter(time.Duration(ms) * time.Millisecond).Milliseconds()
		if step < lastStep {
			t.Errorf("after %d ms the pace goes up again", ms)
		}
		if lastStep = step; ms < 60_000 {
			firstMinute++
		}
		ms += step
		questions++
		at = ms
	}
	if questions > 250 || firstMinute > 30 || at < 24*3600*1000 {
		t.Errorf("%d questions a day, %d in the first minute", questions, firstMinute)
	}
}
