import { type ApiError, errorOf, unreachable } from './api-error.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export type ClientOptions = {
  /** Origin of the server, `http://127.0.0.1:8090`; '' for the page's own. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** Sent as `Authorization: Bearer`. In a browser the session cookie does it. */
  readonly token?: string;
};

export type Call = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: QueryValues;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, with this content type. */
  readonly body?: { readonly content: BodyInit; readonly type: string };
  readonly accept?: string;
  readonly signal?: AbortSignal;
};

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

export type Transport = {
  /** Body of a JSON answer; undefined for 204. Fails with `ApiError`. */
  readonly request: <T>(path: string, call?: Call) => Promise<T>;
  readonly open: (path: string, call?: Call) => Promise<Response>;
  readonly url: (path: string, query?: QueryValues) => string;
};

export const API_PREFIX = '/api/v1';

/** Path of `parts`, each of them escaped. */
export const pathOf = (...parts: readonly string[]): string => parts.map((p) => `/${encodeURIComponent(p)}`).join('');

export function createTransport({ baseUrl, fetch, token }: ClientOptions): Transport {
  const root = baseUrl.replace(/\/+$/, '') + API_PREFIX;
  const url = (path: string, query: QueryValues = {}): string => {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const text = search.toString();
    return root + path + (text && `?${text}`);
  };
  const open = async (path: string, call: Call = {}): Promise<Response> => {
    const headers: Record<string, string> = { accept: call.accept ?? 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    if (call.json !== undefined) headers['content-type'] = 'application/json';
    if (call.body) headers['content-type'] = call.body.type;
    // A stream as body needs half duplex, which TypeScript's DOM library does not know yet.
    const init: RequestInit & { duplex?: 'half' } = {
      method: call.method ?? 'GET',
      headers,
      body: call.json === undefined ? call.body?.content : JSON.stringify(call.json),
      signal: call.signal,
      credentials: 'same-origin',
    };
    if (call.body) init.duplex = 'half';
    let response: Response;
    try {
      response = await fetch(url(path, call.query), init);
    } catch (cause) {
      if (call.signal?.aborted) throw cause;
      throw unreachable(cause) satisfies ApiError;
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  };
  const request = async <T>(path: string, call?: Call): Promise<T> => {
    const response = await open(path, call);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return { request, open, url };
}
