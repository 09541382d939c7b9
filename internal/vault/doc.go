// Package vault holds a workspace's key and seals secrets with it. The key is 32
// random bytes, made once. It lives in the system's keyring, or in vault.json
// wrapped by the user's passphrase and, if one was made, by a recovery code; it is
// never written in the clear, and without a keyring or a passphrase there is no vault.
//
// It must not know what it seals or where that is stored. Use cases take it through
// interfaces of their own; only the composition root imports it.
//
// # The files
//
// vault.json says how the key is kept: which keyring entry, or salt, costs and the
// wrapped key. The keyring entry's name has a random part that only this file knows,
// so a second vault for the same workspace (two processes at the first start, a folder
// restored from a backup) can never overwrite the key of the first. The file is created
// once, and replaced as a whole when the passphrase is set, changed or removed: the key
// stays the same, only its wrapping changes, so nothing sealed has to be sealed anew.
//
// tries.json counts wrong passphrases and codes, which make everybody wait before the
// next one (docs/decisions/0021-passphrases-recovery-and-waits.md). vault.lock is held
// while a passphrase is tried or a file changed, so that processes take turns.
package vault
