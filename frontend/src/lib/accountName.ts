/** @name where TikTok told it, otherwise the nickname. */
export function accountName(a: { username: string; nickname: string }): string {
  return a.username ? `@${a.username}` : a.nickname;
}
