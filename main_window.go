//go:build (desktop || dev) && !bindings

package main

// generating is true in the build that Wails runs to read the bound types.
const generating = false
