/** One column whose values are sealed: what finds a row again, and the context its value was sealed for. A test holds the list against the schema. */
export type SealedColumn = { table: string; column: string; key: readonly string[]; binary?: true; context(key: readonly (string | number)[]): string };

const byUid = (table: string, column: string, name: string): SealedColumn => ({ table, column, key: ['uid'], context: ([uid]) => `${name}:${uid}` });

export const sealedColumns: readonly SealedColumn[] = [
  byUid('students', 'document_sealed', 'students.document'),
  byUid('students', 'card_sealed', 'students.card'),
  byUid('loans', 'document_sealed', 'loans.document'),
  byUid('objections', 'text_sealed', 'objections.text'),
  byUid('objections', 'contact_sealed', 'objections.contact'),
  byUid('objections', 'settlement_sealed', 'objections.settlement'),
  { table: 'users', column: 'code_secret_sealed', key: ['id'], context: ([id]) => `users.code_secret:${id}` },
  { table: 'users', column: 'code_waiting_sealed', key: ['id'], context: ([id]) => `users.code_secret:${id}` },
  { table: 'brought_rows', column: 'kept_sealed', key: ['kind', 'old_no'], context: ([kind, no]) => `brought_rows.${kind}:${no}` },
  { table: 'wechat_bindings', column: 'openid_sealed', key: ['user_id'], context: ([id]) => `wechat_bindings.openid:${id}` },
  { table: 'wechat_tokens', column: 'token_sealed', key: ['app_id'], context: ([app]) => `wechat_tokens.token:${app}` },
  byUid('trainings', 'password_sealed', 'trainings.password'),
  byUid('webhooks', 'secret_sealed', 'webhooks.secret'),
  byUid('webhooks', 'old_secret_sealed', 'webhooks.secret'),
  { table: 'import_parts', column: 'bytes', key: ['import_id', 'what', 'seq'], binary: true, context: ([id, what, seq]) => `import_parts.${what}:${id}:${seq}` },
];
