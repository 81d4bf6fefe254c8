import type { PluginFactory } from '@skoop/engine';
import type { Diagnosis } from '@skoop/model';
import { plugins as ownPlugins } from '@skoop/plugins';
import { bindersOf, diagnose } from '@skoop/providers';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from '../exit-status.ts';
import { httpOption } from '../http/option.ts';
import { serve, show } from '../http/serve.ts';
import { warnOfBrokenFiles } from '../snapshot/broken-files.ts';
import { loadSnapshot } from '../snapshot/load-snapshot.ts';
import { writeOutput } from '../write-output.ts';
import { FAIL_ON, failsOn } from './fail-on.ts';
import { formatOf, formats } from './formats.ts';

type Options = {
  readonly source?: string;
  readonly destination?: string;
  readonly port?: string;
  readonly protocol: string;
  readonly size?: number;
  readonly sourcePort?: number;
  readonly uid?: number;
  readonly snapshot?: string;
  readonly format?: string;
  readonly theme: 'light' | 'dark';
  readonly color?: boolean;
  readonly output: string;
  readonly http?: number;
  readonly failOn?: readonly string[];
};

function whole(value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function conditions(value: string, before: readonly string[] = []): readonly string[] {
  const words = value.split(',');
  const wrong = words.find((w) => !FAIL_ON.includes(w));
  if (wrong !== undefined) throw new InvalidArgumentError(`Choose from ${FAIL_ON.join(', ')}.`);
  return [...before, ...words];
}

/** Puts the question's options on the program, with those of plugins and providers in groups of their own. */
export function addQuestionOptions(program: Command, plugins: readonly PluginFactory[]): void {
  program
    .optionsGroup('The question:')
    .option('-s, --source <endpoint>', 'who connects: pod, node, or an address')
    .option('-d, --destination <endpoint>', 'to whom: service, pod, node, address, or DNS name')
    .option('-p, --port <port>', 'destination port, a number or its name in the Service; not for icmp')
    .addOption(new Option('--protocol <protocol>', 'tcp, udp or icmp').default('tcp'))
    .option('--size <bytes>', 'bytes that a TCP client sends each way, or payload of a UDP or ICMP packet', whole)
    .option('--source-port <port>', 'source port, where it matters', whole)
    .option('--uid <number>', 'user id of the client process, for `owner` matches', whole)
    .optionsGroup('The cluster:')
    .option('--snapshot <path>', 'snapshot folder or .tar.gz')
    .optionsGroup('The answer:')
    .addOption(
      new Option('-f, --format <format>', 'how to tell it (default: by the ending of --output, else text)').choices(
        Object.keys(formats),
      ),
    )
    .option('-o, --output <file>', 'where to write it; - is standard output', '-')
    .addOption(new Option('--theme <theme>', 'colours of a picture').choices(['light', 'dark']).default('light'))
    .option('--color', 'colours also in a pipe')
    .option('--no-color', 'no colours')
    .option(
      '--fail-on <condition>',
      `exit with status 1 on one of: ${FAIL_ON.join(', ')}; several with commas`,
      conditions,
    )
    .addOption(httpOption())
    .optionsGroup('Plugins:')
    .option('--plugin <module>', 'load a network plugin from a JavaScript module; may be repeated', collect);
  for (const binder of bindersOf([...plugins, ...ownPlugins])) {
    program.optionsGroup(`${binder.title}:`);
    for (const { flag, kind, description, default: otherwise } of binder.options) {
      if (program.options.some((o) => o.long === `--${flag}`))
        throw new CommandError(
          EXIT.usage,
          `plugin ${binder.name} has an option --${flag}, which is taken.`,
          "Rename it in the plugin: begin it with the plugin's name.",
        );
      program.option(
        `--${flag} ${kind === 'boolean' ? '[value]' : '<value>'}`,
        `${description} (default: ${otherwise})`,
      );
    }
  }
}

const camel = (flag: string): string => flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export async function diagnoseCommand(options: Options, plugins: readonly PluginFactory[]): Promise<number> {
  if (options.snapshot === undefined)
    throw new CommandError(
      EXIT.usage,
      'no snapshot was given.',
      'Give one with --snapshot DIR or FILE.tar.gz; `skoop snapshot --help` shows how to make one of your cluster, and `skoop --help` has examples with the recorded clusters in scenarios/.',
    );
  const format = options.format ?? formatOf(options.output) ?? 'text';
  const given = options as unknown as Readonly<Record<string, unknown>>;
  const flags = bindersOf([...plugins, ...ownPlugins]).flatMap((b) => b.options.map((o) => o.flag));
  const settings = Object.fromEntries(
    flags.flatMap((flag) => {
      const value = given[camel(flag)];
      return typeof value === 'string' || value === true ? [[flag, String(value)]] : [];
    }),
  );
  const snapshot = await loadSnapshot(options.snapshot);
  warnOfBrokenFiles(snapshot);
  const diagnosis = await diagnose({
    snapshot,
    source: options.source ?? '',
    destination: options.destination ?? '',
    port: options.port,
    protocol: options.protocol,
    size: options.size,
    sourcePort: options.sourcePort,
    uid: options.uid,
    options: settings,
    plugins,
    now: () => new Date(),
  });
  if (options.http !== undefined)
    return serveDiagnosis(options.http, options.snapshot, diagnosis, settings, plugins.length > 0);
  const tell = formats[format];
  if (!tell)
    throw new CommandError(
      EXIT.usage,
      `there is no format ${format}.`,
      `Choose one of ${Object.keys(formats).join(', ')}.`,
    );
  const isTerminal = options.output === '-' && process.stdout.isTTY === true;
  const color = options.color ?? (isTerminal && !process.env.NO_COLOR);
  await writeOutput(
    options.output,
    tell(diagnosis, { isTerminal, columns: process.stdout.columns, color, theme: options.theme }),
  );
  return options.failOn && failsOn(diagnosis, options.failOn) ? EXIT.failed : EXIT.ok;
}

/**
 * In the web app the snapshot stays at hand, so that evidence links lead to its lines. The app does not know plugins of others: what
 * one of them found is shown as it is.
 */
async function serveDiagnosis(
  port: number,
  location: string,
  diagnosis: Diagnosis,
  options: Readonly<Record<string, string>>,
  isForeign: boolean,
): Promise<number> {
  const served = await serve(port, ['--snapshot', location]);
  const { client } = served;
  if (isForeign) {
    const record = await client.diagnoses.import(JSON.stringify(diagnosis), 'application/json');
    return show(served, record.id);
  }
  const snapshot = (await client.snapshots.list()).items[0];
  if (!snapshot) throw new CommandError(EXIT.snapshot, `the web app cannot read ${location}.`, 'Leave --http out.');
  const { source, destination, ...rest } = diagnosis.question;
  const record = await client.diagnoses.create({
    snapshot: snapshot.id,
    ...rest,
    source: source.given,
    destination: destination.given,
    options,
  });
  return show(served, record.id);
}
