/** The part of the platform's TextDecoder that is used here; it is in Node and in browsers, but in no ES library. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** UTF-8; bytes that are none become U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
