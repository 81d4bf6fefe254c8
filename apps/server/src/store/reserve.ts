import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { sqliteErrorName } from './sqlite.ts';

/** Enough for the log of a few deletions. */
const RESERVE_BYTES = 512 * 1024;

/**
 * Room set aside on the disk, so that things can be deleted when it is full: a deletion, too, is first written to the log.
 * `withRoom` gives the room up if an act needs it, tries the act again, and sets room aside anew when there is some.
 */
export type Reserve = { readonly withRoom: <T>(act: () => Promise<T>) => Promise<T> };

export function createReserve(path: string, checkpoint: () => void): Reserve {
  if (path === ':memory:') return { withRoom: (act) => act() };
  const file = `${path}-reserve`;
  setAside(file);
  return {
    withRoom: async (act) => {
      try {
        return await act();
      } catch (error) {
        if (sqliteErrorName(error) !== 'SQLITE_FULL') throw error;
        rmSync(file, { force: true });
        const result = await act();
        tidy(checkpoint);
        setAside(file);
        return result;
      }
    },
  };
}

function setAside(file: string): void {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return;
    const descriptor = openSync(file, 'w', 0o600);
    try {
      writeSync(descriptor, Buffer.alloc(RESERVE_BYTES));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // No room for the reserve is no reason not to start: what needs the room will say so.
    rmSync(file, { force: true });
  }
}

/** Moves the log into the database, so that its room can be used again; that itself may find no room yet. */
function tidy(checkpoint: () => void): void {
  try {
    checkpoint();
  } catch (error) {
    if (sqliteErrorName(error) === undefined) throw error;
  }
}
