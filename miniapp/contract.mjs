// Writes src/api/contract.ts from the server's API description: the calls the phone makes, their types and reply schemas.
//   node contract.mjs http://127.0.0.1:3000/api/openapi.json     (or the path of a saved description)
// test/miniapp/contract.test.ts fails when the file is not what this writes.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The phone's name of a call → the call. Add a line here, run this file, and the call exists. */
export const calls = {
  signIn: 'post /api/v1/sessions',
  refreshSession: 'post /api/v1/sessions/refresh',
  choosePost: 'post /api/v1/sessions/current/post',
  verifySession: 'post /api/v1/sessions/current/verification',
  wechatSignIn: 'post /api/v1/wechat/sessions',
  binding: 'get /api/v1/wechat/bindings',
  bind: 'post /api/v1/wechat/bindings',
  unbind: 'delete /api/v1/wechat/bindings',
  subscription: 'get /api/v1/subscriptions',
  recordConsent: 'post /api/v1/subscriptions',
  signOut: 'delete /api/v1/sessions/current',
  ownDevices: 'get /api/v1/sessions',
  endDevice: 'delete /api/v1/sessions/{id}',
  me: 'get /api/v1/me',
  todos: 'get /api/v1/todos',
  tasks: 'get /api/v1/tasks',
  task: 'get /api/v1/tasks/{id}',
  completeTask: 'post /api/v1/tasks/{id}/completion',
  urgeTask: 'post /api/v1/tasks/{id}/urge',
  claimTask: 'post /api/v1/tasks/{id}/claim',
  releaseTask: 'delete /api/v1/tasks/{id}/claim',
  transferTask: 'post /api/v1/tasks/{id}/transfer',
  delegateTask: 'post /api/v1/tasks/{id}/delegation',
  addSigner: 'post /api/v1/tasks/{id}/additional-signers',
  removeSigner: 'delete /api/v1/tasks/{id}/additional-signers/{signerId}',
  signTask: 'post /api/v1/tasks/{id}/signature',
  copyTask: 'post /api/v1/tasks/{id}/copies',
  returnTask: 'post /api/v1/tasks/{id}/return',
  takeBackTask: 'post /api/v1/tasks/{id}/taking-back',
  withdrawVote: 'delete /api/v1/tasks/{id}/vote',
  taskColleagues: 'get /api/v1/tasks/{id}/colleagues',
  taskFiles: 'get /api/v1/tasks/{id}/attachments',
  removeTaskFile: 'delete /api/v1/tasks/{id}/attachments/{attachmentId}',
  batchSummary: 'get /api/v1/task-batch-summary',
  beginBatch: 'post /api/v1/task-batches',
  batch: 'get /api/v1/task-batches/{id}',
  retryBatch: 'post /api/v1/task-batches/{id}/retry',
  colleagues: 'get /api/v1/colleagues',
  phrases: 'get /api/v1/opinion-phrases',
  addPhrase: 'post /api/v1/opinion-phrases',
  removePhrase: 'delete /api/v1/opinion-phrases/{id}',
  absences: 'get /api/v1/delegations',
  beginAbsence: 'post /api/v1/delegations',
  endAbsence: 'delete /api/v1/delegations/{id}',
  copies: 'get /api/v1/task-copies',
  readCopies: 'post /api/v1/task-copies/reads',
  board: 'get /api/v1/statistics/board',
  circulars: 'get /api/v1/circulars',
  circular: 'get /api/v1/circulars/{id}',
  confirmCircular: 'post /api/v1/circulars/{id}/receipts',
  circularFiles: 'get /api/v1/circulars/{id}/attachments',
  ruleChange: 'get /api/v1/rule-changes/{id}',
  decideRuleChange: 'post /api/v1/rule-changes/{id}/decision',
  trainings: 'get /api/v1/trainings',
  training: 'get /api/v1/trainings/{id}',
  signInAtTraining: 'post /api/v1/trainings/{id}/sign-ins',
  trainingFiles: 'get /api/v1/trainings/{id}/materials',
  lists: 'get /api/v1/award-lists',
  list: 'get /api/v1/award-lists/{id}',
  facts: 'get /api/v1/award-lists/{id}/facts',
  changes: 'get /api/v1/award-lists/{id}/changes',
  awards: 'get /api/v1/award-lists/{id}/awards',
  attachments: 'get /api/v1/award-lists/{id}/attachments',
  history: 'get /api/v1/award-lists/{id}/history',
  decisionImpact: 'get /api/v1/award-lists/{id}/decision-impact',
  withdrawalImpact: 'get /api/v1/award-lists/{id}/withdrawal-impact',
  publicityProposal: 'get /api/v1/award-lists/{id}/publicity-proposal',
  publish: 'post /api/v1/award-lists/{id}/publicity',
  removeAttachment: 'delete /api/v1/award-lists/{id}/attachments/{attachmentId}',
  askWithdrawal: 'post /api/v1/award-lists/{id}/withdrawal-requests',
  notifications: 'get /api/v1/notifications',
  readNotifications: 'post /api/v1/notifications/reads',
};

