import { randomBytes } from 'node:crypto';

/** 32 letters and digits that are not mistaken for each other. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 16 characters, 80 random bits: short enough to read out, too many to guess. */
export const newId = (): string => Array.from(randomBytes(16), (byte) => ALPHABET[byte & 31]).join('');

export const isId = (text: string): boolean => /^[0-9a-hjkmnp-tv-z]{16}$/.test(text);
