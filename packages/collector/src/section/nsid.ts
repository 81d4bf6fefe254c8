import { eachLine, integer, wordsOf } from '../line.ts';

/** Ids that the node's namespace gave to others: `ip link` names the other end of a veth by them. */
export type NetnsIds = {
  readonly byInode: ReadonlyMap<string, number>;
  readonly byName: ReadonlyMap<string, number>;
  /** By the name as collect.sh frames it. */
  readonly byFrameName: ReadonlyMap<string, number>;
};

/** `lsns -t net -n -o NS,NETNSID; ip netns list-id`. */
export function parseNetnsIds(text: string): NetnsIds {
  const byInode = new Map<string, number>();
  const byName = new Map<string, number>();
  eachLine(text, (line) => {
    const named = /^nsid (\d+) .*netns name: (.*)\)\s*$/.exec(line);
    const id = integer(named?.[1]);
    if (named && id !== undefined) byName.set(named[2] ?? '', id);
    const [inode, number] = wordsOf(line);
    const nsid = integer(number);
    if (inode !== undefined && /^\d+$/.test(inode) && nsid !== undefined) byInode.set(inode, nsid);
  });
  return { byInode, byName, byFrameName: new Map([...byName].map(([name, id]) => [frameName(name), id])) };
}

/** collect.sh writes what is no plain word of a name as `_`. */
const frameName = (name: string): string => name.replace(/[^A-Za-z0-9._:@/-]/g, '_');
