const words = (value: unknown): string => {
  if (value === null || value === undefined || value === '' || value === false) return '';
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join('; ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([k, v]) => (v === true || v === 'true' ? k : `${k} ${words(v)}`))
      .filter((text) => !text.endsWith(' '))
      .join(', ');
  return String(value);
};

/** The fields of a record that say something, as words. */
export function recordFields(record: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(record)
    .filter(([key]) => key !== 'line' && key !== 'text')
    .map(([key, value]) => [key.replace(/([A-Z])/g, ' $1').toLowerCase(), words(value)] as const)
    .filter(([, value]) => value !== '');
}
