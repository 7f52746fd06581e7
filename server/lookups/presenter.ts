import { formatYuan } from '../lib/money.js';
import type { AidFact } from '../statistics/aid-facts.js';

/** 历年受助 of one person: every receipt, how often and how much in all. */
export const presentAid = (facts: readonly AidFact[]) => ({
  items: facts.map(({ programme, month, period, stage, stageName, school, amount }) => ({ programme, month, period, stage, stageName, school, amount: formatYuan(amount) })),
  times: facts.length, paid: formatYuan(facts.reduce((sum, { amount }) => sum + amount, 0)),
});
