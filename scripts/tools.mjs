// What the tests need beyond npm: Debian's chromium and the lab's tools. Installed when missing, where that is allowed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const TOOLS = [
  { command: 'ip', packages: ['iproute2'], for: 'lab' },
  { command: 'iptables', packages: ['iptables'], for: 'lab' },
  { command: 'nft', packages: ['nftables'], for: 'lab' },
  { command: 'ipset', packages: ['ipset'], for: 'lab' },
  { command: 'conntrack', packages: ['conntrack'], for: 'lab' },
  { command: 'ethtool', packages: ['ethtool'], for: 'lab' },
  { command: 'gcc', packages: ['gcc', 'libc6-dev'], for: 'lab' },
  { command: 'clang', packages: ['clang', 'llvm', 'libbpf-dev', 'libelf-dev', 'zlib1g-dev'], for: 'lab' },
  { command: 'bpftool', packages: ['bpftool'], for: 'lab' },
  { command: 'busybox', packages: ['busybox'], for: 'lab' },
  { command: 'chromium', packages: ['chromium', 'fonts-inter'], for: 'browser' },
];

const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
const has = (command) => PATH.split(':').some((dir) => dir && existsSync(`${dir}/${command}`));
const missing = () =>
  TOOLS.filter((t) => !has(t.command) || (t.command === 'clang' && !existsSync('/usr/include/bpf/libbpf.h')));

/** Installs what is missing where it may; returns what cannot run and why: `{ lab?: reason, browser?: reason }`. */
export function ensureTools() {
  const root = process.getuid?.() === 0;
  const wanted = missing();
  if (wanted.length > 0 && root && has('apt-get')) {
    const packages = [...new Set(wanted.flatMap((t) => t.packages))];
    console.log(`installing ${packages.join(' ')} ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
  }
  const unavailable = {};
  for (const tool of missing()) {
    const why = root ? 'apt-get could not install it' : 'not root, so it was not installed';
    unavailable[tool.for] = `${tool.command} is missing (${why}; Debian: apt-get install ${tool.packages.join(' ')})`;
  }
  if (!root) unavailable.lab = 'network namespaces need root: run `sudo npm test`';
  return unavailable;
}
