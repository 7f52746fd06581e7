import { z } from 'zod';
import { levelNames, roleNames } from '../values/actor.js';
import type { Route } from '../web/route.js';
import { ratesPerMinute } from '../web/rate-limit.js';
import { problem } from '../web/schemas.js';

type Json = Record<string, unknown>;
export type Operation = { summary: string; description: string; 'x-refusals'?: readonly string[] };
export type Description = { openapi: string; info: Json; components: Json; paths: Record<string, Record<string, Json & Operation>> };

/** Codes any route may answer with. */
const generalCodes = ['input-invalid', 'not-signed-in', 'session-expired', 'signed-in-elsewhere', 'account-not-ready', 'show-again', 'role-not-allowed', 'not-found', 'in-progress', 'key-reused', 'too-large', 'unsupported-media', 'too-many-requests', 'try-later', 'no-space', 'internal-error', 'csrf', 'gone', 'year-archived'];

/** The API description, generated from the very schemas that check requests and that tests hold answers against. */
export function openapi(routes: readonly Route[]): Description {
  const api = routes.filter(({ path }) => path.startsWith('/api/') || path.startsWith('/publicity/') || path === '/healthz' || path === '/readyz');
  const paths: Description['paths'] = {};
  for (const one of api) {
    const path = one.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: operation(one) };
  }
  const codes = [...new Set([...generalCodes, ...routes.flatMap(({ refusals }) => refusals ?? [])])].sort();
  const problemSchema = toJson(problem) as { properties: Record<string, unknown> };
  problemSchema.properties.code = { type: 'string', enum: codes };
  return {
    openapi: '3.1.0',
    info: { title: '学生资助管理信息系统', version: '3.2.0', description: '业务接口。金额为两位小数的字符串（元），时间为 ISO 8601 +08:00，月份 2023-05。每个写操作可带 Idempotency-Key。' },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas: { Problem: problemSchema } },
    paths,
  };
}

function operation(one: Route): Json & Operation {
  const policy = one.policy;
  return {
    summary: one.summary,
    operationId: `${one.method}${one.path.replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    ...(policy === 'public' ? { security: [] } : { security: [{ bearer: [] }] }),
    description: [policy === 'public' ? '不用登录。' : policy === 'signed-in' ? '登录即可。' : policy === 'machine' ? '外部程序，用自己的令牌。' : `岗位：${policy.level ? `${levelNames[policy.level]}` : ''}${policy.roles.map((role) => roleNames[role]).join('、')}${policy.scope ? '；只限本辖区的对象，其他一律 404' : ''}。`, one.again ? '设置了动态口令的账号要先再次验证（show-again）。' : '', `每分钟 ${ratesPerMinute[one.rate]} 次。`].join(''),
    ...(one.params || one.query || one.method !== 'get' ? { parameters: parameters(one) } : {}),
    ...(one.upload === 'file' || one.upload === 'large-file' ? { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' }, ...(one.body ? (toJson(one.body, 'input') as { properties?: object }).properties : {}) } } } } } }
      : one.upload === 'xml' ? { requestBody: { required: true, content: { 'application/xml': { schema: { type: 'string' } } } } }
        : one.body ? { requestBody: { required: true, content: { 'application/json': { schema: toJson(one.body, 'input') } } } } : {}),
    responses: { ...answers(one), default: { description: `出错：${(one.refusals ?? []).join('、') || '一般原因'}`, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
    ...(one.refusals ? { 'x-refusals': one.refusals } : {}),
    ...(one.audit ? { 'x-audit': one.audit } : {}),
  };
}

function parameters(one: Route): Json[] {
  const list: Json[] = [];
  for (const [part, schema] of [['path', one.params], ['query', one.query]] as const) {
    if (!schema) continue;
    const shape = toJson(schema, 'input') as { properties?: Record<string, unknown>; required?: string[] };
    for (const [name, property] of Object.entries(shape.properties ?? {})) list.push({ name, in: part, required: part === 'path' || (shape.required ?? []).includes(name), schema: property });
  }
  if (one.method !== 'get' && one.act !== false) list.push({ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 8, maxLength: 64 } });
  return list;
}

function answers(one: Route): Record<string, Json> {
  const entries = Object.entries(one.answers ?? (one.method === 'delete' ? {} : { 200: 'text' as const }));
  const described = Object.fromEntries(entries.map(([status, schema]) => [status, typeof schema === 'string'
    ? { description: '成功', content: { [schema === 'html' ? 'text/html' : schema === 'file' ? 'application/octet-stream' : 'text/plain']: { schema: { type: 'string' } } } }
    : { description: '成功', content: { 'application/json': { schema: toJson(schema) } } }]));
  return Object.keys(described).length > 0 ? described : { 204: { description: '成功，没有内容' } };
}

function toJson(schema: z.ZodType, io: 'input' | 'output' = 'output'): unknown {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}
