// Package power keeps the computer awake and tells how it is powered and connected.
// It knows the systems' own ways of both and nothing of posts; what the program does
// about it is for engine, which alone imports it. Everything here answers within a few
// seconds, however the system's services are.
package power
