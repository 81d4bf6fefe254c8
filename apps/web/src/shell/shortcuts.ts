/** Every shortcut of the app, once: handlers, tooltips and the `?` dialog read this list. */
export type ShortcutId =
  | 'palette'
  | 'help'
  | 'next-hop'
  | 'previous-hop'
  | 'next-step'
  | 'previous-step'
  | 'next-branch'
  | 'previous-branch'
  | 'direction'
  | 'tab-graph'
  | 'tab-table'
  | 'tab-findings'
  | 'tab-raw'
  | 'fit'
  | 'copy-link'
  | 'copy-picture'
  | 'export'
  | 'rerun'
  | 'swap-sides'
  | 'go-new'
  | 'go-history'
  | 'go-cluster';

export type Shortcut = {
  readonly id: ShortcutId;
  /** As `KeyboardEvent.key` says, lower case; `ctrl+` also stands for the command key. */
  readonly key: string;
  readonly shown: string;
  readonly does: string;
  readonly group: 'Everywhere' | 'Diagnosis';
};

export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'palette', key: 'ctrl+k', shown: 'Ctrl K', does: 'Find or run', group: 'Everywhere' },
  { id: 'help', key: '?', shown: '?', does: 'Show the keyboard shortcuts', group: 'Everywhere' },
  { id: 'go-new', key: 'q', shown: 'Q', does: 'Ask a new question', group: 'Everywhere' },
  { id: 'go-history', key: 'h', shown: 'H', does: 'Open the history', group: 'Everywhere' },
  { id: 'go-cluster', key: 'l', shown: 'L', does: 'Open the cluster', group: 'Everywhere' },
  { id: 'next-hop', key: 'j', shown: 'J', does: 'Next hop', group: 'Diagnosis' },
  { id: 'previous-hop', key: 'k', shown: 'K', does: 'Previous hop', group: 'Diagnosis' },
  { id: 'next-step', key: 'n', shown: 'N', does: 'Next step', group: 'Diagnosis' },
  { id: 'previous-step', key: 'p', shown: 'P', does: 'Previous step', group: 'Diagnosis' },
  { id: 'next-branch', key: ']', shown: ']', does: 'Next branch', group: 'Diagnosis' },
  { id: 'previous-branch', key: '[', shown: '[', does: 'Previous branch', group: 'Diagnosis' },
  { id: 'direction', key: 'r', shown: 'R', does: 'Request or reply', group: 'Diagnosis' },
  { id: 'tab-graph', key: '1', shown: '1', does: 'Graph', group: 'Diagnosis' },
  { id: 'tab-table', key: '2', shown: '2', does: 'Table', group: 'Diagnosis' },
  { id: 'tab-findings', key: '3', shown: '3', does: 'Findings', group: 'Diagnosis' },
  { id: 'tab-raw', key: '4', shown: '4', does: 'Raw', group: 'Diagnosis' },
  { id: 'fit', key: 'f', shown: 'F', does: 'Fit the graph', group: 'Diagnosis' },
  { id: 'copy-link', key: 'c', shown: 'C', does: 'Copy the link', group: 'Diagnosis' },
  { id: 'copy-picture', key: 'i', shown: 'I', does: 'Copy the picture', group: 'Diagnosis' },
  { id: 'export', key: 'e', shown: 'E', does: 'Export', group: 'Diagnosis' },
  { id: 'rerun', key: 'x', shown: 'X', does: 'Re-run', group: 'Diagnosis' },
  { id: 'swap-sides', key: 's', shown: 'S', does: 'Compare: swap before and after', group: 'Diagnosis' },
];

const byId = new Map(SHORTCUTS.map((s) => [s.id, s]));

export function shortcut(id: ShortcutId): Shortcut {
  const found = byId.get(id);
  if (!found) throw new Error(`no shortcut ${id}`);
  return found;
}

type KeyLike = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

/** Which shortcut a key press means, if any. Shift is ignored: `?` needs it on most keyboards. */
export function shortcutOf(event: KeyLike): Shortcut | undefined {
  if (event.altKey) return undefined;
  const pressed = (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + event.key.toLowerCase();
  return SHORTCUTS.find((s) => s.key === pressed);
}
