// Package store keeps everything in one SQLite file per workspace. It is an
// adapter: it knows the domain and fault and nothing else of ours, and only engine
// wires it.
//
// One connection writes, with BEGIN IMMEDIATE; a small pool reads. Every commit is
// synchronous=FULL (and F_FULLFSYNC on macOS), because a journal line must be on
// the disk before the effect that it announces (reliability-security.md 0.4).
// Deleted bytes are overwritten (secure_delete). Facts are reported through the
// functions in Options after the commit, in commit order.
package store
