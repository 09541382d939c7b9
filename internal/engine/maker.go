package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/lifecycle"
)

// maker makes the files of posts that the user has had converted, one after the other, while
// the engine runs. It is a lifecycle.Service.
type maker struct {
	e    *Engine
	todo chan cuedrop.PostID

	run lifecycle.Loop
}

var _ lifecycle.Service = (*maker)(nil)

// makerMost is how many may wait. Those beyond are made ahead of their time like all others.
const makerMost = 100

func newMaker(e *Engine) *maker { return &maker{e: e, todo: make(chan cuedrop.PostID, makerMost)} }

// Start begins to make what was asked for. ctx ends it like Stop does.
func (m *maker) Start(ctx context.Context) error {
	m.run.Start(ctx, m.e.Log, "maker", m.loop)
	return nil
}

// Stop ends the file under way: what is half-made is not kept.
func (m *maker) Stop() { m.run.Stop() }

// add has the file of a post made. It does not wait.
func (m *maker) add(id cuedrop.PostID) {
	select {
	case m.todo <- id:
	default:
	}
}

func (m *maker) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-m.todo:
			_ = lifecycle.Guard(m.e.Log, "make a file", func() error {
				if err := m.e.Publisher.Make(ctx, id); err != nil && ctx.Err() == nil {
					m.e.Log.Info("file not made", "post", id, "err", err)
				}
				return nil
			})
		}
	}
}
