import type { DiagnosisRequest } from '@skoop/api';

/** The form as text fields; this is also what stands in the URL. */
export type AskFields = {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly size: string;
  readonly sourcePort: string;
  readonly uid: string;
  /** Values of plugin and provider options by flag name. */
  readonly options: Readonly<Record<string, string>>;
};

const OPTION = 'o.';

export function askFields(params: URLSearchParams): AskFields {
  const protocol = params.get('protocol');
  return {
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
    port: params.get('port') ?? '',
    protocol: protocol === 'udp' || protocol === 'icmp' ? protocol : 'tcp',
    size: params.get('size') ?? '',
    sourcePort: params.get('sourcePort') ?? '',
    uid: params.get('uid') ?? '',
    options: Object.fromEntries(
      [...params].filter(([k]) => k.startsWith(OPTION)).map(([k, v]) => [k.slice(OPTION.length), v]),
    ),
  };
}

/** Parameters of the form's URL; what has its default is left out. */
export function askParams(fields: Partial<AskFields>, snapshot?: string): URLSearchParams {
  const params = new URLSearchParams();
  const set = (key: string, value: string | undefined) => {
    if (value) params.set(key, value);
  };
  set('snapshot', snapshot);
  set('from', fields.from);
  set('to', fields.to);
  set('port', fields.port);
  if (fields.protocol && fields.protocol !== 'tcp') set('protocol', fields.protocol);
  set('size', fields.size);
  set('sourcePort', fields.sourcePort);
  set('uid', fields.uid);
  for (const [key, value] of Object.entries(fields.options ?? {})) set(OPTION + key, value);
  return params;
}

/** The form's fields of a question that was asked, for "ask again" and for links. */
export function fieldsOf(request: DiagnosisRequest): Partial<AskFields> {
  const text = (n: number | undefined) => (n === undefined ? '' : String(n));
  return {
    from: request.source,
    to: request.destination,
    port: text(request.port),
    protocol: request.protocol ?? 'tcp',
    size: text(request.size),
    sourcePort: text(request.sourcePort),
    uid: text(request.uid),
    options: Object.fromEntries(Object.entries(request.options ?? {}).map(([k, v]) => [k, String(v)])),
  };
}

export type AskProblems = Readonly<Partial<Record<'from' | 'to' | 'port' | 'size' | 'sourcePort' | 'uid', string>>>;

const inRange = (text: string, least: number, most: number): boolean =>
  text === '' || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);

/** What is wrong with the form, by field; nothing if it can be asked. */
export function askProblems(fields: AskFields): AskProblems {
  const problems: Partial<Record<keyof AskProblems, string>> = {};
  if (fields.from.trim() === '') problems.from = 'Choose where the connection starts.';
  if (fields.to.trim() === '') problems.to = 'Choose where the connection goes.';
  if (fields.protocol !== 'icmp' && (fields.port === '' || !inRange(fields.port, 1, 65535)))
    problems.port = 'Give a port from 1 to 65535.';
  if (!inRange(fields.size, 0, 1_000_000_000)) problems.size = 'Bytes, at most 1,000,000,000.';
  if (!inRange(fields.sourcePort, 1, 65535)) problems.sourcePort = 'A port from 1 to 65535.';
  if (!inRange(fields.uid, 0, 4_294_967_295)) problems.uid = 'A user id from 0 on.';
  return problems;
}

/** The request that the form means. */
export function askRequest(fields: AskFields, snapshot: string): DiagnosisRequest {
  const number = (text: string): number | undefined => (text === '' ? undefined : Number(text));
  const options = Object.fromEntries(Object.entries(fields.options).filter(([, v]) => v !== ''));
  return {
    snapshot,
    source: fields.from.trim(),
    destination: fields.to.trim(),
    port: fields.protocol === 'icmp' ? undefined : number(fields.port),
    protocol: fields.protocol,
    size: number(fields.size),
    sourcePort: number(fields.sourcePort),
    uid: number(fields.uid),
    options: Object.keys(options).length > 0 ? options : undefined,
  };
}
