// Package media looks at video clips and makes them ready for TikTok with a local
// ffmpeg. It is an adapter: it knows the domain and fault and nothing else of
// ours, and only engine wires it.
//
// A clip is hostile until shown otherwise. Its first bytes and its MP4 boxes are
// read in this process (sniff.go, box.go); everything deeper is left to ffprobe and
// ffmpeg, which run as child processes with a deadline, a memory limit, a list of
// allowed containers, and absolute "file:" paths (media.md 3.4, 5.5). Names, file
// extensions and exit codes prove nothing: judge decides from facts, and what
// ffmpeg wrote passes the same judge before it replaces anything.
//
// The flow is facts → judge (check.go) → plan (plan.go) → arguments (args.go) →
// process (run.go) → verify (verify.go). The middle three are pure functions.
package media
