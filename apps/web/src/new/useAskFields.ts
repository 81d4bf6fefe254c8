import { useTypedParams } from '../ui/useTypedParams.ts';
import { type AskFields, askFields, askParams } from './askParams.ts';

/** The question's fields, which stand in the URL, and how to change them. */
export function useAskFields(): readonly [fields: AskFields, set: (change: Partial<AskFields>) => void] {
  const [fields, set] = useTypedParams<AskFields>(askFields, (value, params) =>
    askParams(value, params.get('snapshot') ?? undefined),
  );
  return [fields, (change) => set({ ...fields, ...change })];
}
