export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|(?<![\w*])[*_]([^*_\s](?:[^*_]*[^*_\s])?)[*_](?![\w*])|\[([^\]]+)\]\(([^)\s]+)\)/g;
/** Only addresses that cannot run anything. */
const SAFE_LINK = /^(https?:\/\/|\/|#|\.{0,2}\/)/;

export function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    const [all, code, strong, emphasis, label, href] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis });
    else if (label !== undefined && href !== undefined)
      parts.push(SAFE_LINK.test(href) ? { kind: 'link', text: label, href } : { kind: 'text', text: label });
    from = match.index + all.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

const cells = (line: string): readonly (readonly Inline[])[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseInline(cell.trim()));

const BULLET = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const ENDS_PARAGRAPH = /^(#{1,6} |```|\s*(?:[-*+]|\d+[.)])\s|\|)/;

/** The Markdown that our documents use: headings, paragraphs, lists, code, tables. Anything else is a paragraph. */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let i = 0;
  const take = (while_: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[i]; line !== undefined && while_(line); line = lines[i]) {
      taken.push(line);
      i++;
    }
    return taken;
  };
  while (i < lines.length) {
    const line = lines[i] ?? '';
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (line.trim() === '') i++;
    else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? '') });
      i++;
    } else if (line.startsWith('```')) {
      i++;
      const code = take((l) => !l.startsWith('```'));
      i++;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else if (BULLET.test(line)) {
      const ordered = BULLET.exec(line)?.[1] !== undefined;
      const items: string[] = [];
      for (const l of take((l) => BULLET.test(l) || /^\s{2,}\S/.test(l))) {
        const item = BULLET.exec(l)?.[2];
        if (item !== undefined) items.push(item);
        else items.push(`${items.pop() ?? ''} ${l.trim()}`);
      }
      blocks.push({ kind: 'list', ordered, items: items.map(parseInline) });
    } else if (line.startsWith('|')) {
      const [head = '', , ...rows] = take((l) => l.startsWith('|'));
      blocks.push({ kind: 'table', head: cells(head), rows: rows.map(cells) });
    } else {
      i++;
      const rest = take((l) => l.trim() !== '' && !ENDS_PARAGRAPH.test(l));
      blocks.push({ kind: 'paragraph', text: parseInline([line, ...rest].map((l) => l.trim()).join(' ')) });
    }
  }
  return blocks;
}
