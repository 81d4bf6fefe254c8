import type { DiagnosisRecord } from '@skoop/api';
import type { Diagnosis } from '@skoop/model';
import { destinationName, endpointName, findings, outcomeWords, verdictGlyph } from '@skoop/render';
import { Tabs } from 'radix-ui';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { EvidenceSource } from '../data/evidenceSource.ts';
import { useCommands } from '../shell/useCommands.ts';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { useShortcuts } from '../shell/useShortcuts.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { ariaKeys } from '../ui/Keys.tsx';
import { lazily } from '../ui/lazily.tsx';
import { useMedia } from '../ui/useMedia.ts';
import { glyphOf } from './branchRows.ts';
import { type DiagnosisContext, DiagnosisProvider } from './context.ts';
import { FindingsFooter } from './FindingsFooter.tsx';
import { FindingsView } from './FindingsView.tsx';
import { GraphTab } from './GraphTab.tsx';
import { Inspector } from './Inspector.tsx';
import { changeSelection, readSelection, type SelectionChange, TABS, type Tab, viewsOf } from './selection.ts';
import { TableView } from './TableView.tsx';
import { VerdictHeader } from './VerdictHeader.tsx';

const RawView = lazily(async () => (await import('./RawView.tsx')).RawView);

const TAB_NAMES: Readonly<Record<Tab, string>> = { graph: 'Graph', table: 'Table', findings: 'Findings', raw: 'Raw' };
const MARKS = { delivered: '✓', dropped: '✗', partial: '◐', unknown: '?' } as const;

/** The answer: verdict, path, the hop under the glass, what to do. */
export function ResultView({ record, diagnosis }: { record: DiagnosisRecord; diagnosis: Diagnosis }) {
  const [params, setParams] = useSearchParams();
  const views = useMemo(() => viewsOf(diagnosis), [diagnosis]);
  const selection = readSelection(params, diagnosis, views);
  const select = (change: SelectionChange) =>
    setParams(changeSelection(params, selection, change), { replace: true, preventScrollReset: true });
  const { outcome } = diagnosis.verdict;
  usePageTitle(
    `${MARKS[outcome]} ${outcomeWords[outcome]}: ${endpointName(diagnosis.question.source)} to ${destinationName(diagnosis.question)}`,
    `/verdict/${verdictGlyph(diagnosis)}.svg`,
  );
  const wide = useMedia('(min-width: 1024px)');
  const { branch, hop, view } = selection;
  const moveHop = (by: number) => {
    const next = branch?.hops.find((h) => h.number === (hop?.number ?? 0) + by);
    if (next) select({ hop: next.number });
  };
  const moveStep = (by: number) => {
    if (!hop) return;
    const step = (selection.step ?? (by > 0 ? 0 : hop.steps.length + 1)) + by;
    if (step >= 1 && step <= hop.steps.length) select({ step });
  };
  const moveBranch = (by: number) => {
    const at = view.branches.findIndex((b) => b.id === branch?.id);
    const next = view.branches[(at + by + view.branches.length) % view.branches.length];
    if (next && view.branches.length > 1) select({ branch: next.id });
  };
  useShortcuts({
    'next-hop': () => moveHop(1),
    'previous-hop': () => moveHop(-1),
    'next-step': () => moveStep(1),
    'previous-step': () => moveStep(-1),
    'next-branch': () => moveBranch(1),
    'previous-branch': () => moveBranch(-1),
    direction: () => select({ direction: selection.direction === 'request' ? 'reply' : 'request' }),
    'tab-graph': () => select({ tab: 'graph' }),
    'tab-table': () => select({ tab: 'table' }),
    'tab-findings': () => select({ tab: 'findings' }),
    'tab-raw': () => select({ tab: 'raw' }),
  });
  useCommands([
    ...TABS.map((tab) => ({
      id: `tab-${tab}`,
      title: `Show ${TAB_NAMES[tab].toLowerCase()}`,
      icon: 'right' as const,
      shortcut: `tab-${tab}` as const,
      run: () => select({ tab }),
    })),
    {
      id: 'direction',
      title: selection.direction === 'request' ? 'Show the reply' : 'Show the request',
      icon: 'swap',
      shortcut: 'direction',
      run: () => select({ direction: selection.direction === 'request' ? 'reply' : 'request' }),
    },
  ]);
  const context: DiagnosisContext = {
    record,
    diagnosis,
    views,
    selection,
    select,
  };
  const count = findings(diagnosis).length;
  return (
    <DiagnosisProvider value={context}>
      <EvidenceSource value={record.snapshot?.id}>
        <main id="main" className="diagnosis">
          <VerdictHeader />
          <Tabs.Root
            className={`work ${selection.tab}`}
            value={selection.tab}
            onValueChange={(tab) => select({ tab: TABS.find((t) => t === tab) ?? 'graph' })}
          >
            <div className="stage">
              <div className="bar">
                <Tabs.List className="tabs" aria-label="Views">
                  {TABS.map((tab) => (
                    <Tabs.Trigger key={tab} value={tab} aria-keyshortcuts={ariaKeys(`tab-${tab}`)}>
                      {tab === 'graph' && !wide ? 'Path' : TAB_NAMES[tab]}
                      {tab === 'findings' && count > 0 ? <span className="count">{count}</span> : null}
                    </Tabs.Trigger>
                  ))}
                </Tabs.List>
                {selection.tab === 'graph' || selection.tab === 'table' ? <DirectionSwitch context={context} /> : null}
              </div>
              <Tabs.Content value="graph" className="tab-body" tabIndex={-1}>
                <GraphTab wide={wide} />
              </Tabs.Content>
              <Tabs.Content value="table" className="tab-body">
                <TableView />
              </Tabs.Content>
              <Tabs.Content value="findings" className="tab-body">
                <FindingsView />
              </Tabs.Content>
              <Tabs.Content value="raw" className="tab-body">
                <RawView />
              </Tabs.Content>
            </div>
            {selection.tab === 'graph' || selection.tab === 'table' ? <Inspector /> : null}
          </Tabs.Root>
          <FindingsFooter />
        </main>
      </EvidenceSource>
    </DiagnosisProvider>
  );
}

/** Request or reply, each with the outcome of its branches. */
function DirectionSwitch({ context: { views, selection, select } }: { context: DiagnosisContext }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a flex row in all browsers.
    <div className="segmented" role="group" aria-label="Direction" aria-keyshortcuts={ariaKeys('direction')}>
      {(['request', 'reply'] as const).map((direction) => (
        <button
          key={direction}
          type="button"
          aria-pressed={selection.direction === direction}
          onClick={() => select({ direction })}
        >
          <Glyph kind={glyphOf(views[direction].branches.map((b) => b.tone))} size={15} />
          {direction === 'request' ? 'Request' : 'Reply'}
        </button>
      ))}
    </div>
  );
}
