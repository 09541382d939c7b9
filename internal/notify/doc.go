// Package notify decides what the user is told outside the window: posts that need
// an answer or went wrong, sign-ins that posts wait for, and, quietly, successes. It
// listens to facts, keeps what it has told, and hands finished notices to a Notifier.
// It knows no window and no operating system. app starts it; cli reads and writes its
// settings.
//
// # What it promises
//
// One notice in ten seconds at most: what comes together is told together. Nothing is
// told twice while a post stays in its state, and a notice is withdrawn when its
// reason is gone. What was so before the program started is one summary. On a locked
// workspace a notice says only that Cuedrop wants something, and with hidden content
// neither words of a post nor names.
//
// A notice is a courtesy. Where the system has no notifications nothing is lost:
// posts and conditions stay visible in the window.
package notify
