import { addressWords, formatWords } from '@skoop/model';
import { memoise } from '../../namespace.ts';

/** How often each address of a list was seen, by the address as the walk writes it. */
export type RecentList = ReadonlyMap<string, number>;

const ENTRY = /^src=(\S+) ttl: \d+ last_seen: \d+ oldest_pkt: \d+ ?(.*)$/;

/** The lists of `-m recent` by name, as /proc/net/xt_recent shows them. net/netfilter/xt_recent.c: recent_seq_show() */
export const recentLists = memoise((dump): ReadonlyMap<string, RecentList> => {
  const lists = new Map<string, Map<string, number>>();
  const section = dump.sections.find((s) => s.name === 'xt-recent');
  if (section?.status !== 0 || section.truncated) return lists;
  let list: Map<string, number> | undefined;
  for (const line of section.text.split('\n')) {
    if (line.startsWith('# ')) {
      list = new Map();
      lists.set(line.slice(2), list);
    }
    const [, address = '', stamps = ''] = ENTRY.exec(line) ?? [];
    const words = addressWords(address);
    if (words) list?.set(formatWords(words), stamps.split(',').filter((s) => s.trim() !== '').length);
  }
  return lists;
});
