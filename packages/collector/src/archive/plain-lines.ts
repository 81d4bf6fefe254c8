import { decodeText, encodeText, isUtf16 } from '../text-decoder.ts';

const LF = 10;
const CR = 13;

/**
 * A dump as the node printed it, where it came through a Windows console: `ssh root@node sh -s > node.dump` in PowerShell writes UTF-16
 * with CR LF. Those bytes are nobody's output, and without them the counted bytes of each section are right again. All other
 * dumps come back as they are.
 */
export function plainLines(bytes: Uint8Array): Uint8Array {
  if (isUtf16(bytes)) return withoutReturns(encodeText(decodeText(bytes)));
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  return withoutReturns(marked);
}

/** Only where the first line, which is the frame's own, ends so: a lone CR LF further down is what a command printed. */
function withoutReturns(bytes: Uint8Array): Uint8Array {
  const first = bytes.indexOf(LF);
  if (first < 1 || bytes[first - 1] !== CR) return bytes;
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== CR || bytes[i + 1] !== LF) out[length++] = byte;
  }
  return out.subarray(0, length);
}
