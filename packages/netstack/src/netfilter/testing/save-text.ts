import type { ConntrackRecord, Family, IpsetRecord, IptablesBackend, IptablesDump } from '@skoop/model';

/** Words of a line of iptables-save, unquoted. */
export function words(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((m) =>
    m[1] === undefined ? (m[2] ?? '') : m[1].replace(/\\(.)/g, '$1'),
  );
}

/** Text of iptables-save as the record that the collector makes of it; enough for tests. */
export function iptablesDump(text: string, family: Family = 4, backend: IptablesBackend = 'legacy'): IptablesDump {
  type Chain = { name: string; line: number; policy?: string; rules: { line: number; args: string[]; text: string }[] };
  const tables: { name: string; line: number; chains: Chain[] }[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    const table = tables.at(-1);
    if (line.startsWith('*')) tables.push({ name: line.slice(1), line: i + 1, chains: [] });
    else if (line.startsWith(':') && table) {
      const [name = '', policy = '-'] = line.slice(1).split(' ');
      table.chains.push({ name, line: i + 1, rules: [], ...(policy === '-' ? {} : { policy }) });
    } else if (line.startsWith('-A ') && table) {
      const [, chain = '', ...args] = words(line);
      table.chains.find((c) => c.name === chain)?.rules.push({ line: i + 1, args, text: line });
    }
  });
  const section = `ip${family === 6 ? '6' : ''}tables-${backend}-save`;
  return { backend, family, section, tables };
}

/** Text of `ipset save`. */
export function ipsetRecords(text: string): IpsetRecord[] {
  type Building = { -readonly [K in keyof IpsetRecord]: IpsetRecord[K] } & {
    entries: IpsetRecord['entries'][number][];
  };
  const sets: Building[] = [];
  text.split('\n').forEach((raw, i) => {
    const [verb, name = '', third = '', ...rest] = words(raw);
    const options: Record<string, string> = {};
    for (let k = 0; k < rest.length; k++) {
      const word = rest[k] ?? '';
      if (['nomatch', 'counters', 'comment', 'skbinfo', 'forceadd'].includes(word) && verb === 'create')
        options[word] = 'true';
      else if (word !== 'nomatch') options[word] = rest[++k] ?? '';
    }
    const line = i + 1;
    if (verb === 'create')
      sets.push({ line, name, type: third, family: options.family === 'inet6' ? 6 : 4, options, entries: [] });
    else if (verb === 'add')
      sets
        .find((s) => s.name === name)
        ?.entries.push({ line, value: third, nomatch: rest.includes('nomatch'), options });
  });
  return sets;
}

/** Text of `conntrack -L -o extended`. */
export function conntrackRecords(text: string): ConntrackRecord[] {
  return text.split('\n').flatMap((raw, i) => {
    const [family, , protocol, , timeout, ...rest] = raw.split(/\s+/);
    if (family !== 'ipv4' && family !== 'ipv6') return [];
    const values = (key: string): string[] =>
      rest.filter((w) => w.startsWith(`${key}=`)).map((w) => w.slice(key.length + 1));
    const tuple = (n: number): ConntrackRecord['original'] => {
      const [sport, dport] = [values('sport')[n], values('dport')[n]];
      const type = values('type')[n];
      return {
        source: values('src')[n] ?? '',
        destination: values('dst')[n] ?? '',
        ...(sport === undefined ? {} : { sourcePort: Number(sport) }),
        ...(dport === undefined ? {} : { destinationPort: Number(dport) }),
        ...(type === undefined
          ? {}
          : { icmp: { type: Number(type), code: Number(values('code')[n]), id: Number(values('id')[n]) } }),
      };
    };
    const state = rest.find((w) => /^[A-Z_0-9]+$/.test(w));
    return [
      {
        line: i + 1,
        family: family === 'ipv4' ? 4 : 6,
        protocol: protocol ?? '',
        ...(state === undefined ? {} : { state }),
        original: tuple(0),
        reply: tuple(1),
        flags: rest.filter((w) => /^\[[A-Z]+\]$/.test(w)).map((w) => w.slice(1, -1)),
        mark: Number(values('mark')[0] ?? 0),
        zone: Number(values('zone')[0] ?? 0),
        timeout: Number(timeout),
      },
    ];
  });
}
