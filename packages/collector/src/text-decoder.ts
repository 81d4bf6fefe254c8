/** The part of the platform's TextDecoder that is used here; it is in Node and in browsers, but in no ES library. */
declare const TextDecoder: new (encoding?: string) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** UTF-16 with its byte order mark: what PowerShell's `>` writes. */
export const isUtf16 = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe;

/** UTF-8, or UTF-16 where a mark says so; bytes that are none become U+FFFD. */
export const decodeText = (bytes: Uint8Array): string =>
  new TextDecoder(isUtf16(bytes) ? 'utf-16le' : 'utf-8').decode(bytes);
export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
