import { type ComponentType, type ReactNode, useEffect, useReducer, useState } from 'react';

/** `meanwhile` stands there until the component has come. */
export type Lazily<P> = ComponentType<P & { readonly meanwhile?: ReactNode }> & { readonly preload: () => void };

/**
 * A component that is loaded when it is first shown, or near. Unlike React's lazy() it shows as soon as it has come: what takes the place of
 * a Suspense fallback is held back by React for 300 ms (FALLBACK_THROTTLE_MS), and nobody shall wait that long for a menu.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): Lazily<P> {
  let Loaded: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  const fetched = (): Promise<void> => {
    loading ??= load().then(
      (component) => {
        Loaded = component;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  function Lazy({ meanwhile, ...props }: P & { readonly meanwhile?: ReactNode }): ReactNode {
    const [, again] = useReducer((count: number) => count + 1, 0);
    const [failed, setFailed] = useState<{ readonly error: unknown }>();
    const missing = Loaded === undefined;
    useEffect(() => {
      if (missing) fetched().then(again, (error: unknown) => setFailed({ error }));
    }, [missing]);
    if (failed) throw failed.error;
    return Loaded ? <Loaded {...(props as unknown as P)} /> : meanwhile;
  }
  // What fails ahead of time is tried again, and told, when it is needed.
  return Object.assign(Lazy, { preload: () => void fetched().catch(() => undefined) });
}
