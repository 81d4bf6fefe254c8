/** How much slower than a real machine the kernel under test runs: emulated ones say so by this variable. 1 by default. */
export const SLOWNESS = Math.max(1, Number(process.env.SKOOP_LAB_SLOWNESS ?? 1) || 1);
