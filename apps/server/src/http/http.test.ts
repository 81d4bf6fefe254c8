import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { problemId } from '@skoop/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, startTestServer, type TestServer } from '../fixtures/running-server.ts';

let server: TestServer;
let web: string;

beforeAll(async () => {
  web = mkdtempSync(path.join(os.tmpdir(), 'skoop-web-'));
  mkdirSync(path.join(web, 'assets'));
  writeFileSync(
    path.join(web, 'index.html'),
    '<!doctype html><html><head><title>Skoop</title></head><body><div id="root"></div></body></html>',
  );
  writeFileSync(path.join(web, 'assets/app-1a2b.js'), `console.log(${JSON.stringify('x'.repeat(5000))})`);
  writeFileSync(path.join(os.tmpdir(), 'secret-of-skoop-test.js'), 'secret');
  server = await startTestServer({ webDir: web });
});
afterAll(async () => {
  await server.close();
  rmSync(web, { recursive: true });
  rmSync(path.join(os.tmpdir(), 'secret-of-skoop-test.js'));
});

const JSON_TYPE = { 'content-type': 'application/json' };
const question = (change: object): string =>
  JSON.stringify({ snapshot: 'demo-x', source: 'a', destination: 'b', port: 80, ...change });

describe('problems', () => {
  it.each([
    ['no such operation', 'GET', '/api/v1/nothing', {}, undefined, 404, 'not-found'],
    ['no such version', 'GET', '/api/v9/about', {}, undefined, 404, 'not-found'],
    ['unknown snapshot', 'GET', '/api/v1/snapshots/none', {}, undefined, 404, 'not-found'],
    ['unknown diagnosis', 'GET', '/api/v1/diagnoses/0000000000000000', {}, undefined, 404, 'not-found'],
    ['an id that can be none', 'GET', '/api/v1/diagnoses/..%2f..%2fetc', {}, undefined, 404, 'not-found'],
    ['an id that is a prototype', 'GET', '/api/v1/diagnoses/__proto__', {}, undefined, 404, 'not-found'],
    ['events of an unknown diagnosis', 'GET', '/api/v1/diagnoses/x/events', {}, undefined, 404, 'not-found'],
    ['picture of an unknown diagnosis', 'GET', '/api/v1/diagnoses/x/preview.png', {}, undefined, 404, 'not-found'],
    ['a broken escape', 'GET', '/api/v1/snapshots/%E0%A4%A', {}, undefined, 400, 'bad-request'],
    ['a page that is too long', 'GET', '/api/v1/diagnoses?limit=1000000', {}, undefined, 400, 'invalid-request'],
    ['a limit that is no number', 'GET', '/api/v1/diagnoses?limit=ten', {}, undefined, 400, 'invalid-request'],
    ['a cursor of one’s own', 'GET', '/api/v1/diagnoses?cursor=abc', {}, undefined, 400, 'bad-cursor'],
    ['a body that is not JSON', 'POST', '/api/v1/diagnoses', JSON_TYPE, '{"a":', 400, 'bad-json'],
    ['JSON that is no object', 'POST', '/api/v1/diagnoses', JSON_TYPE, '[]', 400, 'invalid-request'],
    ['a body without a type', 'POST', '/api/v1/diagnoses', {}, '{}', 415, 'unsupported-type'],
    ['a form', 'POST', '/api/v1/diagnoses', { 'content-type': 'text/plain' }, '{}', 415, 'unsupported-type'],
    [
      'a compressed body',
      'POST',
      '/api/v1/diagnoses',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      '{}',
      415,
      'unsupported-type',
    ],
    ['a body that is too large', 'POST', '/api/v1/diagnoses', JSON_TYPE, `"${'x'.repeat(300_000)}"`, 413, 'too-large'],
    ['an impossible port', 'POST', '/api/v1/diagnoses', JSON_TYPE, question({ port: 99999 }), 400, 'invalid-request'],
    ['a snapshot that is not here', 'POST', '/api/v1/diagnoses', JSON_TYPE, question({}), 404, 'not-found'],
    [
      'an archive that is none',
      'POST',
      '/api/v1/snapshots',
      { 'content-type': 'application/gzip' },
      'hello',
      422,
      'bad-snapshot',
    ],
    ['an empty archive', 'POST', '/api/v1/snapshots', { 'content-type': 'application/gzip' }, '', 422, 'bad-snapshot'],
    [
      'an archive of another type',
      'POST',
      '/api/v1/snapshots',
      { 'content-type': 'application/zip' },
      'PK',
      415,
      'unsupported-type',
    ],
    ['a method that is none here', 'DELETE', '/api/v1/about', {}, undefined, 404, 'not-found'],
    ['a page by POST', 'POST', '/history', {}, undefined, 404, 'not-found'],
    ['a file that is not there', 'GET', '/assets/none.js', {}, undefined, 404, 'not-found'],
  ])('say what to do: %s', async (_why, method, where, headers, body, status, id) => {
    const answer = await rawRequest(server.url, { path: where, method, headers, body });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = JSON.parse(answer.body);
    expect({ status: answer.status, id: problemId(problem) }).toEqual({ status, id });
    expect(problem).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(problem.hint.length).toBeGreaterThan(10);
    expect(problem.requestId).toBe(answer.headers['x-request-id']);
    expect(answer.body).not.toMatch(/node_modules|at .*\.ts|Error:/);
  });

  it('names the fields that are wrong', async () => {
    const answer = await rawRequest(server.url, {
      path: '/api/v1/diagnoses',
      method: 'POST',
      headers: JSON_TYPE,
      body: question({ port: 0, protocol: 'sctp' }),
    });
    expect(JSON.parse(answer.body).fields.map((f: { path: string }) => f.path)).toEqual(['port', 'protocol']);
  });

  it.each([
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['what is not HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/v1/diagnoses HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
  ])('answers %s', async (_why, bytes, status) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const { port } = new URL(server.url);
      let text = '';
      const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, hint: expect.any(String) });
  });
});

