// Package cli is the command line: cobra commands over the same use cases as the
// window. It holds no logic of its own. The commands, their JSON and their exit
// codes are a contract with scripts (product.md); stdout carries results, stderr
// progress and errors.
package cli
