import type { EndpointOption } from '@skoop/api';
import type { IconName } from '../ui/Icon.tsx';
import { ASKED_ICON, typedAsked } from './asked.ts';

/** A row of a picker; `ask` is what the question will say. */
export type PickRow = {
  readonly group: 'service' | 'pod' | 'node' | 'other';
  readonly title: string;
  readonly ask: string;
  readonly name: string;
  readonly about: string;
  readonly icon: IconName;
};

const TITLES: Readonly<Record<PickRow['group'], string>> = {
  service: 'Services',
  pod: 'Pods',
  node: 'Nodes',
  other: 'Anything else',
};

const portWords = (option: EndpointOption): string =>
  option.ports
    .slice(0, 2)
    .map((p) => `${p.port}${p.name ? ` ${p.name}` : ''}`)
    .join(', ');

/** `10.96.14.7, 80 http` for a service, `10.244.2.9, worker-2` for a pod. */
export function about(option: EndpointOption): string {
  const parts = [option.addresses[0] ?? 'no address'];
  if (option.kind === 'service') parts.push(portWords(option) || option.state);
  else if (option.kind === 'pod') parts.push(option.state === 'Running' && option.node ? option.node : option.state);
  else parts.push(option.state);
  return parts.filter(Boolean).join(', ');
}

/** Rows grouped by kind in the order wanted; last, the typed text itself as an address or a name. */
export function pickRows(
  options: readonly EndpointOption[],
  typed: string,
  kinds: readonly PickRow['group'][],
): readonly PickRow[] {
  const rows = kinds.flatMap((kind) =>
    options
      .filter((o) => o.kind === kind)
      .map(
        (o): PickRow => ({
          group: kind,
          title: TITLES[kind],
          ask: o.ask,
          name: o.namespace ? `${o.namespace}/${o.name}` : o.name,
          about: about(o),
          icon: ASKED_ICON[o.kind],
        }),
      ),
  );
  const other = typedAsked(typed);
  if (!other || !kinds.includes('other')) return rows;
  const isAddress = other.kind === 'address';
  return [
    ...rows,
    {
      group: 'other',
      title: TITLES.other,
      ask: other.label,
      name: isAddress ? other.label : `“${other.label}” as a DNS name`,
      about: isAddress ? 'as an address' : 'looked up in the snapshot',
      icon: ASKED_ICON[other.kind],
    },
  ];
}
