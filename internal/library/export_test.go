package library

import "context"

// Find is find, for tests.
func (l *Library) Find(ctx context.Context, paths []string) (files []string, refused []Imported) {
	f := l.find(ctx, paths)
	return f.files, f.refused
}
