/** What part of the picture is shown, and how large. Screen = picture × zoom + (x, y). */
export type Viewport = { readonly zoom: number; readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };

/** Letters stay readable: smaller than this scrolls instead, larger wastes the room. */
const SMALLEST = 0.85;
const LARGEST = 1.25;
const MARGIN = 12;

/** The whole picture if its letters stay readable, else as much as fits with `focus` in sight. */
export function fitted(picture: Size, room: Size, focus?: { readonly x: number; readonly y: number }): Viewport {
  const fits = Math.min((room.width - 2 * MARGIN) / picture.width, (room.height - 2 * MARGIN) / picture.height);
  const zoom = Math.min(LARGEST, Math.max(SMALLEST, fits));
  const along = (length: number, space: number, at: number | undefined): number => {
    const size = length * zoom;
    if (size <= space - MARGIN) return (space - size) / 2;
    const wished = at === undefined ? MARGIN : space / 2 - at * zoom;
    return Math.min(MARGIN, Math.max(space - size - MARGIN, wished));
  };
  return { zoom, x: along(picture.width, room.width, focus?.x), y: along(picture.height, room.height, focus?.y) };
}

/** Moved, but never so far that the picture is out of sight. */
export function panned(v: Viewport, dx: number, dy: number, picture: Size, room: Size): Viewport {
  const keep = 80;
  const within = (at: number, length: number, space: number) =>
    Math.min(space - keep, Math.max(keep - length * v.zoom, at));
  return {
    ...v,
    x: within(v.x + dx, picture.width, room.width),
    y: within(v.y + dy, picture.height, room.height),
  };
}

/** Zoomed around a point of the screen. */
export function zoomed(v: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const zoom = Math.min(2.5, Math.max(0.3, v.zoom * factor));
  const ratio = zoom / v.zoom;
  return { zoom, x: at.x - (at.x - v.x) * ratio, y: at.y - (at.y - v.y) * ratio };
}

/** The nearest viewport that shows a box with some air around it. */
export function revealed(
  v: Viewport,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  room: Size,
): Viewport {
  const air = 28;
  const along = (at: number, from: number, length: number, space: number): number => {
    const start = from * v.zoom + at;
    const end = start + length * v.zoom;
    if (start < air) return at + air - start;
    return end > space - air ? at - (end - space + air) : at;
  };
  return { ...v, x: along(v.x, box.x, box.width, room.width), y: along(v.y, box.y, box.height, room.height) };
}
