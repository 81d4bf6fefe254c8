/** The framed stream that collect.sh prints, taken apart. Its grammar is at the top of collect.sh. */

export type FramedSection = {
  readonly name: string;
  readonly command: string;
  /** Exit status; -1 where the command was stopped. */
  readonly status: number;
  /** Bytes of the output within the dump. */
  readonly start: number;
  readonly end: number;
  /** Shorter or longer than the frame says, stopped, or over the collector's limit. */
  readonly truncated: boolean;
  readonly error: string;
};

export type FramedNamespace = {
  readonly id: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly sections: readonly FramedSection[];
  /** The stream ended within it. */
  readonly cut: boolean;
};

export type Framed = {
  readonly version: number;
  readonly header: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
  readonly namespaces: readonly FramedNamespace[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** `end-dump` was seen. */
  readonly complete: boolean;
};

const LINE_FEED = 10;

const ascii = (bytes: Uint8Array, from: number, to: number): string => {
  let out = '';
  for (let i = from; i < to; i++) out += String.fromCharCode(bytes[i] ?? 0);
  return out;
};

/** undefined: the bytes are no dump at all. Never throws. */
export function readFrame(bytes: Uint8Array, decode: (part: Uint8Array) => string): Framed | undefined {
  const firstEnd = endOfLine(bytes, 0);
  const head = /^skoop-dump (\d+) (\S{4,128})\s*$/.exec(ascii(bytes, 0, Math.min(firstEnd, 200)));
  if (!head) return undefined;
  const reader = new FrameReader(Number(head[1]));
  for (const marker of markers(bytes, firstEnd + 1, head[2] ?? '')) {
    const text = decode(bytes.subarray(marker.textStart, marker.textEnd)).replace(/\r$/, '');
    const space = text.indexOf(' ');
    const word = space < 0 ? text : text.slice(0, space);
    reader.take(word, space < 0 ? '' : text.slice(space + 1), marker);
  }
  return reader.finish(bytes.length);
}

type Marker = {
  readonly lineStart: number;
  readonly textStart: number;
  readonly textEnd: number;
  readonly next: number;
};

function endOfLine(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.length : at;
}

function* markers(bytes: Uint8Array, from: number, boundary: string): Generator<Marker> {
  const prefix = Array.from(`${boundary} `, (c) => c.charCodeAt(0));
  for (let at = from; at < bytes.length; ) {
    const end = endOfLine(bytes, at);
    if (bytes[at] === prefix[0] && prefix.every((code, i) => bytes[at + i] === code)) {
      // A last line without its line feed was cut: what it says is not to be trusted.
      if (end < bytes.length) yield { lineStart: at, textStart: at + prefix.length, textEnd: end, next: end + 1 };
    }
    at = end + 1;
  }
}

type Open = { name: string; command: string; start: number };
type OpenNamespace = { id: string; attributes: ReadonlyMap<string, string>; sections: FramedSection[] };

class FrameReader {
  readonly #version: number;
  readonly #header = new Map<string, string>();
  readonly #notes: string[] = [];
  readonly #namespaces: FramedNamespace[] = [];
  readonly #skipped: { id: string; reason: string }[] = [];
  #namespace: OpenNamespace | undefined;
  #section: Open | undefined;
  /** Exit status of a section within it, where the node has no awk to move it to the end. */
  #reported: { readonly status: string; readonly lineStart: number } | undefined;
  #complete = false;

  constructor(version: number) {
    this.#version = version;
  }

  take(word: string, rest: string, at: Marker): void {
    if (this.#complete) return;
    if (word === 'command') {
      if (this.#section) {
        this.#section.command = rest;
        this.#section.start = at.next;
      }
    } else if (word === 'end') this.#endSection(rest, at.lineStart);
    else if (word === 'status') this.#reported = { status: rest, lineStart: at.lineStart };
    else {
      this.#cutSection(at.lineStart);
      if (word === 'section') this.#section = { name: rest, command: '', start: at.next };
      else if (word === 'namespace') this.#beginNamespace(rest);
      else if (word === 'skipped') this.#skip(rest);
      else if (word === 'note') this.#notes.push(rest);
      else if (word === 'end-dump') {
        this.#closeNamespace(false);
        this.#complete = true;
      } else this.#header.set(word, rest);
    }
  }

  finish(length: number): Framed {
    if (!this.#complete) {
      this.#cutSection(length);
      this.#closeNamespace(true);
    }
    return {
      version: this.#version,
      header: this.#header,
      notes: this.#notes,
      namespaces: this.#namespaces,
      skipped: this.#skipped,
      complete: this.#complete,
    };
  }

  #endSection(rest: string, lineStart: number): void {
    const open = this.#section;
    this.#section = undefined;
    if (!open) return;
    const match = /^(\S+)(?: bytes=(\d+))?( limit)?(?: error (.*))?/.exec(rest);
    const reported = match?.[1] === 'status' ? this.#reported : undefined;
    this.#reported = undefined;
    // The line feed before the marker belongs to the frame.
    const end = Math.max(open.start, (reported?.lineStart ?? lineStart) - 1);
    const said = match?.[2] === undefined ? end - open.start : Number(match[2]);
    const word = reported?.status ?? match?.[1] ?? '';
    const status = /^\d{1,5}$/.test(word) ? Number(word) : -1;
    this.#namespace?.sections.push({
      name: open.name,
      command: open.command,
      status,
      start: open.start,
      end,
      truncated: status < 0 || said !== end - open.start || match?.[3] !== undefined,
      error: (match?.[4] ?? '').trim(),
    });
  }

  #cutSection(end: number): void {
    const open = this.#section;
    this.#section = undefined;
    if (open)
      this.#namespace?.sections.push({
        ...open,
        end: Math.max(open.start, end),
        status: -1,
        truncated: true,
        error: '',
      });
  }

  #beginNamespace(rest: string): void {
    this.#closeNamespace(false);
    const [id = '', ...pairs] = rest.split(' ');
    const attributes = new Map(
      pairs.filter((p) => p.includes('=')).map((p) => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)]),
    );
    this.#namespace = { id, attributes, sections: [] };
  }

  #closeNamespace(cut: boolean): void {
    if (this.#namespace) this.#namespaces.push({ ...this.#namespace, cut });
    this.#namespace = undefined;
  }

  #skip(rest: string): void {
    const space = rest.indexOf(' ');
    this.#skipped.push(
      space < 0 ? { id: rest, reason: '' } : { id: rest.slice(0, space), reason: rest.slice(space + 1) },
    );
  }
}
