import { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { NotFound } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { version } from '../web/schemas.js';
import { yearArchive, type YearArchive } from './archive.js';
import { archiveStates, SHORTEST_REASON } from './rules.js';

/** @throws NotFound unless it is of the actor's organisation or one above it. */
async function archiveScope(actor: Actor, params: Record<string, string>): Promise<void> {
  const id = Number(params.id);
  if (!Number.isInteger(id) || id < 1) throw new NotFound();
  await yearArchive(actor, id);
}

export const readers: { roles: readonly Role[] } = { roles: ['authority-operator', 'authority-director', 'aid-centre-director'] };
export const oneReaders = { ...readers, scope: archiveScope };
export const askers: { roles: readonly Role[] } = { roles: ['authority-operator'] };
export const reopeners = { ...askers, scope: archiveScope };
export const deciders: { roles: readonly Role[]; scope: typeof archiveScope } = { roles: ['authority-director'], scope: archiveScope };
export const resumers: { roles: readonly Role[]; scope: typeof archiveScope } = { roles: ['authority-operator', 'authority-director'], scope: archiveScope };

export const schoolYear = z.string().trim().max(9, '学年应写成 2021-2022。');
/** Needed only where something is left undone. */
export const reason = z.string().trim().max(500, '理由最多 500 字。').refine((text) => text === '' || text.length >= SHORTEST_REASON, `理由至少 ${SHORTEST_REASON} 个字。`);
export const reopeningReason = z.string().trim().min(SHORTEST_REASON, `请写为什么要重新打开，至少 ${SHORTEST_REASON} 个字。`).max(500, '最多 500 字。');
export const remark = z.string().trim().max(500, '最多 500 字。');
export const formVersion = z.coerce.number().int().min(1);
export { version };

const text = z.string().nullable();
const place = z.object({ id: z.number(), name: z.string() });
export const archiveShape = z.object({
  id: z.number(), organisation: place, schoolYear: z.string(), state: z.enum(archiveStates), version: z.number(), reason: z.string(), askedBy: z.string(), askedAt: z.string(), decidedBy: text, decidedAt: text, remark: z.string(),
  lists: z.number(), people: z.number(), paid: z.string(), unfinished: z.number(), digest: text, finishedAt: text,
  reopening: z.object({ reason: z.string(), askedBy: z.string(), askedAt: z.string(), decidedBy: text, decidedAt: text, remark: z.string() }).nullable(),
  work: z.object({ state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']), done: z.number(), total: z.number().nullable(), failure: text }).nullable(),
});
export const yearShape = z.object({ schoolYear: z.string(), lists: z.number(), people: z.number(), paid: z.string() });

export const presentArchive = ({ organisation, year, asked, decided, paid, finishedAt, reopening, ...one }: YearArchive): z.output<typeof archiveShape> => ({
  ...one, organisation: { id: organisation.id, name: organisation.name }, schoolYear: year, askedBy: asked.by, askedAt: officeIso(asked.at), decidedBy: decided?.by ?? null, decidedAt: decided ? officeIso(decided.at) : null, paid: formatYuan(paid), finishedAt: finishedAt && officeIso(finishedAt),
  reopening: reopening && { reason: reopening.reason, askedBy: reopening.asked.by, askedAt: officeIso(reopening.asked.at), decidedBy: reopening.decided?.by ?? null, decidedAt: reopening.decided ? officeIso(reopening.decided.at) : null, remark: reopening.remark },
});
