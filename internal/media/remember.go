package media

import (
	"context"
	"sync"
)

// rememberMost is how many files' facts are kept: a queue's worth.
const rememberMost = 256

// memory keeps the facts of files that were checked, so that preparing one does not look
// again at what has not changed. The zero value is ready.
type memory struct {
	mu    sync.Mutex
	facts map[string]remembered // by path
	order []string              // oldest first
}

type remembered struct {
	identity Identity
	facts    facts // what it points to is not changed any more
}

// keep notes the facts of the file at abs, as it was before and still is.
func (m *memory) keep(abs string, id Identity, f facts) {
	if id.FileID == "" || f.video == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.facts == nil {
		m.facts = map[string]remembered{}
	}
	if _, known := m.facts[abs]; !known {
		m.order = append(m.order, abs)
	}
	if len(m.order) > rememberMost {
		delete(m.facts, m.order[0])
		m.order = m.order[1:]
	}
	m.facts[abs] = remembered{id, f}
}

// recall returns the facts of the file at abs if they are of this very file.
func (m *memory) recall(abs string, id Identity) (facts, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.facts[abs]
	return r.facts, ok && id.FileID != "" && r.identity == id
}

// inspectKnown is inspect for a file that was checked before: where it is still the same
// one, nothing is looked at again.
func (e *Engine) inspectKnown(ctx context.Context, abs string, checked bool) (facts, error) {
	if id, err := e.Identify(ctx, abs); err == nil {
		if f, ok := e.memory.recall(abs, id); ok {
			return f, nil
		}
	}
	return e.inspect(ctx, abs, !checked)
}
