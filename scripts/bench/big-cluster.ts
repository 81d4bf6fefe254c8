/**
 * `big-cluster.ts DIR NODES [PODS [DUMPS]]` writes the snapshot of a big flannel cluster, grown from the recorded scenario healthy-vxlan:
 * a pod of service default/web on every node, PODS pods in all, dumps of the first DUMPS nodes. On the last of these, UDP 8472 is blocked.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SCENARIO = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../scenarios/healthy-vxlan/snapshot');
const WEB = 'KUBE-SVC-CDGGSHYLG3RE2FKL';
const BLOCK = '-A INPUT -i eth0 -p udp -m udp --dport 8472 -j DROP';

const byte = (n: number): string => n.toString(16).padStart(2, '0');
const tail = (k: number): string => `${byte(k >> 8)}:${byte(k & 255)}`;
const podNet = (k: number): string => `10.${128 + (k >> 8)}.${k & 255}`;
const nodeAddress = (k: number): string => `10.10.${(k + 10) >> 8}.${(k + 10) & 255}`;
const tunnelEnd = (k: number): string => (k === 1 ? '02:ff:f9:7e:36:74' : `02:b2:57:49:${tail(k)}`);
/** The pod of default/web on node `k`. */
const webAddress = (k: number): string => `${podNet(k)}.${k === 1 ? 3 : 2}`;

/** What the recording says of node-1, or of node-2, said of node `k` in the bigger network. */
const renamed = (text: string, k: number): string =>
  text
    .replaceAll('10.244.0.0/16', '10.128.0.0/9')
    .replaceAll('10.10.0.0/24', '10.10.0.0/16')
    .replaceAll('10.10.0.255', '10.10.255.255')
    .replaceAll(/10\.10\.0\.12\b(\/24)?/g, (_, length) => nodeAddress(k) + (length ? '/16' : ''))
    .replaceAll('10.10.0.11/24', '10.10.0.11/16')
    .replaceAll(/10\.244\.([12])\./g, (_, n) => `${podNet(n === '1' ? 1 : k)}.`)
    .replaceAll('02:b2:57:49:04:a8', tunnelEnd(k))
    .replaceAll('02:9b:e9:01:b9:57', `02:9b:e9:01:${tail(k)}`)
    .replaceAll(/\b(node|web)-2\b/g, `$1-${k}`)
    .replaceAll(/-bb975\b|-cc094\b/g, `$&-${k}`)
    .replaceAll('"coredns"', `"coredns-${k}"`)
    // Pods and nodes are told apart by their UIDs.
    .replaceAll(/\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8})([0-9a-f]{4})\b/g, (all, head) =>
      k <= 2 ? all : head + tail(k).replace(':', ''),
    );

/** kube-proxy's rules for default/web with a backend on each node. */
function webRules(nodes: number): { readonly chains: string; readonly rules: string } {
  const all = Array.from({ length: nodes }, (_, i) => ({
    k: i + 1,
    chain: `KUBE-SEP-WEB${String(i + 1).padStart(13, '0')}`,
  }));
  const name = '-m comment --comment "default/web:http';
  return {
    chains: all.map(({ chain }) => `:${chain} - [0:0]`).join('\n'),
    rules: all
      .flatMap(({ k, chain }) => [
        `-A ${chain} -s ${webAddress(k)}/32 ${name}" -j KUBE-MARK-MASQ`,
        `-A ${chain} -p tcp ${name}" -m tcp -j DNAT --to-destination ${webAddress(k)}:8080`,
        `-A ${WEB} ${name} -> ${webAddress(k)}:8080" ${k < nodes ? `-m statistic --mode random --probability ${(1 / (nodes - k + 1)).toFixed(11)} ` : ''}-j ${chain}`,
      ])
      .join('\n'),
  };
}

