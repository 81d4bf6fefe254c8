export { parseDump } from './parse-dump.ts';
