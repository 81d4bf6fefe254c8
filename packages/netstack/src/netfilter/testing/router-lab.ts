import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LabAnswer, RouterLab } from './router-question.ts';

const ERROR_INTERVAL_MS = 1_200;

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function startRouterLab(): Promise<RouterLab> {
  const children: ChildProcess[] = [];
  const start = async (command: string, args: readonly string[]): Promise<ChildProcess> => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await nextLine(child);
    return child;
  };
  const topology = await start('unshare', ['-nm', '--kill-child', 'sh', here('router-topology.sh')]);
  const inside = (namespace: string): string[] => ['-t', String(topology.pid), '-m', 'ip', 'netns', 'exec', namespace];
  await start('nsenter', [...inside('s'), process.execPath, here('router-peer.mjs'), 'serve']);
  const clients = {
    c: await start('nsenter', [...inside('c'), process.execPath, here('router-peer.mjs')]),
    r: await start('nsenter', [...inside('r'), process.execPath, here('router-peer.mjs')]),
  };
  return {
    sh: (script, namespace = 'r') =>
      execFileSync('nsenter', [...inside(namespace), 'sh', '-ec', script], { encoding: 'utf8' }),
    async ask(question, from = 'c') {
      if (question.protocol === 'icmp') return ping(inside(from), question.address);
      const child = clients[from];
      const line = nextLine(child);
      // An ICMPv6 error about a SYN is heard at the second one, after a second.
      const timeout = question.protocol === 'tcp' && question.address.includes(':') ? 1400 : 300;
      child.stdin?.write(`${JSON.stringify({ timeout, ...question })}\n`);
      return JSON.parse(await line) as LabAnswer;
    },
    rest: () => setTimeout(ERROR_INTERVAL_MS),
    close() {
      for (const child of children.reverse()) child.kill('SIGKILL');
    },
  };
}

/** One echo request: `- - -` for an answer, an errno by the words of ping(8) for an error. */
function ping(inside: readonly string[], address: string): LabAnswer {
  const { stdout, stderr } = spawnSync('nsenter', [...inside, 'ping', '-n', '-c1', '-W1', address], {
    encoding: 'utf8',
  });
  const said = `${stdout}${stderr}`;
  if (/ 1 received/.test(said)) return { answer: `${address} - -` };
  const errors: readonly (readonly [RegExp, string])[] = [
    [/Operation not permitted/, 'EPERM'],
    [/Port Unreachable|Port unreachable/i, 'ECONNREFUSED'],
    [/Net Unreachable|No route/i, 'ENETUNREACH'],
    [/Packet filtered|Host Prohibited|Host Unreachable|Address unreachable/i, 'EHOSTUNREACH'],
    [/Administratively prohibited/i, 'EACCES'],
  ];
  return { errno: errors.find(([pattern]) => pattern.test(said))?.[1] ?? 'ETIMEDOUT' };
}

/** The next line that a child prints. */
function nextLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onExit = (code: number | null): void => reject(new Error(`the child ended with ${code}`));
    const onData = (chunk: Buffer): void => {
      text += String(chunk);
      if (!text.includes('\n')) return;
      child.stdout?.off('data', onData);
      child.off('exit', onExit);
      resolve(text.slice(0, text.indexOf('\n')));
    };
    child.stdout?.on('data', onData);
    child.once('exit', onExit);
  });
}
