// Package secret keeps small secrets in the operating system's keyring: Secret
// Service on Linux, the login keychain on macOS, the Credential Manager on Windows.
// Every call has a deadline, because the library below it may wait for ever on a
// prompt that nobody answers.
//
// It must not know what the secrets are, and it has no fallback: where there is no
// keyring it says so. Only vault, through an interface of its own, and the
// composition root use it.
package secret
