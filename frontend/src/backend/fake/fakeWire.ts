export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An error as the bridge brings it: a JSON string. */
export const wire = (kind: string, reason: string, message: string) =>
  JSON.stringify({ kind, reason, message, ref: 'fake' });

/** Rejects like the bridge does. */
export const fault = (kind: string, reason: string, message: string) =>
  Promise.reject(wire(kind, reason, message));
