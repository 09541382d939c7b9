// Package platform holds what differs between operating systems and belongs to no
// feature: folders, the system browser, the computer's time zone and identity. It imports
// nothing of ours. Features with a per-system part of their own (running ffmpeg)
// keep it to themselves.
package platform
