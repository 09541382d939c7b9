package app

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
	"cuedrop/internal/queue"
)

// imports are the files being added, of all drops under way.
type imports struct {
	mu      sync.Mutex
	next    int
	running map[int]*importing
}

// importing is one drop.
type importing struct {
	done, total int
	cancel      func()
}

// begin returns the context of a new import and its number.
func (i *imports) begin(ctx context.Context) (context.Context, int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	i.next++
	if i.running == nil {
		i.running = map[int]*importing{}
	}
	i.running[i.next] = &importing{cancel: cancel}
	return ctx, i.next
}

// progress notes how far the import n is and returns how far all are.
func (i *imports) progress(n, done, total int) (all ImportProgress) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.running[n].done, i.running[n].total = done, total
	for _, r := range i.running {
		all.Done += r.done
		all.Total += r.total
	}
	return all
}

// end forgets the import n. It reports whether it was given up on the way, and none is
// left.
func (i *imports) end(n int) (silent bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	r := i.running[n]
	r.cancel()
	delete(i.running, n)
	return r.done < r.total && len(i.running) == 0
}

func (i *imports) cancel() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, r := range i.running {
		r.cancel()
	}
}

// add makes drafts of files that the user dropped or opened the program with, and
// tells the window.
func (s *session) add(paths []string) {
	s.send(EventFilesAdded, s.addFiles(paths))
}

// addFiles adds files to the workspace that is shown.
func (a *App) addFiles(paths []string) Added {
	if s := a.sessions.current(); s != nil {
		return s.addFiles(paths)
	}
	panic(errLocked)
}

// addFiles makes a draft of each usable file among paths and in the folders among
// them. The drafts come as they are ready; their places, and the ids returned, are in the
// order of the files.
func (s *session) addFiles(paths []string) Added {
	if !s.calls.enter() {
		return Added{PostIDs: []string{}, Refused: []Refused{}}
	}
	defer s.calls.leave()
	ctx, n := s.imports.begin(s.working())
	defer func() {
		if s.imports.end(n) {
			s.send(EventLibraryImport, ImportProgress{})
		}
	}()
	out := Added{PostIDs: []string{}, Refused: []Refused{}}
	places := map[string]int{} // of each draft, its file's
	start := s.app.now()
	err := s.Library.Import(ctx, paths, library.ImportOptions{
		Progress: func(done, total int) { s.send(EventLibraryImport, s.imports.progress(n, done, total)) },
		Added: func(ctx context.Context, batch []library.Imported) error {
			return s.makeDrafts(ctx, start, batch, places, &out)
		},
	})
	if err != nil && !fault.Is(err, fault.Canceled) && !s.calls.ended() {
		s.app.log.Error("add files", "err", err)
		out.Refused = append(out.Refused, Refused{Name: "The other files", Message: message(err)})
	}
	slices.SortFunc(out.PostIDs, func(x, y string) int { return cmp.Compare(places[x], places[y]) })
	return out
}

// makeDrafts makes drafts of what was imported, a millisecond apart.
func (s *session) makeDrafts(ctx context.Context, start time.Time, batch []library.Imported, places map[string]int, out *Added) error {
	var drafts []queue.Draft
	var indexes []int
	account := s.onlyAccount()
	for _, i := range batch {
		if i.Err != nil {
			s.app.log.Info("file not added", "err", i.Err)
			out.Refused = append(out.Refused, Refused{Name: filepath.Base(i.Path), Message: message(i.Err)})
			continue
		}
		if i.Again {
			out.Again++
		}
		drafts = append(drafts, queue.Draft{
			MediaID: i.Media.ID, Mode: cuedrop.ModeDirect, AccountID: account, CreatedAt: start.Add(time.Duration(i.Index) * time.Millisecond),
		})
		indexes = append(indexes, i.Index)
	}
	if len(drafts) == 0 {
		return nil
	}
	posts, err := s.Queue.CreateAll(ctx, drafts...)
	for i, p := range posts {
		places[string(p.ID)] = indexes[i]
		out.PostIDs = append(out.PostIDs, string(p.ID))
	}
	return err
}

// onlyAccount is the account of a new draft where there is no choice.
func (s *session) onlyAccount() cuedrop.AccountID {
	all, err := s.Accounts.Accounts(s.working())
	if err != nil || len(all) != 1 {
		return ""
	}
	return all[0].ID
}
