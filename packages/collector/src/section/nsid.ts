import { eachLine, integer, wordsOf } from '../line.ts';

/** Ids that the node's namespace gave to others: `ip link` names the other end of a veth by them. */
export type NetnsIds = {
  readonly byInode: ReadonlyMap<string, number>;
  readonly byName: ReadonlyMap<string, number>;
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
  return { byInode, byName };
}
