import type { EndpointOption } from '@skoop/api';
import { useSnapshots } from '../data/snapshots.ts';
import { Icon } from '../ui/Icon.tsx';
import { ASKED_ICON } from './asked.ts';
import type { AskFields } from './askParams.ts';

/** What is known of the two ends before anything is asked. */
export function EndpointsLine({
  source,
  destination,
  fields,
  snapshot,
}: {
  source: EndpointOption | undefined;
  destination: EndpointOption | undefined;
  fields: AskFields;
  snapshot: string | undefined;
}) {
  const { isPending } = useSnapshots();
  if (!snapshot && !isPending) return <span>Open a cluster first: drop its snapshot on this page.</span>;
  if (!source && !destination)
    return (
      <span>
        {fields.from && fields.to ? 'Names are looked up when you ask.' : 'Search by name, namespace, label or IP.'}
      </span>
    );
  return (
    <span className="endpoints-line">
      <Icon name={ASKED_ICON[(destination ?? source)?.kind ?? 'pod']} size={15} />
      <span>
        {source ? (
          <>
            <b>{source.name}</b>
            {source.kind === 'pod' && source.node ? ` runs on ${source.node}` : ''}
            {source.state && source.state !== 'Running' && source.state !== 'Ready' ? `, ${source.state}` : ''}
            {destination ? ', ' : '.'}
          </>
        ) : null}
        {destination ? (
          <>
            <b>{destination.name}</b>{' '}
            {destination.kind === 'service'
              ? `is ${destination.state} ${destination.addresses[0] ?? ''}`
              : destination.kind === 'pod'
                ? `on ${destination.node ?? 'no node'}, ${destination.state}`
                : destination.state}
            {portNote(destination, fields)}.
          </>
        ) : null}
      </span>
    </span>
  );
}

function portNote(destination: EndpointOption, fields: AskFields): string {
  if (destination.ports.length === 0 || fields.port === '' || fields.protocol === 'icmp') return '';
  const known = destination.ports.some((p) => String(p.port) === fields.port && p.protocol === fields.protocol);
  return known ? '' : `; it declares no port ${fields.port}/${fields.protocol}`;
}
