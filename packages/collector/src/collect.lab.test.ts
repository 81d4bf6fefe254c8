import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gunzip } from './archive/gunzip.ts';
import { parseDump } from './parse-dump.ts';

const SCRIPT = fileURLToPath(new URL('../collect.sh', import.meta.url));
const ODD_NODE = fileURLToPath(new URL('./fixtures/odd-node.sh', import.meta.url));

/** Runs in network, PID and mount namespaces of its own, which end with it. */
function inNamespace(...command: readonly string[]): Buffer {
  const { stdout, stderr, status } = spawnSync(
    'unshare',
    ['--net', '--pid', '--mount', '--fork', '--kill-child', ...command],
    { maxBuffer: 1 << 28, timeout: 60_000 },
  );
  if (status !== 0) throw new Error(`${command.join(' ')}: exit status ${status}: ${stderr}`);
  return stdout;
}
const oddNode = (...command: readonly string[]): Buffer => inNamespace('sh', ODD_NODE, ...command);

describe.each([['dash'], ['busybox', 'sh']])('collect.sh under %s', (...shell) => {
  const dump = () => parseDump(oddNode(...shell, SCRIPT), 'odd');

  it('reads an odd node without gaps: its own namespace, a pod, and one without a process', () => {
    const { namespaces, gaps } = dump();
    expect(gaps).toEqual([]);
    expect(namespaces.flatMap((ns) => ns.gaps)).toEqual([]);
    const [host, pod, bound] = namespaces;
    expect(namespaces.map((ns) => ns.nsid)).toEqual([undefined, 0, 1]);
    expect(host?.links.map((l) => l.name)).toEqual(
      expect.arrayContaining(['lo', 'cni0', 'veth1', 'flannel.1', 'v@2', 'same0', 'same1']),
    );
    expect(pod?.addresses.map((a) => a.address)).toContain('10.244.1.2');
    expect(bound?.links.map((l) => l.name)).toContain('eth0');
    const link = host?.links.find((l) => l.name === 'v@2');
    expect(link).toMatchObject({ linkNetnsid: 1, kind: 'veth' });
  });

  it.each<readonly [reason: string, options: readonly string[], namespaces: number]>([
    ['the node alone', ['--pods', 'none'], 1],
    ['a pod that is not there', ['--pods=11111111-2222-3333-4444-555555555555'], 1],
    ['all', ['--pods', 'all'], 3],
  ])('options: %s', (_, options, namespaces) => {
    expect(parseDump(oddNode(...shell, SCRIPT, ...options), 'odd').namespaces).toHaveLength(namespaces);
  });

  it('compresses', async () => {
    const packed = new Uint8Array(oddNode(...shell, SCRIPT, '--gzip', '--pods', 'none'));
    expect(parseDump(await gunzip(packed, 'dump'), 'odd').gaps).toEqual([]);
  });

  it('can be piped into a shell', () => {
    const piped = oddNode('sh', '-c', `exec ${shell.join(' ')} -s -- --pods none < ${SCRIPT}`);
    expect(parseDump(piped, 'odd').gaps).toEqual([]);
  });

  it.each<readonly [reason: string, options: readonly string[], status: number, says: RegExp]>([
    ['help', ['--help'], 0, /Usage: sh collect\.sh/],
    ['an unknown option', ['--frobnicate'], 2, /unknown option --frobnicate/],
    ['no value', ['--pods'], 2, /--pods takes/],
    ['a value that is no UID', ['--pods', 'a b; reboot'], 2, /--pods takes/],
  ])('answers %s', (_, options, status, says) => {
    const [command = '', ...rest] = shell;
    const run = spawnSync(command, [...rest, SCRIPT, ...options], { encoding: 'utf8' });
    expect([run.status, run.stdout + run.stderr]).toEqual([status, expect.stringMatching(says)]);
  });
});

