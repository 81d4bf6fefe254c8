import { describeSnapshot, readSnapshot } from '@skoop/collector';
import { TOOL } from '@skoop/providers';
import { CommandError, EXIT } from '../exit-status.ts';
import { writeOutput } from '../write-output.ts';
import { assemble } from './assemble.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { writeSnapshot } from './write-snapshot.ts';

export const snapshotHelp = `
Examples:
  On your machine, the objects:
    for r in nodes pods services endpointslices networkpolicies namespaces daemonsets configmaps; do
      kubectl get $r -A -o json > objects/$r.json; done

  On each node as root (or through kubectl debug, see \`sh collect.sh --help\`):
    sh collect.sh > worker-1.dump

  Put together, checked, asked:
    skoop snapshot objects/ *.dump --cluster prod-eu -o prod-eu.tar.gz
    skoop snapshot --check prod-eu.tar.gz
    skoop -s default/client -d svc/shop/api -p 80 --snapshot prod-eu.tar.gz
`;

type Options = { readonly check?: string; readonly output?: string; readonly cluster: string };

export async function snapshotCommand(inputs: readonly string[], options: Options): Promise<number> {
  if (options.check !== undefined) return check(options.check);
  if (inputs.length === 0 || options.output === undefined)
    throw new CommandError(
      EXIT.usage,
      inputs.length === 0 ? 'there is nothing to make a snapshot of.' : 'where to write the snapshot is missing.',
      'For example: skoop snapshot objects/ *.dump -o prod.tar.gz (see skoop snapshot --help).',
    );
  const takenAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const files = await assemble(inputs, { schemaVersion: 1, takenAt, cluster: options.cluster, tool: TOOL });
  await writeSnapshot(options.output, files);
  const description = describeSnapshot(readSnapshot(files));
  await writeOutput('-', `${options.output} is written.\n\n${description.text}`);
  return EXIT.ok;
}

async function check(location: string): Promise<number> {
  const description = describeSnapshot(await loadSnapshot(location));
  await writeOutput('-', description.text);
  return description.complete ? EXIT.ok : EXIT.failed;
}
