/** `2026-11-23 14:02:11 UTC` of an RFC 3339 time in UTC; other offsets are shown as given; '' stays ''. */
export function moment(time: string): string {
  const m = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|z|[+-]\d\d:\d\d)$/.exec(time);
  if (!m) return time;
  const zone = m[3] ?? 'Z';
  return `${m[1]} ${m[2]} ${/^[zZ]$|^[+-]00:00$/.test(zone) ? 'UTC' : zone}`;
}
