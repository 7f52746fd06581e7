import { rows } from '../database.js';
import { formatThousands } from '../lib/money.js';
import type { SubjectProvider } from '../workflow/registry.js';
import { batchById, batchName, books, type BatchKind } from './bank-batch.js';
import { demandReview, whyNotTheirs } from './review-batch.js';

/** What the process runtime needs to know of a batch of loans or of repayments. */
const subjectOf = (kind: BatchKind): SubjectProvider => ({
  kind: books[kind].subject,
  title: `国家助学贷款${books[kind].name}批次`,
  facts: [{ name: 'rows', type: 'number' }, { name: 'pendingRows', type: 'number' }, { name: 'amount', type: 'number' }],
  async load(id) {
    const batch = await batchById(kind, id);
    const { pending, passed, failed } = batch.rows;
    return {
      name: batchName(batch), organisationId: batch.province.id, programme: 'state-student-loan', month: null,
      organisations: { school: null, authority: batch.province.id, prefecture: null, province: batch.province.id, central: null },
      values: { rows: pending + passed + failed, pendingRows: pending, amount: batch.amount / 100 },
    };
  },
  name: async (id) => batchName(await batchById(kind, id)),
  async names(ids) {
    if (ids.length === 0) return new Map();
    const found = await rows<{ id: number; province: string }>('SELECT b.id, o.name AS province FROM bank_batches b JOIN organisations o ON o.id = b.province_id WHERE b.kind = ? AND b.id IN (?)', [kind, [...ids]]);
    return new Map(found.map(({ id, province }) => [id, batchName({ id, kind, province: { id: 0, name: province } })]));
  },
  async evidence(actor, id, { task }) {
    const batch = await batchById(kind, id);
    const theirs = task.key === books[kind].task ? whyNotTheirs(actor, batch) : null;
    return {
      subject: `${batchName(batch)}：等待审核 ${batch.rows.pending.toLocaleString('en-US')} 行，全批 ${formatThousands(batch.amount)} 元`,
      crumbs: [{ label: '首页', href: '/' }, { label: '国家助学贷款' }, { label: `${books[kind].name}审核`, href: `${books[kind].path}/review` }], open: { label: '打开这一批', href: `${books[kind].path}/batches/${id}` },
      ...(task.key === books[kind].task ? { workedAt: `${books[kind].path}/batches/${id}` } : {}), basis: `教助中心〔2023〕8号 附件1 四${kind === 'loan' ? '2' : '4'}`, reader: '业务操作人员会看到',
      ...(theirs ? { guard: { met: [], unmet: [{ code: theirs.code, message: theirs.message, basis: '附件1 四 涉及用户' }] } } : {}),
    };
  },
  keyed: { [books[kind].subject]: [{ kind: 'step', key: books[kind].task, name: `${books[kind].name}审核`, decisions: ['pass', 'fail'], loses: `${books[kind].name}审核不再逐行记下结果，经办人也能审核自己导入的` }] },
  records: (taskKey) => taskKey === books[kind].task,
  async beforeCompletion(actor, taskKey, id, input) {
    if (taskKey === books[kind].task) await demandReview(actor, kind, id, input);
  },
  href: (id) => `${books[kind].path}/batches/${id}`,
});

export const loanBatchSubject = subjectOf('loan');
export const repaymentBatchSubject = subjectOf('repayment');
