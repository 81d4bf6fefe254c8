import { useEffect, useState } from 'react';
import { useNavigationType, useSearchParams } from 'react-router';

/**
 * What stands in the URL's parameters and is typed by hand, and how to change it. The URL follows a moment later: until then what was typed is
 * kept here, or a quick typist would lose letters to a field that shows the URL's old value.
 */
export function useTypedParams<T>(
  read: (params: URLSearchParams) => T,
  write: (value: T, params: URLSearchParams) => URLSearchParams,
): readonly [value: T, set: (value: T) => void] {
  const [params, setParams] = useSearchParams();
  const navigation = useNavigationType();
  const [typed, setTyped] = useState<{ readonly value: T; readonly url: string }>();
  const url = params.toString();

  useEffect(() => {
    // Back, forward and links leave what was typed behind; an older state of the URL that comes in late does not.
    setTyped((now) => (now && (now.url === url || navigation !== 'REPLACE') ? undefined : now));
  }, [url, navigation]);

  const set = (value: T): void => {
    const target = write(value, params);
    setTyped({ value, url: target.toString() });
    setParams(target, { replace: true });
  };
  return [typed ? typed.value : read(params), set];
}
