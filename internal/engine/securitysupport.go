package engine

import (
	"context"
	"path/filepath"

	"cuedrop/internal/crash"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/store"
	"cuedrop/internal/support"
)

func (e *Engine) newSupport(cfg Config) *support.Service {
	return support.New(support.Config{
		Version: cfg.Version, Schema: store.Schema, Clock: cfg.Clock, Log: cfg.Log, Setting: e.Store.Setting, Conditions: e.conditionCodes,
		Posts: e.Queue.Posts, Accounts: e.Store.Accounts, Requests: e.Requests, Untold: e.Store.RevocationsLeft, FFmpeg: e.FFmpeg,
		Key: e.supportKey, Sizes: e.storedSizes, Free: e.Store.Free, Host: hostName,
		Crashes: func() []string { return crash.Notes(filepath.Dir(filepath.Dir(e.dir))) },
		Note: func(ctx context.Context) error {
			return e.Security.Note(ctx, cuedrop.ActivitySupport, "", "done")
		},
	})
}

func (e *Engine) conditionCodes() (codes []string) {
	for _, c := range e.Health.Conditions() {
		codes = append(codes, c.Code)
	}
	return codes
}

func (e *Engine) supportKey(ctx context.Context) (support.Key, error) {
	status, err := e.Vault.Status(ctx)
	return support.Key{Mode: status.Mode, Usable: status.OK}, err
}

// storedSizes is the inventory without whose what is.
func (e *Engine) storedSizes(ctx context.Context) (sizes []support.Size, err error) {
	inv, err := e.Privacy.Stored(ctx)
	for _, c := range inv.Categories {
		for _, p := range c.Parts {
			sizes = append(sizes, support.Size{Kind: string(c.ID) + " " + p.Kind + " " + p.Name, Count: p.Count, Bytes: p.Bytes})
		}
	}
	return sizes, err
}

// hostName names a host that Cuedrop may open connections to.
func hostName(host string) string {
	if name := egress.Listed(host); name != "" {
		return name
	}
	return "(another host)"
}
