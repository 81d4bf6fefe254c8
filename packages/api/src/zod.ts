import { z } from 'zod';

// Zod compiles validators with `new Function`; the app's Content Security Policy forbids that, and the probe alone is reported.
z.config({ jitless: true });

/** Type of a wire value: what a schema describes, never to be changed in place. */
export type Wire<S extends z.ZodType> = DeepReadonly<z.infer<S>>;

type DeepReadonly<T> = T extends string | number | boolean
  ? // Also `string & {}`, which is an object to the next line.
    T
  : T extends readonly (infer U)[]
    ? readonly DeepReadonly<U>[]
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T;

export { z };
