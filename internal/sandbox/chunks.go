package sandbox

// Sizes of spec 3.4 in MB, which is 10^6 or 2^20 bytes; TikTok's reading is not known
// (rule 6 there). GB is a thousand or 1,024 of them.
const (
	minChunkMB = 5
	maxChunkMB = 64
	maxLastMB  = 128
	maxVideoGB = 4
)

// Values of Limits.Megabyte. Part of the scenario file format.
const (
	megabyteDecimal = "decimal"
	megabyteBinary  = "binary"
)

// chunkLimits are those sizes in bytes.
type chunkLimits struct{ minChunk, maxChunk, maxLast, maxVideo int64 }

// chunkLimits reads MB the way the scenario says. By default each limit is the more
// tolerant of the two, with NarrowMB the stricter one.
func (l Limits) chunkLimits() chunkLimits {
	low, high := int64(1_000_000), int64(1<<20) // MB of a lower limit, of an upper one
	switch {
	case l.Megabyte == megabyteDecimal:
		high = low
	case l.Megabyte == megabyteBinary:
		low = high
	case l.NarrowMB:
		low, high = high, low
	}
	perGB := int64(1000)
	if high == 1<<20 {
		perGB = 1024
	}
	return chunkLimits{minChunkMB * low, maxChunkMB * high, maxLastMB * high, maxVideoGB * perGB * high}
}

const maxChunks = 1000

// sourceInfo describes an upload. The counts are pointers to tell absent from 0.
type sourceInfo struct {
	Source          string `json:"source"`
	VideoSize       *int64 `json:"video_size"`
	ChunkSize       *int64 `json:"chunk_size"`
	TotalChunkCount *int64 `json:"total_chunk_count"`
	VideoURL        string `json:"video_url"`
}

// check applies spec 3.4. PULL_FROM_URL is never allowed here: no domain is
// verified.
func (si *sourceInfo) check(limits Limits) *refusal {
	invalid := func(message string) *refusal { return &refusal{code: codeInvalidParams, message: message} }
	switch {
	case si == nil:
		return invalid(msgSourceInfo)
	case si.Source == "PULL_FROM_URL" && si.VideoURL != "":
		return &refusal{code: codeURLUnverified}
	case si.Source != "FILE_UPLOAD" || si.VideoSize == nil || si.ChunkSize == nil || si.TotalChunkCount == nil:
		return invalid(msgSourceInfo)
	}
	is := limits.chunkLimits()
	size, chunk, count := *si.VideoSize, *si.ChunkSize, *si.TotalChunkCount
	switch {
	case size <= 0 || size > is.maxVideo:
		return invalid(msgSourceInfo)
	case chunk <= 0 || chunk > size || chunk > is.maxChunk:
		return invalid(msgChunkSize)
	case chunk < is.minChunk && chunk != size: // only a video that small may be one small chunk
		return invalid(msgChunkSize)
	case count < 1 || count > maxChunks || count != size/chunk: // floor: the rest joins the last chunk
		return invalid(msgChunkCount)
	case count == 1 && chunk != size: // rule 5: not documented, enforced all the same
		return invalid(msgChunkSize)
	case size-(count-1)*chunk > is.maxLast:
		return invalid(msgChunkSize)
	}
	return nil
}

// chunkEnd returns the offset after the chunk that contains offset.
func chunkEnd(offset, size, chunk int64, count int) int64 {
	i := offset / chunk
	if i >= int64(count)-1 {
		return size
	}
	return (i + 1) * chunk
}
