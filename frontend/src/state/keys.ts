/** Query keys of what is asked for on demand; everything else lives in the app store. */
export const keys = {
  /** opened makes every opening of a screen a question of its own (G1). */
  creator: (accountId: string, opened: number) => ['creator', accountId, opened] as const,
  quotas: (accountId: string) => ['quotas', accountId] as const,
  nextSlot: (accountId: string, rev: number, opened: number) =>
    ['next-slot', accountId, rev, opened] as const,
  clipFiles: ['clip-files'] as const,
  snippets: ['snippets'] as const,
  look: (mediaId: string) => ['look', mediaId] as const,
  proxy: (mediaId: string) => ['proxy', mediaId] as const,
  /** A post as it was stored: each change is a question of its own. */
  preflight: (postId: string, rev: number) => ['preflight', postId, rev] as const,
  policy: (document: string, language: string) => ['policy', document, language] as const,
  policyChanges: (language: string, digest: string) =>
    ['policy-changes', language, digest] as const,
  ffmpeg: (hardware: boolean) => ['ffmpeg', hardware] as const,
  inventory: ['privacy', 'inventory'] as const,
  shown: (category: string, accountId: string) =>
    ['privacy', 'shown', category, accountId] as const,
  requests: (filter: object) => ['privacy', 'requests', filter] as const,
  erasePlan: (scope: string, id: string) => ['privacy', 'erase-plan', scope, id] as const,
  retention: ['privacy', 'retention'] as const,
  lastRetention: ['privacy', 'last-retention'] as const,
  rightsUsed: ['privacy', 'rights-used'] as const,
  paused: ['paused'] as const,
  lock: ['lock'] as const,
  securityFacts: ['security', 'facts'] as const,
  activity: ['security', 'activity'] as const,
  adult: ['security', 'adult'] as const,
  ffmpegInUse: ['ffmpeg-in-use'] as const,
  resolvedTime: (wall: string, zone: string) => ['resolved-time', wall, zone] as const,
};
