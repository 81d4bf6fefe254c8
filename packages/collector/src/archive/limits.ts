/** What unpacking may cost. A real cluster's dumps shrink 10 to 60 times; a bomb a thousand times. */
export type ArchiveLimits = {
  /** Bytes of all files together. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Unpacked to packed; only looked at above `freeBytes`. */
  readonly maxRatio: number;
  readonly freeBytes: number;
};

export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxBytes: 1 << 30,
  maxFiles: 20_000,
  maxRatio: 250,
  freeBytes: 16 << 20,
};