describe('security', () => {
  it('forbids inline scripts, frames, sniffing and foreign readers on every answer', async () => {
    for (const where of ['/', '/api/v1/about', '/api/v1/nothing', '/assets/app-1a2b.js', '/health/live']) {
      const { headers } = await server.get(where);
      const policy = new Map(
        (headers.get('content-security-policy') ?? '').split(';').map((d) => [d.split(' ')[0], d]),
      );
      expect(policy.get('script-src')).toBe("script-src 'self'");
      expect(policy.get('default-src')).toBe("default-src 'none'");
      expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each([
    ['its own address', undefined, 200],
    ['localhost', 'localhost:8090', 200],
    ['a name below localhost', 'skoop.localhost', 200],
    ['IPv6 loopback', '[::1]:8090', 200],
    ['a name that was rebound', 'evil.example:8090', 421],
    ['a name that only looks like it', '127.0.0.1.evil.example', 421],
    ['another address', '10.0.0.1', 421],
  ])('answers to the names of loopback only: %s', async (_why, host, status) => {
    const answer = await rawRequest(server.url, { path: '/api/v1/about', headers: host ? { host } : {} });
    expect(answer.status).toBe(status);
  });

  it('lets kubelet probe by any name', async () => {
    expect((await rawRequest(server.url, { path: '/health/ready', headers: { host: '10.1.2.3' } })).status).toBe(200);
  });

  it.each([
    ['a program', {}, 400],
    ['the page itself', { 'sec-fetch-site': 'same-origin' }, 400],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling', { 'sec-fetch-site': 'same-site' }, 403],
    ['another site in an old browser', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ])('takes changes only from its own pages: %s', async (_why, headers, status) => {
    const answer = await rawRequest(server.url, {
      path: '/api/v1/diagnoses',
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: '{}',
    });
    expect(answer.status).toBe(status);
  });

  it.each([
    '/assets/../../secret-of-skoop-test.js',
    '/assets/..%2f..%2fsecret-of-skoop-test.js',
    '/..%5c..%5csecret-of-skoop-test.js',
    '/%2e%2e/secret-of-skoop-test.js',
    '//etc/passwd',
    '/assets/app-1a2b.js%00.html',
    '/assets/constructor',
  ])('does not leave its folder: %s', async (where) => {
    const answer = await rawRequest(server.url, { path: where, headers: { accept: 'text/html' } });
    expect(answer.body).not.toMatch(/^secret|root:/);
  });
});

describe('a token', () => {
  const token = 'correct-horse-battery-staple';
  let guarded: TestServer;
  beforeAll(async () => {
    guarded = await startTestServer({ token, webDir: web });
  });
  afterAll(() => guarded.close());

  it.each([
    ['none', {}, 401],
    ['the wrong one', { authorization: 'Bearer wrong' }, 401],
    ['the right one', { authorization: `Bearer ${token}` }, 200],
    ['the right one, as another scheme', { authorization: `Basic ${token}` }, 401],
    ['a cookie of one’s own', { cookie: `skoop-session=${token}` }, 401],
  ])('is asked for: %s', async (_why, headers, status) => {
    for (const where of ['/api/v1/about', '/metrics']) {
      expect((await guarded.get(where, { headers: { ...headers } })).status).toBe(status);
    }
  });

  it('is not needed for the page, the probes and the description of the API', async () => {
    for (const where of ['/', '/d/0000000000000000', '/health/live', '/api/openapi.json']) {
      expect((await guarded.get(where)).status, where).toBe(200);
    }
  });

  it('becomes a cookie that scripts and other sites do not get, and is nowhere in the log', async () => {
    const open = (given: string): Promise<Response> =>
      guarded.get('/api/v1/session', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ token: given }) });
    expect((await open('wrong-wrong-wrong-wrong')).status).toBe(401);
    const opened = await open(token);
    expect(opened.status).toBe(204);
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(token);
    const session = cookie.split(';')[0] ?? '';
    expect((await guarded.get('/api/v1/about', { headers: { cookie: session } })).status).toBe(200);
    expect(guarded.log()).toContain('"path":"/api/v1/session"');
    expect(guarded.log()).not.toContain(token);
    expect(guarded.log()).not.toContain(session.split('=')[1]);
  });
});

describe('the web app', () => {
  it('caches for ever what has a hash in its name, compressed as the browser likes', async () => {
    for (const [accept, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await server.get('/assets/app-1a2b.js', { headers: { 'accept-encoding': accept } });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await answer.text()).toContain('xxxx');
    }
  });

  it.each([
    '/',
    '/history?verdict=dropped',
    '/d/0000000000000000?hop=3',
    '/snapshots/demo-a/nodes/ip-10-0-0-1.ec2.internal/ip-route',
  ])('is one document for every page: %s', async (where) => {
    const answer = await server.get(where, { headers: { accept: 'text/html' } });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<div id="root">');
  });

  it('has no file that a newer build took away', async () => {
    const file = path.join(web, 'assets/old-3c4d.js');
    writeFileSync(file, 'old');
    const rebuilt = await startTestServer({ webDir: web });
    rmSync(file);
    const answer = await rebuilt.get('/assets/old-3c4d.js');
    expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ type: expect.any(String) })]);
    await rebuilt.close();
  });

  it('says how to build it where it is not built', async () => {
    const bare = await startTestServer({ webDir: path.join(web, 'nowhere') });
    expect(await (await bare.get('/')).text()).toContain('npm run build');
    await bare.close();
  });
});

it('tells its health and its metrics', async () => {
  expect(await (await server.get('/health/ready')).json()).toEqual({
    status: 'ok',
    checks: { store: 'ok', server: 'ok' },
  });
  const metrics = await (await server.get('/metrics')).text();
  for (const name of ['skoop_http_request_seconds', 'skoop_jobs_waiting', 'nodejs_heap_size_used_bytes']) {
    expect(metrics).toContain(name);
  }
  expect(metrics).not.toContain('0000000000000000');
});
