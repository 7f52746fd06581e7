import { z } from 'zod';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import { NotFound } from '../lib/errors.js';
import { studentInScope } from '../students/student.js';
import type { Actor } from '../values/actor.js';
import { priorityGroupKeys } from '../values/priority-group.js';
import { json, route, type Route } from '../web/route.js';
import { idParams, month, version } from '../web/schemas.js';
import { collectMembership, endMembership } from './collect-membership.js';
import { membershipImport } from './import-memberships.js';
import { membershipInScope } from './membership.js';
import { membershipShape, presentMembership } from './presenter.js';
import { verifyMembership } from './verify-membership.js';

const idOf = (params: Record<string, string>): number => {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  return id;
};
const studentScope = async (actor: Actor, params: Record<string, string>): Promise<void> => void (await studentInScope(actor, idOf(params)));
const membershipScope = async (actor: Actor, params: Record<string, string>): Promise<void> => void (await membershipInScope(actor, idOf(params)));

export const newMembership = z.strictObject({ group: z.enum(priorityGroupKeys), area: z.enum(['', 'urban', 'rural']).default(''), validFrom: month, validTo: month.nullable().default(null) });
export const verificationBody = z.strictObject({ version, outcome: z.enum(['true', 'untrue', 'transferred']), reason: z.string().max(200, '最多 200 字。').optional() });

/** Files of records: an authority's are centrally issued, a school's its own collection. */
const importers = ['school-operator', 'authority-operator'] as const;

/** 特殊群体 of one student: what the school collects itself, and what it finds out about what was centrally issued. */
export const priorityGroupRoutes: Route[] = [
  route({ method: 'post', path: '/api/v1/priority-groups/imports', summary: '导入特殊群体信息（.xlsx，或 UTF-8、GBK 的 .csv；主管部门交的是中央下发，学校交的是自采集；preview=true 只检查）', policy: { roles: importers }, audit: '导入特殊群体信息', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape }, refusals: fileRefusals,
    prepare: ({ actor, file, body }) => surveyFile(membershipImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, membershipImport, null, prepared, query.preview === 'true'))) }),
  route({ method: 'post', path: '/api/v1/students/:id/group-memberships', summary: '自采集：登记学生属于哪一类', policy: { roles: ['school-operator'], scope: studentScope }, audit: '自采集特殊群体信息', rate: 'write', params: idParams, body: newMembership, answers: { 201: membershipShape }, refusals: ['period-backwards', 'in-use'],
    handler: async ({ actor, params, body }) => json(201, presentMembership(await collectMembership(actor, params.id, body))) }),
  route({ method: 'patch', path: '/api/v1/group-memberships/:id', summary: '自采集：终止', policy: { roles: ['school-operator'], scope: membershipScope }, audit: '终止自采集特殊群体信息', rate: 'write', params: idParams, body: z.strictObject({ version, validTo: month }), answers: { 200: membershipShape }, refusals: ['not-own-record', 'stale-version', 'period-backwards'],
    handler: async ({ actor, params, body }) => json(200, presentMembership(await endMembership(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/group-memberships/:id/verifications', summary: '核实中央下发的信息：属实、不属实（须写原因）、已转出', policy: { roles: ['school-operator'], scope: membershipScope }, audit: '核实特殊群体信息', rate: 'write', params: idParams, body: verificationBody, answers: { 201: membershipShape }, refusals: ['remark-required', 'stale-version'],
    handler: async ({ actor, params, body }) => json(201, presentMembership(await verifyMembership(actor, params.id, body))) }),
];
