import { useEffect, useState } from 'react';
import { useNavigationType, useSearchParams } from 'react-router';
import { type AskFields, askFields, askParams } from './askParams.ts';

/**
 * The question's fields and how to change them. They stand in the URL, which follows a moment later: until then what was typed is
 * kept here, or a quick typist would lose letters to a field that shows the URL's old value.
 */
export function useAskFields(): readonly [fields: AskFields, set: (change: Partial<AskFields>) => void] {
  const [params, setParams] = useSearchParams();
  const navigation = useNavigationType();
  const [typed, setTyped] = useState<{ readonly fields: AskFields; readonly url: string }>();
  const url = params.toString();
  const fields = typed?.fields ?? askFields(params);

  useEffect(() => {
    // Back, forward and links leave what was typed behind; an older state of the URL that comes in late does not.
    setTyped((now) => (now && (now.url === url || navigation !== 'REPLACE') ? undefined : now));
  }, [url, navigation]);

  const set = (change: Partial<AskFields>): void => {
    const next = { ...fields, ...change };
    const target = askParams(next, params.get('snapshot') ?? undefined);
    setTyped({ fields: next, url: target.toString() });
    setParams(target, { replace: true });
  };
  return [fields, set];
}
