// Package archtest holds no code, only tests that keep the house in order: who
// may import whom, who may use which outside package, one package comment each.
//
// The tables in layers_test.go are the law; .golangci.yml repeats them for fast
// messages in the editor, CONTRIBUTING.md for people. The tests parse the files
// themselves, so that build tags hide nothing: what only Windows compiles is
// checked on Linux too. Nobody imports this package.
package archtest
