package cuedrop

import "cuedrop/internal/fault"

// Limits of TikTok's upload that hold under both readings of "MB", decimal and
// binary (tiktok-open-api.md 3.4, "safe plan").
const (
	singleChunkMax = 64_000_000 // bytes; up to here one chunk of the file's size
	chunkSize      = 10 << 20   // bytes of every chunk but the last
	// MaxUpload is the largest file TikTok takes, 4 GB in the smaller reading.
	MaxUpload int64 = 4_000_000_000
)

// ChunkPlan divides Size bytes into Count chunks of ChunkSize bytes; the last one
// takes the remainder on top, because TikTok counts with floor.
type ChunkPlan struct {
	Size      int64
	ChunkSize int64
	Count     int
}

// PlanChunks returns the plan for a file of size bytes, or Invalid when TikTok
// takes no file of that size.
func PlanChunks(size int64) (ChunkPlan, error) {
	switch {
	case size <= 0:
		return ChunkPlan{}, fault.New(fault.Invalid, "media.empty", "The file is empty. Choose another clip.")
	case size > MaxUpload:
		return ChunkPlan{}, fault.New(fault.Invalid, "media.too_large", "The file is over 4 GB, TikTok's limit. Shorten the clip or convert it.")
	case size <= singleChunkMax:
		return ChunkPlan{Size: size, ChunkSize: size, Count: 1}, nil
	}
	return ChunkPlan{Size: size, ChunkSize: chunkSize, Count: int(size / chunkSize)}, nil
}

// Chunk returns the first and last byte (inclusive) of chunk i, counted from 0.
func (p ChunkPlan) Chunk(i int) (first, last int64) {
	first = int64(i) * p.ChunkSize
	if i == p.Count-1 {
		return first, p.Size - 1
	}
	return first, first + p.ChunkSize - 1
}

// Index returns the chunk that byte offset belongs to. Offsets past the start of
// the last chunk belong to it.
func (p ChunkPlan) Index(offset int64) int {
	if p.ChunkSize <= 0 {
		return 0
	}
	return min(int(offset/p.ChunkSize), p.Count-1)
}

// LastStart returns the offset at which the last chunk begins.
func (p ChunkPlan) LastStart() int64 {
	first, _ := p.Chunk(p.Count - 1)
	return first
}
