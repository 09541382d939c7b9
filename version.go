// Cuedrop publishes video clips to TikTok on time, from this computer.
package main

// version is set by release builds with -ldflags "-X main.version=…".
var version = "0.1.0-dev"
