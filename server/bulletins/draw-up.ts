import { recordAudit } from '../audit/record.js';
import { requireTx, rows, run, transact } from '../database.js';
import { Forbidden, RuleBroken } from '../lib/errors.js';
import { isSchool, type Actor } from '../values/actor.js';
import { bulletinInScope, type Bulletin } from './bulletin.js';
import { countFacts, type Fact } from './count-facts.js';
import { parseSpan, spanName } from './span.js';

/** Who draws one up and publishes it: 主管部门业务操作人员, about the own subtree. */
export const mayDrawUp = (actor: Actor): boolean => actor.role === 'authority-operator' && !isSchool(actor);

type PlaceRow = { id: number; name: string; level: string; kind: string; stage: string | null; path: string };

/**
 * 起草应用情况通报: counts a span for the actor's subtree as of now and keeps every fact, so that the numbers stay what they were
 * (正文三：全国学生资助管理中心将适时对系统应用情况进行通报).
 * @param input `span` 2023-05, 2022-2023-spring or 2022-2023; the title is made from it unless given.
 * @throws Forbidden for others; InputInvalid; RuleBroken `nothing-due` where no deadline has come.
 */
export async function drawUpBulletin(actor: Actor, input: { span: string; title?: string }): Promise<Bulletin> {
  if (!mayDrawUp(actor)) throw new Forbidden('role-not-allowed', '应用情况通报由主管部门业务操作人员起草。');
  const span = parseSpan(input.span);
  return transact(async () => {
    const { now } = requireTx();
    const places = await rows<PlaceRow>("SELECT id, name, level, kind, stage, path FROM organisations WHERE path LIKE ? AND status = 'active' ORDER BY path", [`${actor.organisation.path}%`]);
    const facts = await countFacts(places.filter(({ level }) => level === 'school'), span, now);
    if (facts.length === 0) throw new RuleBroken('nothing-due', `${spanName(span)}还没有到期的填报环节：先在“填报日历”里设定期限，期限过后再起草。`, '通知正文三', [{ path: 'span', code: 'nothing-due', message: '这个时段还没有到期的填报环节，请先在“填报日历”里设定期限。' }]);
    const title = input.title?.trim() || `${spanName(span)}资助系统应用情况通报`;
    const { insertId } = await run('INSERT INTO bulletins (organisation_id, author_id, title, span, as_of) VALUES (?, ?, ?, ?, ?)', [actor.organisation.id, actor.userId, title, span, now]);
    await inParts(places, (part) => run('INSERT INTO bulletin_places (bulletin_id, organisation_id, name, level, kind, stage, path) VALUES ?', [part.map((one) => [insertId, one.id, one.name, one.level, one.kind, one.stage, one.path])]));
    await inParts(facts, (part) => run('INSERT INTO bulletin_facts (bulletin_id, school_id, programme, period, step, due_on, done_at, outcome, list_id) VALUES ?', [part.map((one) => factColumns(insertId, one))]));
    await recordAudit(actor, { action: '起草应用情况通报', object: { kind: 'bulletin', id: insertId, organisationId: actor.organisation.id }, after: { title, span, facts: facts.length } });
    return bulletinInScope(actor, insertId);
  });
}

const factColumns = (bulletinId: number, one: Fact): (string | number | Date | null)[] => [bulletinId, one.schoolId, one.programme, one.period, one.step, one.dueOn, one.doneAt, one.outcome, one.listId];

const PART = 1000;
async function inParts<T>(all: readonly T[], write: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += PART) await write(all.slice(from, from + PART));
}
