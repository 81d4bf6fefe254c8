import type { KubeObject } from '@skoop/model';
import type { About } from './about.ts';
import type { Comparison } from './comparison.ts';
import type { FindingList, FindingText } from './finding.ts';
import type {
  DiagnosisRecord,
  DiagnosisRequest,
  DiagnosisSummary,
  HistoryQuery,
  JobEvent,
  WhatIfRequest,
} from './job.ts';
import type { Page, PageQuery } from './page.ts';
import type {
  NodeDetail,
  ObjectQuery,
  SectionMatches,
  SectionQuery,
  SectionSearchQuery,
  SectionText,
} from './section.ts';
import type {
  EndpointOption,
  EndpointQuery,
  NodeSummary,
  SnapshotOverview,
  SnapshotQuery,
  SnapshotSummary,
} from './snapshot.ts';
import { type ClientOptions, createTransport, pathOf, type Transport } from './transport.ts';
import { watchJob } from './watch.ts';

type Abort = { readonly signal?: AbortSignal };

/** What can be had of a diagnosis as a file. */
export type DiagnosisFile =
  | 'diagnosis.json'
  | 'preview.png'
  | 'picture.png'
  | 'path.svg'
  | 'path.d2'
  | 'report.html'
  | 'report.md';
export type FileOptions = {
  readonly theme?: 'light' | 'dark';
  /** Names and addresses become pseudonyms. */
  readonly redact?: boolean;
  /** Answer says `Content-Disposition: attachment`. */
  readonly download?: boolean;
};

export type Client = ReturnType<typeof createClient>;

/** Every call fails with `ApiError`; its `problem` says what to do. Aborting `signal` rejects with the abort's own error. */
export function createClient(options: ClientOptions) {
  const transport = createTransport(options);
  const { request } = transport;
  return {
    about: (o: Abort = {}) => request<About>('/about', o),
    snapshots: snapshotCalls(transport),
    diagnoses: diagnosisCalls(transport),
    findings: {
      list: (o: Abort = {}) => request<FindingList>('/findings', o),
      get: (id: string, o: Abort = {}) => request<FindingText>(`/findings${pathOf(id)}`, o),
    },
    session: {
      /** Trades the token for an HttpOnly cookie: pictures and event streams need no header then. */
      open: (token: string) => request<void>('/session', { method: 'POST', json: { token } }),
      close: () => request<void>('/session', { method: 'DELETE' }),
    },
  };
}

function snapshotCalls({ request }: Transport) {
  const at = (...parts: readonly string[]): string => pathOf('snapshots', ...parts);
  return {
    list: (query: SnapshotQuery = {}, o: Abort = {}) => request<Page<SnapshotSummary>>('/snapshots', { query, ...o }),
    get: (id: string, o: Abort = {}) => request<SnapshotOverview>(at(id), o),
    /** A `.tar.gz` of a snapshot folder: Blob, bytes, or a stream. `name` is shown in lists; the cluster's name if absent. */
    upload: (content: BodyInit, { name, ...o }: Abort & { readonly name?: string } = {}) =>
      request<SnapshotSummary>('/snapshots', {
        method: 'POST',
        query: { name },
        body: { content, type: 'application/gzip' },
        ...o,
      }),
    remove: (id: string, o: Abort = {}) => request<void>(at(id), { method: 'DELETE', ...o }),
    endpoints: (id: string, query: EndpointQuery = {}, o: Abort = {}) =>
      request<Page<EndpointOption>>(at(id, 'endpoints'), { query, ...o }),
    nodes: (id: string, query: PageQuery & { readonly q?: string } = {}, o: Abort = {}) =>
      request<Page<NodeSummary>>(at(id, 'nodes'), { query, ...o }),
    node: (id: string, node: string, o: Abort = {}) => request<NodeDetail>(at(id, 'nodes', node), o),
    section: (id: string, node: string, section: string, query: SectionQuery = {}, o: Abort = {}) =>
      request<SectionText>(at(id, 'nodes', node, 'sections', section), { query, ...o }),
    searchSection: (id: string, node: string, section: string, query: SectionSearchQuery, o: Abort = {}) =>
      request<SectionMatches>(at(id, 'nodes', node, 'sections', section, 'search'), { query, ...o }),
    objects: (id: string, resource: string, query: ObjectQuery = {}, o: Abort = {}) =>
      request<Page<KubeObject>>(at(id, 'objects', resource), { query, ...o }),
  };
}

function diagnosisCalls(transport: Transport) {
  const { request, url } = transport;
  const at = (...parts: readonly string[]): string => pathOf('diagnoses', ...parts);
  const post = <T>(path: string, json?: unknown, o: Abort = {}) => request<T>(path, { method: 'POST', json, ...o });
  return {
    /** Answers at once with the queued job; `watch` tells when it is settled. */
    create: (body: DiagnosisRequest, o: Abort = {}) => post<DiagnosisRecord>('/diagnoses', body, o),
    list: (query: HistoryQuery = {}, o: Abort = {}) => request<Page<DiagnosisSummary>>('/diagnoses', { query, ...o }),
    get: (id: string, o: Abort = {}) => request<DiagnosisRecord>(at(id), o),
    cancel: (id: string, o: Abort = {}) => post<DiagnosisRecord>(at(id, 'cancel'), undefined, o),
    remove: (id: string, o: Abort = {}) => request<void>(at(id), { method: 'DELETE', ...o }),
    rerun: (id: string, o: Abort = {}) => post<DiagnosisRecord>(at(id, 'rerun'), undefined, o),
    whatIf: (id: string, body: WhatIfRequest, o: Abort = {}) => post<DiagnosisRecord>(at(id, 'what-if'), body, o),
    compare: (before: string, after: string, o: Abort = {}) => request<Comparison>(at(before, 'compare', after), o),
    /** Stores a diagnosis (JSON) or an HTML report that somebody sent. */
    import: (content: BodyInit, type: 'application/json' | 'text/html', o: Abort = {}) =>
      request<DiagnosisRecord>(at('import'), { method: 'POST', body: { content, type }, ...o }),
    watch: (id: string, { signal }: Abort = {}): AsyncGenerator<JobEvent> =>
      watchJob(transport, at(id, 'events'), signal),
    /** Address of a file of a stored diagnosis, for links and images. */
    fileUrl: (id: string, file: DiagnosisFile, { theme, redact, download }: FileOptions = {}): string =>
      url(at(id, file), { theme, redact: redact || undefined, download: download || undefined }),
  };
}
