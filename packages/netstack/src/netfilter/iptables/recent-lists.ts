import { addressWords, formatWords } from '@skoop/model';
import { memoise } from '../../namespace.ts';

/** How long before the dump each packet of an address was seen, in seconds; undefined: the dump does not tell. */
export type RecentList = ReadonlyMap<string, readonly (number | undefined)[]>;

const ENTRY = /^src=(\S+) ttl: \d+ last_seen: \d+ oldest_pkt: \d+ ?(.*)$/;
/** Lines of /proc/timer_list before the lists. kernel/time/timer_list.c: timer_list_show(), print_cpu() */
const UPTIME = /^now at (\d+) nsecs$/m;
const JIFFIES = /^jiffies: (\d+)$/m;

/** CONFIG_HZ. */
const FREQUENCIES = [100, 250, 300, 1000];
/** INITIAL_JIFFIES of include/linux/jiffies.h: 32 bits are full 300 s after the start. */
const FULL = { jiffies: 2 ** 32, seconds: 300 };

/** Turns a stamp of the lists into seconds before the dump, where that tells the time of the node in both ways. */
function clock(text: string): (stamp: string) => number | undefined {
  const jiffies = Number(JIFFIES.exec(text)?.[1] ?? Number.NaN);
  const uptime = Number(UPTIME.exec(text)?.[1] ?? Number.NaN) / 1e9;
  const isRight = (hz: number): boolean =>
    Math.abs(FULL.jiffies + (uptime - FULL.seconds) * hz - jiffies) <= Math.max(2, uptime / 1000) * hz;
  const fitting = FREQUENCIES.filter(isRight);
  const [hz] = fitting;
  return (stamp) => (hz === undefined || fitting.length > 1 ? undefined : (jiffies - Number(stamp)) / hz);
}

/** The lists of `-m recent` by name, as /proc/net/xt_recent shows them. net/netfilter/xt_recent.c: recent_seq_show() */
export const recentLists = memoise((dump): ReadonlyMap<string, RecentList> => {
  const lists = new Map<string, Map<string, readonly (number | undefined)[]>>();
  const section = dump.sections.find((s) => s.name === 'xt-recent');
  if (section?.status !== 0 || section.truncated) return lists;
  const before = clock(section.text);
  let list: Map<string, readonly (number | undefined)[]> | undefined;
  for (const line of section.text.split('\n')) {
    if (line.startsWith('# ')) {
      list = new Map();
      lists.set(line.slice(2), list);
    }
    const [, address = '', stamps = ''] = ENTRY.exec(line) ?? [];
    const words = addressWords(address);
    const seen = stamps.split(',').filter((s) => s.trim() !== '');
    if (words) list?.set(formatWords(words), seen.map(before));
  }
  return lists;
});
