import type { EndpointQuery, FindingText, OptionGroup, SnapshotOverview, SnapshotSummary } from '@skoop/api';
import type { ObjectFilter, Range as Part, SectionPlace } from '@skoop/browse';
import type { CompareInput } from './compare.ts';
import type { DiagnoseInput } from './diagnose.ts';
import type { DrawInput } from './draw.ts';
import type { ImportInput } from './import-report.ts';
import type { SnapshotSource } from './snapshot-source.ts';
import type { ThreadContext } from './thread-context.ts';

type Of = { readonly source: SnapshotSource };
type Overview = Omit<SnapshotOverview, keyof SnapshotSummary>;
/** Lines of a section; `from` counts from 1. */
type Lines = { readonly from: number; readonly limit: number };

/**
 * All that threads do, by name. Inputs and outputs cross threads, so they are plain data. What an operation needs is loaded with its first
 * use: the thread that draws never loads the engine.
 */
export const OPERATIONS = {
  /** Reads a snapshot to see whether it can be read. */
  check: async ({ source }: Of, { snapshots }: ThreadContext) => {
    const { cluster, takenAt } = await snapshots.get(source);
    return { cluster, takenAt };
  },
  inspect: async ({ source }: Of, { snapshots }: ThreadContext): Promise<Overview> => {
    const { overviewOf } = await import('@skoop/browse');
    return overviewOf(await snapshots.get(source));
  },
  endpoints: async (
    { source, query, part }: Of & { readonly query: EndpointQuery; readonly part: Part },
    { snapshots }: ThreadContext,
  ) => {
    const { searchEndpoints } = await import('@skoop/browse');
    return searchEndpoints(await snapshots.get(source), query, part);
  },
  nodes: async (
    { source, q, part }: Of & { readonly q: string; readonly part: Part },
    { snapshots }: ThreadContext,
  ) => {
    const { listNodes } = await import('@skoop/browse');
    return listNodes(await snapshots.get(source), q, part);
  },
  node: async ({ source, name }: Of & { readonly name: string }, { snapshots }: ThreadContext) => {
    const { nodeDetail } = await import('@skoop/browse');
    return nodeDetail(await snapshots.get(source), name);
  },
  section: async (
    { source, place, range }: Of & { readonly place: SectionPlace; readonly range: Lines },
    { snapshots }: ThreadContext,
  ) => {
    const { sectionText } = await import('@skoop/browse');
    return sectionText(await snapshots.get(source), place, range);
  },
  search: async (
    { source, place, search }: Of & { readonly place: SectionPlace; readonly search: Lines & { readonly q: string } },
    { snapshots }: ThreadContext,
  ) => {
    const { searchSection } = await import('@skoop/browse');
    return searchSection(await snapshots.get(source), place, search);
  },
  objects: async (
    {
      source,
      resource,
      filter,
      part,
    }: Of & {
      readonly resource: string;
      readonly filter: ObjectFilter;
      readonly part: Part;
    },
    { snapshots }: ThreadContext,
  ) => {
    const { listObjects } = await import('@skoop/browse');
    return listObjects(await snapshots.get(source), resource, filter, part);
  },
  diagnose: async (input: DiagnoseInput, context: ThreadContext) => {
    const { runDiagnosis } = await import('./diagnose.ts');
    return runDiagnosis(input, context);
  },
  compare: async (input: CompareInput, context: ThreadContext) => {
    const { compareStored } = await import('./compare.ts');
    return compareStored(input, context);
  },
  draw: async (input: DrawInput) => {
    const { drawFile } = await import('./draw.ts');
    return drawFile(input);
  },
  import: async (input: ImportInput) => {
    const { importReport } = await import('./import-report.ts');
    return importReport(input);
  },
  options: async (_: object): Promise<readonly OptionGroup[]> => {
    const { optionGroups } = await import('./option-groups.ts');
    return optionGroups();
  },
  findings: async (_: object): Promise<readonly FindingText[]> => {
    const { findingTexts } = await import('./finding-texts.ts');
    return findingTexts();
  },
} as const;

export type OperationName = keyof typeof OPERATIONS;
export type Input<N extends OperationName> = Parameters<(typeof OPERATIONS)[N]>[0];
export type Output<N extends OperationName> = Awaited<ReturnType<(typeof OPERATIONS)[N]>>;
