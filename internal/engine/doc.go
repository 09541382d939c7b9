// Package engine is the composition root: it builds the adapters, gives them to the
// use cases, and owns the order of starting and stopping. Only main, cli and tests
// of the whole program import it; it holds no logic of its own.
package engine
