import type { PluginFactory } from '@skoop/engine';
import { TOOL } from '@skoop/providers';
import { Command, Option } from 'commander';
import { addQuestionOptions, diagnoseCommand } from './diagnose/command.ts';
import { formats } from './diagnose/formats.ts';
import { EXIT } from './exit-status.ts';
import { explainCommand } from './explain/command.ts';
import { httpOption } from './http/option.ts';
import { replayCommand } from './replay/command.ts';
import { snapshotCommand, snapshotHelp } from './snapshot/command.ts';

const EXAMPLES = `
Examples:
  Why can this pod not reach that service?
    skoop -s default/client -d svc/shop/api -p 80 --snapshot scenarios/overlay-port-blocked/snapshot

  The same from a node, to a pod, over UDP, with a packet of 1,400 bytes:
    skoop -s node/worker-1 -d kube-system/dns-0 -p 53 --protocol udp --size 1400 --snapshot cluster.tar.gz

  From outside through a NodePort, as a picture for the incident channel:
    skoop -s 203.0.113.9 -d node/worker-2 -p 30080 --snapshot cluster.tar.gz --output path.svg

  In a script: exit with 1 unless every new connection gets through:
    skoop -s default/client -d svc/shop/api -p 80 --snapshot cluster.tar.gz --format json --fail-on dropped,partial,unknown

  The same in the browser, and a report that somebody sent:
    skoop -s default/client -d svc/shop/api -p 80 --snapshot cluster.tar.gz --http
    skoop replay report.html --http

Endpoints:
  10.244.1.2, fd00::2     an address of anybody
  web-0, shop/web-0       a pod (namespace default, or shop); pod/shop/web-0 to be exact
  svc/shop/api            a service; also api.shop, api.shop.svc.cluster.local
  node/worker-1           a node

Exit status:
  0  a diagnosis was made; a path that breaks is a good answer
  1  --fail-on holds, or snapshot --check found something missing
  2  the command line makes no sense
  3  the question cannot be asked of this snapshot (no such pod, ...)
  4  the snapshot cannot be read
  5  the answer cannot be written
`;

/** The command line; plugins of others add their options to it. `isBare`: nothing was asked, so it explains itself. `status` tells the exit status after parsing. */
export function createProgram(
  plugins: readonly PluginFactory[],
  isBare: boolean,
): {
  readonly program: Command;
  readonly status: () => number;
} {
  let status: number = EXIT.ok;
  const program = new Command('skoop')
    .description('Tells where a packet dies in a Kubernetes cluster, why, what the client sees, and what fixes it.')
    .version(TOOL, '-V, --version')
    .usage('-s SOURCE -d DESTINATION -p PORT --snapshot PATH [options]')
    .helpOption('-h, --help', 'this text')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(skoop --help shows how)')
    .showSuggestionAfterError()
    // What follows a command is the command's: `snapshot -o` is not the question's `-o`.
    .enablePositionalOptions()
    .exitOverride();
  addQuestionOptions(program, plugins);
  program.action(async (options) => {
    if (isBare) program.outputHelp();
    else status = await diagnoseCommand(options, plugins);
  });
  program
    .command('snapshot')
    .summary('make a snapshot from kubectl output and node dumps, or check one')
    .description(
      'Makes a snapshot from the output of kubectl and collect.sh, or tells what one holds and what is missing.',
    )
    .argument('[inputs...]', 'kubectl JSON files, node dumps (NODE.dump, NODE.dump.gz), or folders of them')
    .option('--check <path>', 'tell what a snapshot holds and what is missing')
    .option('-o, --output <path>', 'where to write it: a folder, or FILE.tar.gz')
    .option('--cluster <name>', 'name of the cluster', 'cluster')
    .addHelpText('after', snapshotHelp)
    .action(async (inputs: string[], options) => {
      status = await snapshotCommand(inputs, options);
    });
  program
    .command('replay')
    .summary('tell a stored diagnosis or an HTML report again')
    .description('Tells a diagnosis that was stored as JSON or HTML report again, in any format or in the web app.')
    .argument('<file>', 'what `skoop --format json` or `--format html` wrote, or a report from the web app')
    .addOption(new Option('-f, --format <format>', 'how to tell it').choices(Object.keys(formats)))
    .option('-o, --output <file>', 'where to write it; - is standard output', '-')
    .addOption(new Option('--theme <theme>', 'colours of a picture').choices(['light', 'dark']).default('light'))
    .addOption(httpOption())
    .action(async (file: string, options) => {
      status = await replayCommand(file, options);
    });
  program
    .command('explain')
    .summary('what a finding means, how to check it by hand, how to fix it')
    .argument('[finding]', 'id of a finding, as in a diagnosis; without it all are listed')
    .action(async (finding?: string) => {
      status = await explainCommand(finding);
    });
  return { program, status: () => status };
}
