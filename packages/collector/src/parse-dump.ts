import type { Gap, NodeDump } from '@skoop/model';
import { readFrame } from './frame.ts';
import { parseNamespace, type Section } from './parse-namespace.ts';
import { parseNetnsIds } from './section/nsid.ts';
import { decodeText } from './text-decoder.ts';

/** Version of the stream that this parser reads. */
const FORMAT = 1;

/** What collect.sh printed on a node. Takes any bytes: what cannot be read is a gap of the result. */
export function parseDump(bytes: Uint8Array, node: string): NodeDump {
  const framed = readFrame(bytes, decodeText);
  const gap = (id: string, message: string, netns = ''): Gap => ({
    id,
    node,
    netns,
    message,
    action: `Run \`sh collect.sh > ${node}.dump\` as root on ${node} and put the whole file into nodes/ of the snapshot.`,
  });
  const empty = { node, takenAt: '', kernel: '', hostname: '', namespaces: [] };
  if (bytes.length === 0) return { ...empty, gaps: [gap('dump-empty', `The dump of ${node} is empty.`)] };
  if (!framed || framed.version !== FORMAT)
    return { ...empty, gaps: [gap('dump-not-recognised', notRecognised(bytes, node, framed?.version))] };

  const gaps: Gap[] = framed.notes.map((note) => gap('collector-note', `${node}: ${note}.`));
  if (!framed.complete) gaps.push(gap('dump-cut', `The dump of ${node} was cut off: its end is missing.`));
  if (framed.namespaces[0]?.id !== 'host')
    gaps.push(gap('dump-cut', `The dump of ${node} has nothing about the node's own network namespace.`));
  for (const { id, reason } of framed.skipped)
    gaps.push(gap('namespace-skipped', `Namespace ${id} of ${node} was not read: ${reason || 'no reason given'}.`, id));

  const withText = framed.namespaces.map((namespace) => ({
    namespace,
    sections: namespace.sections.map(
      ({ start, end, ...section }): Section => ({ ...section, text: decodeText(bytes.subarray(start, end)) }),
    ),
  }));
  const nsid = withText[0]?.sections.find((s) => s.name === 'nsid');
  const ids = parseNetnsIds(nsid?.text ?? '');
  return {
    node,
    takenAt: framed.header.get('time') ?? '',
    kernel: framed.header.get('kernel') ?? '',
    hostname: framed.header.get('hostname') ?? '',
    namespaces: withText.map(({ namespace, sections }) => parseNamespace(node, namespace, sections, ids)),
    gaps,
  };
}

function notRecognised(bytes: Uint8Array, node: string, version: number | undefined): string {
  if (version !== undefined) return `The dump of ${node} has format ${version}; this version reads format ${FORMAT}.`;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return `The dump of ${node} is compressed and was not unpacked.`;
  return `The file for ${node} is no output of collect.sh.`;
}
