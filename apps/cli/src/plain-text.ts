/** Control characters of an untrusted text never reach the terminal. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?');
