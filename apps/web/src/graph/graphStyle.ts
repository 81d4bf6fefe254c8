import type { Palette } from '@skoop/render';
import type { StylesheetJson } from 'cytoscape';

/** The grammar of the picture for Cytoscape: shape is the role, stroke the outcome, line style taken, promised or unknown. */
export function graphStyle(p: Palette): StylesheetJson {
  const tone = (name: string, colour: string) => ({
    selector: `.line.${name}`,
    style: { 'line-color': colour, 'target-arrow-color': colour },
  });
  const state = (name: string, style: Readonly<Record<string, unknown>>) => ({ selector: `.card.${name}`, style });
  return [
    {
      selector: 'node',
      style: {
        width: 'data(w)',
        height: 'data(h)',
        'z-index-compare': 'manual',
        'overlay-opacity': 0,
        'bounds-expansion': 0,
        events: 'no',
      },
    },
    { selector: '.dot', style: { width: 0.01, height: 0.01, opacity: 0, 'z-index': 0 } },
    { selector: '.guide', style: { shape: 'rectangle', 'background-color': p.line, 'z-index': 0 } },
    {
      selector: '.underlay',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 12,
        'background-color': p.sunken,
        'border-width': 1.2,
        'border-color': p.line,
        'z-index': 1,
      },
    },
    {
      selector: '.lane',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 12,
        'background-color': p.surface,
        'border-width': 1.2,
        'border-color': p.line,
        'z-index': 2,
      },
    },
    {
      selector: '.lane.unreached',
      style: { 'border-color': p['ghost-line'], 'border-style': 'dashed', 'border-dash-pattern': [6, 5] },
    },
    { selector: '.lane.bad', style: { 'background-color': p['bad-lane'], 'border-color': p.bad, 'border-width': 1.4 } },
    { selector: '.lane.unk', style: { 'background-color': p['unk-lane'], 'border-color': p.unk, 'border-width': 1.4 } },
    {
      selector: '.lane.unk.unreached',
      style: { 'border-style': 'dashed', 'border-dash-pattern': [1.5, 4], 'border-cap': 'round' },
    },
    {
      selector: '.card',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 'data(radius)',
        'background-color': p.raised,
        'border-width': 1.2,
        'border-color': p.line2,
        'border-position': 'center',
        'z-index': 5,
        'outline-color': p.sel,
        'outline-offset': 3,
      },
    },
    { selector: '.card.cut', style: { shape: 'cut-rectangle' } },
    state('delivered', { 'background-color': p['ok-bg'], 'border-color': p.ok, 'border-width': 1.8 }),
    state('dropped', { 'border-color': p.bad, 'border-width': 1.8 }),
    state('promised', {
      'background-opacity': 0,
      'border-color': p['ghost-line'],
      'border-width': 1.3,
      'border-style': 'dashed',
      'border-dash-pattern': [5, 4],
    }),
    state('unknown', {
      'background-opacity': 0,
      'border-color': p.unk,
      'border-width': 1.3,
      'border-style': 'dashed',
      'border-dash-pattern': [1.5, 3.5],
    }),
    { selector: '.card.chosen', style: { 'outline-width': 2 } },
    {
      selector: '.line',
      style: {
        width: 'data(width)',
        'curve-style': 'straight',
        'source-endpoint': 'inside-to-node',
        'target-endpoint': 'inside-to-node',
        'z-index-compare': 'manual',
        'z-index': 3,
        'arrow-scale': 1,
        'overlay-opacity': 0,
        events: 'yes',
      },
    },
    {
      selector: '.line.bent',
      style: {
        'curve-style': 'round-segments',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': [12],
        'radius-type': ['arc-radius'],
        'edge-distances': 'node-position',
      },
    },
    tone('ok', p.ok),
    tone('bad', p.bad),
    tone('unk', p.unk),
    tone('ink', p.ink),
    tone('ghost', p['ghost-line']),
    tone('inner', p.surface),
    { selector: '.line.dashed', style: { 'line-style': 'dashed', 'line-dash-pattern': [6, 5] } },
    { selector: '.line.dotted', style: { 'line-style': 'dashed', 'line-dash-pattern': [0.1, 6], 'line-cap': 'round' } },
    { selector: '.line.headed', style: { 'target-arrow-shape': 'triangle' } },
    { selector: '.faded', style: { opacity: 0.35 } },
  ] as StylesheetJson;
}
