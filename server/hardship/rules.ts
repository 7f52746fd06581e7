import { recordAudit } from '../audit/record.js';
import { row, rows, run, transact } from '../database.js';
import { Conflict, InputInvalid } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { levelNames, ruledLevels, type LevelRules, type RuledLevel } from './level.js';

/** The rules as they hold since a change: what was set, why, by whom. `id` is what a next change must have seen. */
export type RuleSet = { id: number; rules: LevelRules; remark: string; /** Null for what the system came with. */ setBy: string | null; setAt: Date };

type Row = { id: number; rules: string; remark: string; set_by: string | null; set_at: Date };
const SELECT = 'SELECT r.id, r.rules, r.remark, u.name AS set_by, r.set_at FROM hardship_rule_sets r LEFT JOIN users u ON u.id = r.set_by';
const setOf = ({ id, rules, remark, set_by, set_at }: Row): RuleSet => ({ id, rules: JSON.parse(rules) as LevelRules, remark, setBy: set_by, setAt: set_at });

/** The rules that hold now. */
export async function rulesNow(): Promise<RuleSet> {
  const found = await row<Row>(`${SELECT} ORDER BY r.id DESC LIMIT 1`);
  if (!found) throw new Error('there are no hardship rules');
  return setOf(found);
}

/** What held before, the newest first. */
export const ruleHistory = async (): Promise<RuleSet[]> => (await rows<Row>(`${SELECT} ORDER BY r.id DESC LIMIT 50`)).map(setOf);

/**
 * 认定建议规则: the province sets which groups, incomes and factors suggest which level (教财〔2018〕16号 leaves it to the places).
 * What was determined before stays as it is.
 * @param input `seen` is the set that was looked at; income per head in fen a year.
 * @throws Conflict `stale-version`; InputInvalid without the document it rests on, or for incomes that do not rise from 特别困难 to 一般困难.
 */
export async function setRules(actor: Actor, input: { seen: number; rules: LevelRules; remark: string }): Promise<RuleSet> {
  const remark = input.remark.trim();
  if (remark === '') throw new InputInvalid([{ path: 'remark', code: 'required', message: '请写明依据，例如：豫教资助〔2023〕12号。' }]);
  refuseFallingIncome(input.rules);
  return transact(async (tx) => {
    const last = await row<{ id: number }>('SELECT id FROM hardship_rule_sets ORDER BY id DESC LIMIT 1 FOR UPDATE');
    if (last?.id !== input.seen) throw new Conflict('stale-version', '您打开页面后规则已被别人改过，请刷新查看最新内容；您填写的内容还在。');
    const { insertId } = await run('INSERT INTO hardship_rule_sets (rules, remark, set_by, set_at) VALUES (?, ?, ?, ?)', [JSON.stringify(input.rules), remark, actor.userId, tx.now]);
    await recordAudit(actor, { action: '修改困难认定建议规则', object: { kind: 'hardship-rules', id: insertId, organisationId: actor.organisation.id }, remark });
    return rulesNow();
  });
}

/** Who earns less cannot be suggested a milder level. */
function refuseFallingIncome({ income }: LevelRules): void {
  let above: { level: RuledLevel; fen: number } | null = null;
  for (const level of ruledLevels) {
    const fen = income[level];
    if (fen === undefined) continue;
    if (above && fen <= above.fen) throw new InputInvalid([{ path: `income-${level}`, code: 'not-rising', message: `“${levelNames[level]}”的收入线应高于“${levelNames[above.level]}”的。` }]);
    above = { level, fen };
  }
}
