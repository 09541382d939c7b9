/** Query keys of what is asked for on demand; everything else lives in the app store. */
export const keys = {
  /** opened makes every opening of a screen a question of its own (G1). */
  creator: (accountId: string, opened: number) => ['creator', accountId, opened] as const,
  quotas: (accountId: string) => ['quotas', accountId] as const,
  resolvedTime: (wall: string, zone: string) => ['resolved-time', wall, zone] as const,
};
