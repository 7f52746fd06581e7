import { z } from 'zod';
import { officeIso } from '../values/office-date.js';
import { listOf, organisationRef } from '../web/schemas.js';
import type { ExternalTask } from './external-task.js';
import type { LockedTask } from './fetch-and-lock.js';
import { validities, type MachineClient } from './machine-client.js';
import type { Reported } from './report.js';

/* The shapes of the interface for programs, with Camunda's names for what Camunda's users know. */

const DAY_MS = 86_400_000;
export const workerId = z.string().min(1).max(64);
const topicName = z.string().min(1).max(64);
/** Milliseconds of office time that a lock lasts. */
const duration = z.number().int().min(1000, '领取时间至少 1 秒（1000 毫秒）。').max(DAY_MS, '领取时间最多一天（86400000 毫秒），办得久的请中途延长。');
const value = z.union([z.string().max(4000), z.number(), z.boolean()]);
const variables = z.record(z.string().min(1).max(64), z.strictObject({ value: value.nullable(), type: z.string().max(40).optional(), valueInfo: z.unknown().optional() })).refine((given) => Object.keys(given).length <= 50, '一次最多 50 个变量。');
export const LONGEST_WAIT_MS = 20_000;

export const fetchBody = z.strictObject({
  workerId, maxTasks: z.number().int().min(1).max(50), usePriority: z.boolean().optional(), asyncResponseTimeout: z.number().int().min(0).max(LONGEST_WAIT_MS, '最多等 20 秒（20000 毫秒）。').default(0),
  topics: z.array(z.strictObject({ topicName, lockDuration: duration, variables: z.array(z.string().max(64)).max(50).optional() })).min(1).max(20),
});
export const completeBody = z.strictObject({ workerId, variables: variables.optional(), localVariables: variables.optional() });
export const failureBody = z.strictObject({ workerId, errorMessage: z.string().max(4000).optional(), errorDetails: z.string().max(20_000).optional(), retries: z.number().int().min(0).max(100).optional(), retryTimeout: z.number().int().min(0).max(7 * DAY_MS).optional() });
export const errorBody = z.strictObject({ workerId, errorCode: z.string().min(1).max(64), errorMessage: z.string().max(4000).optional() });
export const extendBody = z.strictObject({ workerId, newDuration: duration });
export const workerBody = z.strictObject({ workerId });

const instant = z.string();
export const lockedShape = z.object({
  id: z.number(), topicName: z.string(), workerId: z.string(), lockExpirationTime: instant, activityId: z.string(), activityName: z.string(), processInstanceId: z.number(), processDefinitionKey: z.string(), processDefinitionVersion: z.number(), businessKey: z.string(), organisation: organisationRef,
  priority: z.number(), retries: z.number().nullable(), errorMessage: z.string().nullable(), variables: z.record(z.string(), z.object({ value: value.nullable(), type: z.string() })),
});
export const presentLocked = (one: LockedTask): z.infer<typeof lockedShape> => ({ ...one, lockExpirationTime: officeIso(one.lockExpirationTime) });
export const reportedShape = z.object({ id: z.number(), state: z.enum(['waiting', 'failed', 'done']), processInstanceId: z.number(), lockExpirationTime: instant.nullable() });
export const presentReported = (one: Reported): z.infer<typeof reportedShape> => ({ ...one, lockExpirationTime: one.lockExpirationTime && officeIso(one.lockExpirationTime) });

export const standings = ['waiting', 'locked', 'retrying', 'failed'] as const;
const taskShape = z.object({
  id: z.number(), topic: z.string(), priority: z.number(), instanceId: z.number(), definition: z.string(), processName: z.string(), version: z.number(), elementId: z.string(), name: z.string(), organisation: z.string(), standing: z.enum(standings), openedAt: instant,
  lockedBy: z.object({ program: z.string(), worker: z.string(), since: instant, until: instant }).nullable(), retries: z.number().nullable(), retryAt: instant.nullable(), errorMessage: z.string().nullable(),
});
export const tasksShape = listOf(taskShape);
export const presentTask = (one: ExternalTask): z.infer<typeof taskShape> => ({ ...one, openedAt: officeIso(one.openedAt), retryAt: one.retryAt && officeIso(one.retryAt), lockedBy: one.lockedBy && { ...one.lockedBy, since: officeIso(one.lockedBy.since), until: officeIso(one.lockedBy.until) } });

const text = z.string().nullable();
export const clientShape = z.object({
  id: z.number(), name: z.string(), purpose: z.string(), organisation: organisationRef, topics: z.array(z.string()), validDays: z.number(), state: z.enum(['asked', 'approved', 'refused', 'revoked']), askedBy: z.string(), askedAt: instant, decidedBy: text, decidedAt: text, remark: z.string(),
  tokenAt: text, expiresAt: text, lastUsedAt: text, revokedBy: text, revokedAt: text,
});
const maybe = (at: Date | null): string | null => at && officeIso(at);
export const presentClient = (one: MachineClient): z.infer<typeof clientShape> => ({
  ...one, askedBy: one.askedBy.name, askedAt: officeIso(one.askedAt), decidedAt: maybe(one.decidedAt), tokenAt: maybe(one.tokenAt), expiresAt: maybe(one.expiresAt), lastUsedAt: maybe(one.lastUsedAt), revokedAt: maybe(one.revokedAt),
});
export const validDays = z.coerce.number().int().refine((days) => (validities as readonly number[]).includes(days), `有效期选 ${validities.join('、')} 天。`);
export const clientFields = { name: z.string().trim().min(1, '请填写程序的名称。').max(60), purpose: z.string().trim().min(1, '请写明用途。').max(500), organisationId: z.coerce.number().int().positive(), validDays };
