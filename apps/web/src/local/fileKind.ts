/** What a file is by its name: a packed snapshot, or a diagnosis somebody exported. */
export function fileKind(name: string): 'snapshot' | 'report' | undefined {
  const lower = name.toLowerCase();
  if (/\.(tar\.gz|tgz|gz)$/.test(lower)) return 'snapshot';
  return /\.(html?|json)$/.test(lower) ? 'report' : undefined;
}
