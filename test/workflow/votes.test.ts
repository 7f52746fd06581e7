import type { VoteRule } from '../../server/workflow/definition-model.js';
import { tally } from '../../server/workflow/task-votes.js';

const decisions = [{ value: 'yes', name: '同意', remarkRequired: false }, { value: 'no', name: '不同意', remarkRequired: true }, { value: 'later', name: '缓议', remarkRequired: true }];
const words: Record<string, string> = { y: 'yes', n: 'no', l: 'later' };
const after = (rule: VoteRule, seats: number, votes: string): string | null => tally(rule, decisions, seats, [...votes].map((one) => ({ decision: words[one] })));

it.each<[string, VoteRule, number, string, string | null]>([
  ['会签 waits for the last', { rule: 'all', share: 100, onReject: 'end' }, 3, 'yy', null],
  ['会签 passes when all agree', { rule: 'all', share: 100, onReject: 'end' }, 3, 'yyy', 'yes'],
  ['会签 ends with the first no', { rule: 'all', share: 100, onReject: 'end' }, 3, 'yn', 'no'],
  ['会签 that only counts hears everybody first', { rule: 'all', share: 100, onReject: 'count' }, 3, 'yn', null],
  ['and then says no', { rule: 'all', share: 100, onReject: 'count' }, 3, 'yny', 'no'],
  ['或签 passes with the first yes', { rule: 'any', share: 100, onReject: 'count' }, 3, 'ny', 'yes'],
  ['或签 fails when nobody is left to say yes', { rule: 'any', share: 100, onReject: 'count' }, 3, 'nnn', 'no'],
  ['或签 goes on after a no that only counts', { rule: 'any', share: 100, onReject: 'count' }, 3, 'nn', null],
  ['或签 ends with the first no where drawn so', { rule: 'any', share: 100, onReject: 'end' }, 3, 'n', 'no'],
  ['票签 needs its share', { rule: 'ratio', share: 60, onReject: 'count' }, 5, 'yy', null],
  ['票签 passes with it', { rule: 'ratio', share: 60, onReject: 'count' }, 5, 'yyny', 'yes'],
  ['票签 rounds up: two thirds of four are three', { rule: 'ratio', share: 67, onReject: 'count' }, 4, 'yy', null],
  ['票签 fails as soon as the share cannot be reached', { rule: 'ratio', share: 60, onReject: 'count' }, 5, 'ynnn', 'no'],
  ['票签 says the no most offices gave', { rule: 'ratio', share: 100, onReject: 'count' }, 3, 'l', 'later'],
  ['of two as frequent ones the later', { rule: 'all', share: 100, onReject: 'count' }, 3, 'yln', 'no'],
  ['one office decides alone', { rule: 'ratio', share: 1, onReject: 'count' }, 1, 'y', 'yes'],
])('%s', (_title, rule, seats, votes, outcome) => {
  expect(after(rule, seats, votes)).toBe(outcome);
});
