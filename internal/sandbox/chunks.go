package sandbox

// Sizes of spec 3.4. "MB" is 10^6 or 2^20 bytes; TikTok's reading is not known
// (rule 6 there), so each limit comes as the pair {most tolerant, strictest}.
var (
	minChunkBytes = [2]int64{5_000_000, 5 << 20}
	maxChunkBytes = [2]int64{64 << 20, 64_000_000}
	maxLastBytes  = [2]int64{128 << 20, 128_000_000}
	maxVideoBytes = [2]int64{4 << 30, 4_000_000_000}
)

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
func (si *sourceInfo) check(narrowMB bool) *refusal {
	invalid := func(message string) *refusal { return &refusal{code: codeInvalidParams, message: message} }
	switch {
	case si == nil:
		return invalid(msgSourceInfo)
	case si.Source == "PULL_FROM_URL" && si.VideoURL != "":
		return &refusal{code: codeURLUnverified}
	case si.Source != "FILE_UPLOAD" || si.VideoSize == nil || si.ChunkSize == nil || si.TotalChunkCount == nil:
		return invalid(msgSourceInfo)
	}
	pick := 0
	if narrowMB {
		pick = 1
	}
	size, chunk, count := *si.VideoSize, *si.ChunkSize, *si.TotalChunkCount
	switch {
	case size <= 0 || size > maxVideoBytes[pick]:
		return invalid(msgSourceInfo)
	case chunk <= 0 || chunk > size || chunk > maxChunkBytes[pick]:
		return invalid(msgChunkSize)
	case chunk < minChunkBytes[pick] && chunk != size: // only a video that small may be one small chunk
		return invalid(msgChunkSize)
	case count < 1 || count > maxChunks || count != size/chunk: // floor: the rest joins the last chunk
		return invalid(msgChunkCount)
	case count == 1 && chunk != size: // rule 5: not documented, enforced all the same
		return invalid(msgChunkSize)
	case size-(count-1)*chunk > maxLastBytes[pick]:
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
