import type { Layout, PathView } from '@skoop/render';
import { type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { onThemeChange } from '../shell/theme.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { CanvasGraph } from './canvasGraph.ts';
import { GraphWords } from './GraphWords.tsx';
import { layoutFor } from './roomySizes.ts';
import { fitted, panned, revealed, type Size, type Viewport, zoomed } from './viewport.ts';

type Props = {
  view: PathView;
  /** Selected card; where the picture is too large to be seen whole, it is brought into sight. */
  card: string | undefined;
  /** Branch that others fade behind; undefined: all are alike. */
  branch: string | undefined;
  /** Name of the picture for those who do not see it. */
  label: string;
  onCard: (card: string) => void;
  onBranch: (branch: string) => void;
};

const NO_SIZE: Size = { width: 0, height: 0 };

function useSize(element: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NO_SIZE);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setSize({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

const focusOf = (layout: Layout, card: string | undefined) => {
  const placed = layout.cards.find((c) => c.card.id === card);
  return placed && { x: placed.x + placed.width / 2, y: placed.y + placed.height / 2 };
};

/** The path as a picture: shapes on Cytoscape's canvas, words and hop buttons over them, one viewport for both. */
export function PathGraph({ view, card, branch, label, onCard, onBranch }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const graph = useRef<CanvasGraph>(undefined);
  const viewport = useRef<Viewport>({ zoom: 1, x: 0, y: 0 });
  const room = useSize(stage);
  const layout = useMemo(() => layoutFor(view, room), [view, room]);
  const picture = layout;

  const show = useCallback((next: Viewport) => {
    viewport.current = next;
    graph.current?.show(next);
    if (words.current) words.current.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.zoom})`;
  }, []);

  const latest = useRef({ branch, card, onBranch });
  latest.current = { branch, card, onBranch };

  useEffect(() => {
    let gone = false;
    void import('cytoscape').then(({ default: cytoscape }) => {
      if (gone || !canvas.current) return;
      graph.current = new CanvasGraph(cytoscape, canvas.current, layout, view.strands);
      graph.current.onBranch = (id) => latest.current.onBranch(id);
      graph.current.choose(latest.current.card, latest.current.branch);
      graph.current.show(viewport.current);
    });
    const stop = onThemeChange(() => graph.current?.restyle());
    return () => {
      gone = true;
      stop();
      graph.current?.destroy();
      graph.current = undefined;
    };
  }, [layout, view]);

  useLayoutEffect(() => {
    if (room.width === 0) return;
    graph.current?.resize();
    show(fitted(layout, room, focusOf(layout, latest.current.card)));
  }, [layout, room, show]);

  useEffect(() => {
    graph.current?.choose(card, branch);
    const placed = layout.cards.find((c) => c.card.id === card);
    if (placed && room.width > 0) show(revealed(viewport.current, placed, room));
  }, [card, branch, layout, room, show]);

  // Not a React handler: those cannot forbid the page's own zoom.
  useEffect(() => {
    const target = stage.current;
    if (!target) return;
    const onWheel = (event: WheelEvent) => {
      const box = target.getBoundingClientRect();
      const now = viewport.current;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        show(zoomed(now, Math.exp(-event.deltaY / 240), at));
        return;
      }
      const overflows = layout.width * now.zoom > box.width || layout.height * now.zoom > box.height;
      if (!overflows) return;
      event.preventDefault();
      show(panned(now, -event.deltaX, -event.deltaY, layout, { width: box.width, height: box.height }));
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [layout, show]);

  useShortcuts({ fit: () => show(fitted(picture, room, focusOf(layout, card))) });

  const drag = useRef<{ x: number; y: number } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest('button')) return;
    drag.current = { x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag.current) return;
    const [dx, dy] = [event.clientX - drag.current.x, event.clientY - drag.current.y];
    if (event.buttons === 0) {
      drag.current = undefined;
      return;
    }
    if (Math.abs(dx) + Math.abs(dy) > 3 && !stage.current?.hasPointerCapture(event.pointerId))
      stage.current?.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY };
    show(panned(viewport.current, dx, dy, picture, room));
  };
  return (
    <div
      className="graph"
      ref={stage}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = undefined;
      }}
    >
      <div className="graph-canvas" ref={canvas} role="img" aria-label={label} />
      <div className="graph-words" ref={words}>
        <GraphWords view={view} layout={layout} card={card} branch={branch} onCard={onCard} onBranch={onBranch} />
      </div>
    </div>
  );
}
