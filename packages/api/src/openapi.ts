import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { healthSchema } from './about.ts';
import { problemSchema } from './problem.ts';
import { ROUTES, type Route } from './routes.ts';
import { API_PREFIX } from './transport.ts';
import { z } from './zod.ts';

export { fileQuerySchema, ROUTES, type Route, uploadQuerySchema } from './routes.ts';

/** The OpenAPI 3.1 document of the API, made from the schemas that the server checks with. */
export function openApiDocument(version: string) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'skoop-session' });
  for (const route of ROUTES) register(registry, route);
  for (const [path, summary] of [
    ['/health/live', 'The process answers'],
    ['/health/ready', 'Store and workers are usable'],
  ] as const) {
    registry.registerPath({
      method: 'get',
      path,
      tags: ['server'],
      summary,
      responses: { 200: jsonAnswer('Usable', healthSchema), 503: jsonAnswer('Not usable', healthSchema) },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Skoop',
      version,
      description: 'Where the packet dies, why, and what fixes it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{}, { token: [] }, { session: [] }],
    servers: [{ url: '/' }],
  });
}

function register(registry: OpenAPIRegistry, route: Route): void {
  const { method, path, tag, summary, query, json, upload, answer, problems = [] } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '');
  registry.registerPath({
    method,
    path: API_PREFIX + path,
    tags: [tag],
    summary,
    request: {
      ...(names.length > 0 && { params: z.object(Object.fromEntries(names.map((n) => [n, z.string()]))) }),
      ...(query && { query }),
      ...(json && { body: { required: true, content: { 'application/json': { schema: json } } } }),
      ...(upload && {
        body: { required: true, content: Object.fromEntries(upload.map((t) => [t, { schema: binary }])) },
      }),
    },
    responses: {
      [answer.status]: {
        description: summary,
        ...(answer.schema && { content: { 'application/json': { schema: answer.schema } } }),
        ...(answer.type && { content: { [answer.type]: { schema: binary } } }),
      },
      ...Object.fromEntries([400, 401, 500, ...problems].map((s) => [s, problemAnswer])),
    },
  });
}

const binary = { type: 'string', format: 'binary' } as const;
const jsonAnswer = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});
const problemAnswer = { description: 'Problem', content: { 'application/problem+json': { schema: problemSchema } } };