/** @returns {string} the text of src/api/contract.ts */
export function contractOf(description) {
  const written = Object.entries(calls).map(([name, call]) => {
    const [method, path] = call.split(' ');
    const found = description.paths[path]?.[method];
    if (!found) throw new Error(`the server has no ${call}: take the line “${name}” out of miniapp/contract.mjs or put the right call there`);
    return entry(name, method.toUpperCase(), path, found);
  });
  const { shapes, replies } = sharedShapes(written);
  const entries = written.map(({ head, foot }, at) => `${head}${replies[at]}${foot}`);
  return `// Written by contract.mjs from the server's API description. Do not edit: change contract.mjs or the server and write it anew.
import * as z from 'zod/mini';

type Call<Params, Query, Body, Reply> = { method: string; path: string; reply: z.ZodMiniType<Reply> | null; readonly asks?: { params: Params; query: Query; body: Body } };
const call = <Params, Query, Body>() => <Reply>(method: string, path: string, reply: z.ZodMiniType<Reply> | null): Call<Params, Query, Body, Reply> => ({ method, path, reply });

${shapes.join('\n')}

export const calls = {
${entries.join('\n')}
};

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type ParamsOf<N extends CallName> = Calls[N] extends Call<infer P, infer _Q, infer _B, infer _R> ? P : never;
export type QueryOf<N extends CallName> = Calls[N] extends Call<infer _P, infer Q, infer _B, infer _R> ? Q : never;
export type BodyOf<N extends CallName> = Calls[N] extends Call<infer _P, infer _Q, infer B, infer _R> ? B : never;
export type ReplyOf<N extends CallName> = Calls[N] extends Call<infer _P, infer _Q, infer _B, infer R> ? R : never;
`;
}

function entry(name, method, path, operation) {
  const parameters = operation.parameters ?? [];
  const named = (part) => typeOfProperties(parameters.filter((one) => one.in === part).map((one) => [one.name, one.schema, one.required]));
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const answered = Object.entries(operation.responses).find(([status]) => /^2/.test(status))?.[1]?.content?.['application/json']?.schema;
  return { name, head: `  /** ${operation.summary} */\n  ${name}: call<${named('path')}, ${named('query')}, ${body ? typeOf(body) : 'undefined'}>()('${method}', '${path.replace('/api/v1', '')}', `, reply: answered ? schemaOf(answered) : 'null', foot: '),' };
}

/** What several calls answer with is written once: the phone's first package stays small. Named after the first call that answers with it. */
function sharedShapes(written) {
  const LONG = 300;
  const shapes = [];
  let replies = written.map(({ reply }) => reply);
  for (const { name, reply } of written) {
    if (reply.length < LONG || replies.filter((one) => one.includes(reply)).length < 2) continue;
    const shape = `${name}Shape`;
    shapes.push(`const ${shape} = ${reply};`);
    replies = replies.map((one) => one.replaceAll(reply, shape));
  }
  return { shapes, replies };
}

const typeOfProperties = (properties) => (properties.length === 0 ? 'undefined' : `{ ${properties.map(([key, schema, required]) => `${key}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`);

/** What we send: exact, so that a wrong word does not compile. */
function typeOf(schema) {
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one).replaceAll('"', "'")).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const).replaceAll('"', "'");
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(typeOf).join(' | ');
  switch (schema.type) {
    case 'string': return 'string';
    case 'integer': case 'number': return 'number';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': return `(${typeOf(schema.items ?? {})})[]`;
    case 'object': {
      const own = typeOfProperties(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, value, (schema.required ?? []).includes(key)]));
      return isOpen(schema) ? (own === 'undefined' ? 'Record<string, unknown>' : `${own} & Record<string, unknown>`) : own === 'undefined' ? 'Record<string, never>' : own;
    }
    default: return 'unknown';
  }
}

/** What we read. A word the server learns later must not break a phone that was installed before, so words are read as text. */
function schemaOf(schema) {
  if (schema.enum || schema.const !== undefined) return typeof (schema.enum?.[0] ?? schema.const) === 'string' ? 'z.string()' : 'z.unknown()';
  const either = Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : schema.anyOf ?? schema.oneOf;
  if (either) {
    const rest = either.filter(({ type }) => type !== 'null');
    const inner = rest.length === 1 ? schemaOf(rest[0]) : `z.union([${rest.map(schemaOf).join(', ')}])`;
    return rest.length < either.length ? `z.nullable(${inner})` : inner;
  }
  switch (schema.type) {
    case 'string': return 'z.string()';
    case 'integer': case 'number': return 'z.number()';
    case 'boolean': return 'z.boolean()';
    case 'array': return `z.array(${schemaOf(schema.items ?? {})})`;
    case 'object': {
      if (!schema.properties && isOpen(schema)) return `z.record(z.string(), ${schema.additionalProperties === true ? 'z.unknown()' : schemaOf(schema.additionalProperties)})`;
      return `z.object({ ${Object.entries(schema.properties ?? {}).map(([key, value]) => `${/^\w+$/.test(key) ? key : `'${key}'`}: ${(schema.required ?? []).includes(key) ? schemaOf(value) : `z.optional(${schemaOf(value)})`}`).join(', ')} })`;
    }
    default: return 'z.unknown()';
  }
}

const isOpen = ({ additionalProperties }) => additionalProperties !== undefined && additionalProperties !== false;

async function write(from) {
  const text = /^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, 'utf8');
  const target = join(dirname(fileURLToPath(import.meta.url)), 'src', 'api', 'contract.ts');
  writeFileSync(target, contractOf(JSON.parse(text)));
  console.log(`写好了 ${target}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) void write(process.argv[2] ?? 'http://127.0.0.1:3000/api/openapi.json');
