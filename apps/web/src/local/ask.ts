import type {
  DiagnosisRequest,
  EndpointOption,
  EndpointQuery,
  NodeDetail,
  NodeSummary,
  Page,
  SectionMatches,
  SectionText,
  SnapshotOverview,
  SnapshotSummary,
} from '@skoop/api';
import type { Diagnosis, KubeObject, SnapshotEdit } from '@skoop/model';

/** A snapshot of this browser as the worker finds it: by its id, with the fixes of "what if" applied. */
export type LocalSnapshot = { readonly id: string; readonly edits: readonly SnapshotEdit[] };

export type SectionPlace = { readonly node: string; readonly netns: string; readonly section: string };

/** What the worker answers; each call names its snapshot first. */
export type LocalAnswers = {
  describe(snapshot: LocalSnapshot): Pick<SnapshotSummary, 'cluster' | 'takenAt'>;
  overview(snapshot: LocalSnapshot): Omit<SnapshotOverview, keyof SnapshotSummary>;
  endpoints(snapshot: LocalSnapshot, query: EndpointQuery): Page<EndpointOption>;
  nodes(snapshot: LocalSnapshot): readonly NodeSummary[];
  node(snapshot: LocalSnapshot, name: string): NodeDetail | undefined;
  section(snapshot: LocalSnapshot, place: SectionPlace, from: number, limit: number): SectionText | undefined;
  search(snapshot: LocalSnapshot, place: SectionPlace, q: string, limit: number): SectionMatches | undefined;
  objects(
    snapshot: LocalSnapshot,
    resource: string,
    which: { readonly namespace?: string; readonly name?: string },
  ): Page<KubeObject>;
  diagnose(snapshot: LocalSnapshot, request: DiagnosisRequest): Promise<Diagnosis>;
};

export type Ask = { readonly id: number; readonly method: keyof LocalAnswers; readonly args: readonly unknown[] };
export type Told =
  | { readonly id: number; readonly kind: 'progress'; readonly message: string }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string; readonly hint: string };