describe('collect.sh and the state of the node', () => {
  const state =
    'cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; nft list ruleset; ip -d link; ip addr; ip route; ip rule; ip neigh; bridge fdb; ipset list; grep -rs "" /proc/sys/net/ipv4/conf';

  it('changes nothing', () => {
    const out = oddNode(
      'sh',
      '-c',
      `state() { (${state}) 2>/dev/null | grep -v timer | sed 's/timeout [0-9]*//'; }
       sleep 3; state > /run/before; sh ${SCRIPT} > /run/dump; state > /run/after; diff /run/before /run/after; echo "status $?"`,
    );
    expect(out.toString()).toBe('status 0\n');
  });
  it('makes no tables where there are none', () => {
    const out = inNamespace(
      'sh',
      '-c',
      `sh ${SCRIPT} --pods none >/dev/null; cat /proc/net/ip_tables_names; nft list tables`,
    );
    expect(out.toString()).toBe('');
  });
  it('reads the machine that it runs on', () => {
    const dump = parseDump(execFileSync('sh', [SCRIPT, '--pods', 'none'], { maxBuffer: 1 << 28 }), 'me');
    expect(dump.gaps.filter((g) => g.id !== 'collector-note')).toEqual([]);
    expect(dump.namespaces[0]?.links.some((l) => l.kind === 'loopback')).toBe(true);
  });
});

describe('collect.sh on a node that lacks things', () => {
  let bin = '';
  /** Tools that every node has; what is left out of PATH is missing. */
  const BASE =
    'sh cat cut date grep head id ls mount printf readlink renice sed sleep sort tee timeout tr xargs nsenter awk unshare mkdir gzip'.split(
      ' ',
    );
  const withTools = (tools: readonly string[]): ReturnType<typeof parseDump> => {
    rmSync(bin, { recursive: true, force: true });
    bin = mkdtempSync(path.join(tmpdir(), 'skoop-bin-'));
    for (const tool of tools) {
      const where = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
      if (where.startsWith('/')) symlinkSync(where, path.join(bin, tool));
    }
    // The script looks into the usual folders too; here they are not to be found.
    const script = path.join(bin, 'collect.sh');
    writeFileSync(script, readFileSync(SCRIPT, 'utf8').replace(/^PATH=\$PATH.*$/m, ''));
    return parseDump(oddNode('env', `PATH=${bin}`, path.join(bin, 'sh'), script), 'odd');
  };
  beforeAll(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'skoop-bin-'));
  });
  afterAll(() => rmSync(bin, { recursive: true, force: true }));
  const missing = (dump: ReturnType<typeof parseDump>) =>
    [...new Set(dump.namespaces.flatMap((ns) => ns.gaps).map((g) => `${g.id} ${g.evidence?.section}`))].sort();

  it('records each missing tool, and goes on', () => {
    const dump = withTools([...BASE, 'ip', 'bridge', 'ss', 'tc']);
    expect(dump.namespaces).toHaveLength(3);
    expect(missing(dump)).toEqual(
      expect.arrayContaining([
        'tool-missing iptables-legacy-save',
        'tool-missing iptables-nft-save',
        'tool-missing ipset',
        'tool-missing nft-json',
      ]),
    );
    expect(dump.namespaces[0]?.routes.length).toBeGreaterThan(5);
  });
  it('reads sockets from /proc without ss, and needs neither awk nor timeout', () => {
    const dump = withTools([
      ...BASE.filter((t) => t !== 'awk' && t !== 'timeout'),
      'ip',
      'bridge',
      'tc',
      'nft',
      'ipset',
      'iptables-nft-save',
      'iptables-legacy-save',
      'ip6tables-legacy-save',
      'ip6tables-nft-save',
      'conntrack',
      'lsns',
      'ethtool',
    ]);
    expect(dump.gaps).toEqual([]);
    const [host] = dump.namespaces;
    expect(host?.gaps.map((g) => g.id)).toEqual(['sockets-from-proc']);
    expect(host?.sockets).toContainEqual(expect.objectContaining({ protocol: 'udp', port: 8472 }));
  });
  it('notes a pod that vanishes meanwhile, and goes on', () => {
    const script = `mkdir /run/bin
      printf '#!/bin/sh\\ncase $1 in --net=/proc/*) pid=\${1#--net=/proc/}; kill -9 \${pid%%%%/*}; sleep 0.2 ;; esac; exec %s "$@"\\n' "$(command -v nsenter)" > /run/bin/nsenter
      chmod +x /run/bin/nsenter; PATH=/run/bin:$PATH sh ${SCRIPT}`;
    const dump = parseDump(oddNode('sh', '-c', script), 'odd');
    expect(dump.gaps.map((g) => [g.id, g.message])).toEqual([
      ['namespace-skipped', expect.stringMatching(/vanished meanwhile/)],
    ]);
    expect(dump.namespaces[0]?.gaps).toEqual([]);
    expect(dump.namespaces.at(-1)?.links.map((l) => l.name)).toContain('eth0');
  });
  it('cuts a command that hangs, leaves nothing of it behind, and goes on', () => {
    const script = `mkdir /run/bin; printf '#!/bin/sh\\necho half\\nsleep 1000\\n' > /run/bin/ipset; chmod +x /run/bin/ipset
      sed 's/COMMAND_SECONDS=60/COMMAND_SECONDS=6/; s/^in_kernel ip_set.*/KERNEL_HAS="$KERNEL_HAS ip_set"/' ${SCRIPT} > /run/bin/collect.sh
      PATH=/run/bin:$PATH sh /run/bin/collect.sh --pods none; grep -lzx 1000 /proc/[0-9]*/cmdline >&2`;
    const run = spawnSync(
      'unshare',
      ['--net', '--pid', '--mount', '--mount-proc', '--fork', '--kill-child', 'sh', ODD_NODE, 'sh', '-c', script],
      {
        maxBuffer: 1 << 28,
        timeout: 60_000,
      },
    );
    expect(run.stderr.toString()).toBe('');
    const [host] = parseDump(run.stdout, 'odd').namespaces;
    expect(host?.sections.find((s) => s.name === 'ipset')).toMatchObject({ status: -1, truncated: true });
    expect(host?.sockets.length).toBeGreaterThan(0);
  }, 60_000);
  it('says that it must be root', () => {
    const run = spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh', '-s'], {
      input: readFileSync(SCRIPT),
      encoding: 'utf8',
    });
    expect([run.status, run.stderr]).toEqual([3, expect.stringMatching(/must run as root/)]);
  });
});

