// Package vault holds a workspace's key and seals secrets with it. The key is 32
// random bytes, made once. It lives in the system's keyring, or in vault.json
// wrapped by the user's passphrase; it is never written in the clear, and without a
// keyring or a passphrase there is no vault.
//
// It must not know what it seals or where that is stored. Use cases take it through
// interfaces of their own; only the composition root imports it.
//
// # The file
//
// vault.json says how the key is kept: which keyring entry, or salt, costs and the
// wrapped key. It is created once and never replaced. The keyring entry's name has a
// random part that only this file knows, so a second vault for the same workspace
// (two processes at the first start, a folder restored from a backup) can never
// overwrite the key of the first.
package vault
