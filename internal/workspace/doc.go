// Package workspace knows the folders of workspaces: what they are called, and how one is
// made, renamed and removed, without opening any. The name of a folder is the id of its
// workspace and never changes; what people call it is kept in workspace.json, beside the
// id by which the database knows itself.
//
// It must not know what is in a workspace, nor keys, nor engines. Only the composition
// root imports it.
//
// # A crash
//
// A folder is made under a name that is no workspace's (.new-…) and gets its own by one
// rename; it loses it by one rename (.deleting-…), and what was in it goes afterwards.
// So a workspace is there whole or not at all, and Sweep removes what a crash has left.
// A name is written beside its place, synced, and renamed.
package workspace