describe('pods by their cgroup', () => {
  it.each<readonly [reason: string, cgroup: string, uid: string]>([
    [
      'systemd, cgroup v2',
      '0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod11d1ac96_3958_473b_ac26_dd1f4c72f5f7.slice/cri-containerd-ab.scope',
      '11d1ac96-3958-473b-ac26-dd1f4c72f5f7',
    ],
    [
      'systemd, guaranteed',
      '0::/kubepods.slice/kubepods-pod11d1ac96_3958_473b_ac26_dd1f4c72f5f7.slice/crio-ab.scope',
      '11d1ac96-3958-473b-ac26-dd1f4c72f5f7',
    ],
    [
      'cgroupfs, v1',
      '11:memory:/kubepods/besteffort/pod11d1ac96-3958-473b-ac26-dd1f4c72f5f7/abcd\n1:name=systemd:/kubepods/x',
      '11d1ac96-3958-473b-ac26-dd1f4c72f5f7',
    ],
    [
      'a static pod has a hash',
      '0::/kubepods/burstable/pod0123456789abcdef0123456789abcdef/ab',
      '0123456789abcdef0123456789abcdef',
    ],
    [
      'kind: nested',
      '0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod11d1ac96_3958_473b_ac26_dd1f4c72f5f7.slice/cri-containerd-ab.scope',
      '11d1ac96-3958-473b-ac26-dd1f4c72f5f7',
    ],
    ['seen from within a cgroup namespace', '0::/../../kubepods-podaa_bb.slice/x', 'aa-bb'],
    ['no pod', '0::/system.slice/sshd.service', ''],
  ])('%s', (_, cgroup, uid) => {
    const source = readFileSync(SCRIPT, 'utf8');
    const body = /^pod_uid\(\) \{[\s\S]*?^\}/m.exec(source)?.[0].replace('"/proc/$1/cgroup"', '"$1"') ?? '';
    const dir = mkdtempSync(path.join(tmpdir(), 'skoop-cgroup-'));
    try {
      writeFileSync(path.join(dir, 'cgroup'), `${cgroup}\n`);
      for (const shell of [['dash'], ['busybox', 'sh']]) {
        const [command = '', ...rest] = shell;
        const run = spawnSync(command, [...rest, '-c', `${body}\npod_uid ${dir}/cgroup; printf '%s' "$uid"`], {
          encoding: 'utf8',
        });
        expect([run.stdout, run.stderr]).toEqual([uid, '']);
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
