// Package proof holds no code, only tests of what Cuedrop promises about data: the real
// program, started as users start it, watched from outside. docs/privacy-proof.md has a
// row for each claim. They need Linux, strace, and root or the right to make namespaces;
// where one is missing they are skipped and say so. Nobody imports this package.
package proof