function dump(k: number, nodes: number, blocked: boolean): string {
  const recorded = readFileSync(path.join(SCENARIO, `nodes/node-${k === 1 ? 1 : 2}.dump`), 'utf8');
  const others = Array.from({ length: nodes }, (_, i) => i + 1).filter((other) => other !== k);
  const web = webRules(nodes);
  let open = blocked;
  const lines = renamed(recorded, k === 1 ? 2 : k)
    // A frame without byte counts is one of a node without awk.
    .replaceAll(/( end 0) bytes=\d+/g, '$1')
    .split('\n')
    .flatMap((line) => {
      if (/^[\d.]+\/24 via [\d.]+ dev flannel\.1 onlink/.test(line))
        return others.map((o) => `${podNet(o)}.0/24 via ${podNet(o)}.0 dev flannel.1 onlink `);
      if (/^[\d.]+ dev flannel\.1 lladdr .* PERMANENT/.test(line))
        return others.map((o) => `${podNet(o)}.0 dev flannel.1 lladdr ${tunnelEnd(o)} PERMANENT `);
      if (/^[\da-f:]+ dev flannel\.1 dst /.test(line))
        return others.map((o) => `${tunnelEnd(o)} dev flannel.1 dst ${nodeAddress(o)} self permanent`);
      if (line.includes('kube-system/kube-dns:')) return [line.replaceAll(`${podNet(k)}.3`, `${podNet(2)}.3`)];
      if (line.startsWith(`-A ${WEB} ! -s`)) return [line, web.rules];
      if (line.startsWith(`-A ${WEB} `) || /^-A KUBE-SEP-\w+ .*"default\/web:http"/.test(line)) return [];
      if (line.startsWith(`:${WEB} `)) return [web.chains, line];
      if (open && line.startsWith('-A INPUT ')) {
        open = false;
        return [BLOCK, line];
      }
      return [line];
    });
  return lines.join('\n');
}

type Item = { metadata: { name: string }; spec?: { nodeName?: string } };
const read = (resource: string): string => readFileSync(path.join(SCENARIO, `objects/${resource}.json`), 'utf8');
/** Objects of the recording as they are in the bigger network. */
const objects = (resource: string): { items: Item[] } => JSON.parse(renamed(read(resource), 2));
const recordedItems = (resource: string): Item[] => (JSON.parse(read(resource)) as { items: Item[] }).items;

function bigCluster(dir: string, nodes: number, pods: number, dumps: number): void {
  const each = Array.from({ length: nodes - 2 }, (_, i) => i + 3);
  const again = (item: Item, k: number): Item => JSON.parse(renamed(JSON.stringify(item), k));
  const write = (file: string, content: string): void => writeFileSync(path.join(dir, file), content);
  const writeList = (resource: string, list: object): void => write(`objects/${resource}.json`, JSON.stringify(list));
  mkdirSync(path.join(dir, 'nodes'), { recursive: true });
  mkdirSync(path.join(dir, 'objects'), { recursive: true });
  write(
    'snapshot.json',
    readFileSync(path.join(SCENARIO, 'snapshot.json'), 'utf8').replace(/"cluster": *"[^"]*"/, '"cluster": "big"'),
  );
  for (const same of ['configmaps', 'daemonsets', 'namespaces', 'networkpolicies', 'services'])
    writeList(same, objects(same));

  const nodeList = objects('nodes');
  const second = recordedItems('nodes').find((n) => n.metadata.name === 'node-2') as Item;
  writeList('nodes', { ...nodeList, items: [...nodeList.items, ...each.map((k) => again(second, k))] });

  const podList = objects('pods');
  const onSecond = recordedItems('pods').filter((p) => p.spec?.nodeName === 'node-2');
  const items = [...podList.items, ...each.flatMap((k) => onSecond.map((p) => again(p, k)))];
  const web = onSecond.find((p) => p.metadata.name === 'web-2') as Item;
  for (let i = 0; items.length < pods; i++) {
    const k = (i % nodes) + 1;
    const address = `${podNet(k)}.${10 + Math.floor(i / nodes)}`;
    const more = JSON.stringify(again(web, k)).replaceAll(`${podNet(k)}.2"`, `${address}"`);
    items.push(JSON.parse(more.replaceAll(`"web-${k}"`, `"job-${i}"`).replaceAll('"app":"web"', '"app":"job"')));
  }
  writeList('pods', { ...podList, items });

  const slices = objects('endpointslices') as unknown as { items: (Item & { endpoints: object[] })[] };
  const slice = slices.items.find((s) => s.metadata.name.startsWith('web-'));
  const recordedSlice = (recordedItems('endpointslices') as typeof slices.items).find((s) =>
    s.metadata.name.startsWith('web-'),
  );
  const last = recordedSlice?.endpoints.at(-1);
  if (slice && last) slice.endpoints.push(...each.map((k) => JSON.parse(renamed(JSON.stringify(last), k))));
  writeList('endpointslices', slices);

  for (let k = 1; k <= dumps; k++) write(`nodes/node-${k}.dump`, dump(k, nodes, k === dumps));
}

const [dir = '', nodes = '300', pods = '0', dumps = nodes] = process.argv.slice(2);
bigCluster(dir, Number(nodes), Number(pods), Number(dumps));
