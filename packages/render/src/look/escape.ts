// Controls but tab and line ends, direction overrides and invisible marks, noncharacters.
const CONTROL = /(?![\t\n\r])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Untrusted text without control characters, terminal sequences, direction overrides and broken code points. */
export const plain = (text: string): string => text.replace(CONTROL, '').replace(LONE_SURROGATE, '\ufffd');

/** One line of it. */
export const oneLine = (text: string): string => plain(text.replace(/\s+/g, ' ')).trim();

/** A sentence of ours for a picture: what it sets as `code` stands there as it is. */
export const drawnSentence = (text: string): string => oneLine(text).replaceAll('`', '');

/** For text and attribute values of XML and HTML. */
export const xml = (text: string): string =>
  plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
