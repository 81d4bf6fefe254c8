/** arp_error_report() has a word for it, ndisc_error_report() has none. */
export const neighbourWord = (family: 4 | 6): string => (family === 4 ? 'NEIGH_FAILED' : 'NOT_SPECIFIED');
