import type {
  Comparison,
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
import type { ObjectFilter, SectionPlace } from '@skoop/browse';
import type { Diagnosis, KubeObject, SnapshotEdit } from '@skoop/model';

/** A snapshot of this browser as the worker finds it: by its id, with the fixes of "what if" applied. */
export type LocalSnapshot = { readonly id: string; readonly edits: readonly SnapshotEdit[] };

/** A diagnosis of this browser, and the snapshot that it was made from if that is still there. */
export type LocalSide = { readonly diagnosis: Diagnosis; readonly snapshot?: LocalSnapshot };

/** Lines of a section, from 1 on. */
type Lines = { readonly from: number; readonly limit: number };

/** What the worker answers; each call names its snapshot first. */
export type LocalAnswers = {
  describe(snapshot: LocalSnapshot): Pick<SnapshotSummary, 'cluster' | 'takenAt'>;
  overview(snapshot: LocalSnapshot): Omit<SnapshotOverview, keyof SnapshotSummary>;
  endpoints(snapshot: LocalSnapshot, query: EndpointQuery): Page<EndpointOption>;
  nodes(snapshot: LocalSnapshot): Page<NodeSummary>;
  node(snapshot: LocalSnapshot, name: string): NodeDetail | undefined;
  section(snapshot: LocalSnapshot, place: SectionPlace, range: Lines): SectionText | undefined;
  search(
    snapshot: LocalSnapshot,
    place: SectionPlace,
    search: Lines & { readonly q: string },
  ): SectionMatches | undefined;
  objects(snapshot: LocalSnapshot, resource: string, filter: ObjectFilter): Page<KubeObject>;
  compare(before: LocalSide, after: LocalSide): Omit<Comparison, 'before' | 'after'>;
  diagnose(snapshot: LocalSnapshot, request: DiagnosisRequest): Promise<Diagnosis>;
};

export type Ask = { readonly id: number; readonly method: keyof LocalAnswers; readonly args: readonly unknown[] };
export type Told =
  | { readonly id: number; readonly kind: 'progress'; readonly message: string }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string; readonly hint: string };
