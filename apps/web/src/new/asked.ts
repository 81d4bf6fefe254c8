import type { IconName } from '../ui/Icon.tsx';

export type AskedKind = 'pod' | 'service' | 'node' | 'address' | 'name';

/** An endpoint as a question writes it (`pod/shop/api-2`), told apart for the eye. */
export type Asked = { readonly kind: AskedKind; readonly label: string };

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*)$/i;

export function asked(text: string): Asked {
  const [first = '', ...rest] = text.split('/');
  const tail = rest.join('/');
  if (first === 'pod' && tail) return { kind: 'pod', label: tail };
  if ((first === 'svc' || first === 'service') && tail) return { kind: 'service', label: tail };
  if (first === 'node' && tail) return { kind: 'node', label: tail };
  if (ADDRESS.test(text)) return { kind: 'address', label: text };
  return rest.length === 1 ? { kind: 'pod', label: text } : { kind: 'name', label: text };
}

export const ASKED_ICON: Readonly<Record<AskedKind, IconName>> = {
  pod: 'pod',
  service: 'service',
  node: 'node',
  address: 'globe',
  name: 'link',
};
export const ASKED_WORD: Readonly<Record<AskedKind, string>> = {
  pod: 'pod',
  service: 'service',
  node: 'node',
  address: 'address',
  name: 'name',
};

/** What typed text may mean besides the things found: an address, or a DNS name. */
export function typedAsked(typed: string): Asked | undefined {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return undefined;
  return ADDRESS.test(text) ? { kind: 'address', label: text } : { kind: 'name', label: text };
}
