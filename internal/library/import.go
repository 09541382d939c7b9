package library

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// importAtOnce is how many files are checked at a time (media.md 4: 2 to 4 pay).
	importAtOnce = 3
	// importBatch is how many clips are stored at a time at most: one write to the disk
	// each would take longer than to recognise a known clip.
	importBatch = 64
	// importThumbs is of how many files at most an import makes the thumbnails beside the
	// checks. Of more they are made when they show: each costs more than the whole rest of
	// adding a clip, and the checks are what everybody waits for.
	importThumbs = 4
)

// Imported is what became of one file, or of a folder that had nothing to take.
type Imported struct {
	Index int // its place among the files found
	Path  string
	Media cuedrop.Media
	Again bool // the library had this very clip
	Err   error
}

// ImportOptions say whom to tell. Both are called from one goroutine at a time.
type ImportOptions struct {
	// Progress is told how many of the files found are done. May be nil.
	Progress func(done, total int)
	// Added takes clips that are stored, and refusals, as they are ready, some at a time.
	// An error of it ends the import.
	Added func(context.Context, []Imported) error
}

// Import adds files, and the videos in folders, some at a time. When ctx ends it
// returns Canceled; what was added by then stays.
func (l *Library) Import(ctx context.Context, paths []string, o ImportOptions) error {
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	f := l.find(ctx, paths)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if len(f.refused) > 0 {
		if err := o.Added(ctx, f.refused); err != nil {
			return err
		}
	}
	results := l.takeAll(ctx, f.files)
	total, done := len(f.files), 0
	o.Progress(0, total)
	var failed error
	for first := range results { // to its end, so that no worker is left behind
		batch := drain(results, first)
		if failed != nil || ctx.Err() != nil {
			continue
		}
		done += len(batch)
		if failed = l.keep(ctx, batch); failed == nil {
			failed = o.Added(ctx, imported(batch))
		}
		if failed != nil {
			cancel(failed)
			continue
		}
		o.Progress(done, total)
	}
	if failed == nil && ctx.Err() != nil {
		failed = fault.Wrap(context.Cause(ctx), fault.Canceled, "import.canceled", "Canceled. What was added before stays.")
	}
	return failed
}

// job is a file that was looked at.
type job struct {
	Imported
	kept bool
}

// takeAll checks files, some at a time. The channel ends when all are done, or given up
// with ctx.
func (l *Library) takeAll(ctx context.Context, files []string) <-chan job {
	results := make(chan job, importBatch)
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range files {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var workers sync.WaitGroup
	for range importAtOnce {
		workers.Go(func() {
			for i := range next {
				t, err := l.take(ctx, files[i], len(files) <= importThumbs)
				if ctx.Err() != nil {
					return
				}
				results <- job{Imported{Index: i, Path: files[i], Media: t.media, Again: t.again, Err: err}, t.kept}
			}
		})
	}
	go func() {
		workers.Wait()
		close(results)
	}()
	return results
}

// drain returns first and what else is ready, in the order of the files.
func drain(results <-chan job, first job) []job {
	batch := []job{first}
	for len(batch) < importBatch {
		select {
		case r, open := <-results:
			if !open {
				return sorted(batch)
			}
			batch = append(batch, r)
			continue
		default:
		}
		break
	}
	return sorted(batch)
}

func sorted(batch []job) []job {
	slices.SortFunc(batch, func(a, b job) int { return cmp.Compare(a.Index, b.Index) })
	return batch
}

// keep stores the new clips of a batch.
func (l *Library) keep(ctx context.Context, batch []job) error {
	var fresh []cuedrop.Media
	for _, j := range batch {
		if j.Err == nil && !j.kept {
			fresh = append(fresh, j.Media)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return l.Store.SaveMedia(ctx, fresh...)
}

func imported(batch []job) []Imported {
	out := make([]Imported, 0, len(batch))
	for _, j := range batch {
		out = append(out, j.Imported)
	}
	return out
}
