package media

import (
	"encoding/json"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

const (
	maxRecords    = 4         // versions of ffmpeg that are remembered, the newest first
	maxRecordFile = 256 << 10 // bytes
	// recordAge is how long what was found out is believed: drivers change without a
	// trace in ffmpeg.
	recordAge = 30 * 24 * time.Hour
)

// record is what was found out about one ffmpeg. It is kept between runs, so that a
// start tests nothing. Safe for concurrent use. On disk: do not rename.
type record struct {
	FFmpeg string    `json:"ffmpeg"` // identity of both files, see identity
	At     time.Time `json:"at"`
	// Encoders and Filters are those of ffmpeg that Cuedrop knows how to use.
	Encoders []string `json:"encoders"`
	Filters  []string `json:"filters"`
	// NoLavfi says that ffmpeg makes no pictures of its own.
	NoLavfi bool `json:"noLavfi,omitempty"`
	// Works are encoders that passed their test. Fails are hardware encoders that did
	// not: software is tried again, because a busy computer looks the same.
	Works []string `json:"works"`
	Fails []string `json:"fails"`
	// Failed are encoders that passed and then failed at a clip that another could do.
	Failed []string `json:"failed"`

	mu sync.Mutex
}

// records is the file between runs. Its zero value remembers nothing.
type records struct {
	path string
	now  func() time.Time // nil = none
	mu   sync.Mutex
}

// date is when something was found out.
func (r *records) date() time.Time {
	if r.now == nil {
		return time.Time{}
	}
	return r.now().UTC()
}

// load returns what is known about one ffmpeg, or nil. A file that is damaged, from
// another program or too old says nothing.
func (r *records) load(identity string) *record {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.read()
	i := slices.IndexFunc(all, func(x *record) bool { return x.FFmpeg == identity })
	if identity == "" || i < 0 {
		return nil
	}
	if age := r.date().Sub(all[i].At); r.now != nil && (age < 0 || age > recordAge) {
		return nil
	}
	return all[i]
}

func (r *records) read() []*record {
	if r.path == "" {
		return nil
	}
	f, err := os.Open(r.path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, maxRecordFile))
	if err != nil {
		return nil
	}
	var all []*record
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(x *record) bool { return x == nil })
}

// save puts x first. What can't be written is found out again by the next run.
func (r *records) save(x *record) error {
	return r.replace(x.FFmpeg, x)
}

// forget removes what is known about one ffmpeg.
func (r *records) forget(identity string) error {
	return r.replace(identity, nil)
}

func (r *records) replace(identity string, x *record) error {
	if r.path == "" || identity == "" {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.DeleteFunc(r.read(), func(y *record) bool { return y.FFmpeg == identity })
	if x != nil {
		x.mu.Lock()
		defer x.mu.Unlock()
		all = slices.Insert(all, 0, x)
	}
	raw, err := json.Marshal(all[:min(len(all), maxRecords)])
	if err != nil {
		return err
	}
	return writeAtomic(r.path, raw)
}

// outcome is how an encoder's test ended before, and whether there is an outcome.
func (x *record) outcome(encoder string) (EncoderState, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case !slices.Contains(x.Encoders, encoder):
		return EncoderAbsent, true
	case slices.Contains(x.Failed, encoder):
		return EncoderFailed, true
	case slices.Contains(x.Works, encoder):
		return EncoderWorks, true
	case slices.Contains(x.Fails, encoder):
		return EncoderBroken, true
	}
	return EncoderUntried, false
}

// note adds an encoder to one of the lists.
func (x *record) note(list *[]string, encoder string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !slices.Contains(*list, encoder) {
		*list = append(*list, encoder)
	}
}

func (x *record) setNoLavfi() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.NoLavfi = true
}

func (x *record) noLavfi() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.NoLavfi
}
