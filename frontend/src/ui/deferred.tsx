import { type ComponentType, lazy, Suspense, useState } from 'react';

type Load<P> = () => Promise<ComponentType<P>>;

const waiting: (() => Promise<void>)[] = [];

/**
 * A component whose code is not needed for the first screen: it is fetched by loadDeferred, or
 * when it is shown first. Shown after that it is there in the same turn, so that no key is lost.
 */
export function deferred<P extends object>(load: Load<P>): ComponentType<P> {
  let ready: ComponentType<P> | null = null;
  const get = async () => {
    ready = await load();
    return ready;
  };
  const Late = lazy(async () => ({ default: await get() })) as unknown as ComponentType<P>;
  waiting.push(async () => void (await get()));
  return function Deferred(props: P) {
    // Not exchanged while it is shown: it would begin anew.
    const [Shown] = useState(() => ready ?? Late);
    return (
      <Suspense fallback={null}>
        <Shown {...props} />
      </Suspense>
    );
  };
}

/** Fetches what was put off, one after the other. What can't be fetched is tried when shown. */
export async function loadDeferred() {
  for (const load of waiting.splice(0)) await load().catch(() => undefined);
}
