/** Names are looked for without reading the whole roster, and what schools found untrue without reading all records. */
export const up = [
  'CREATE INDEX students_search ON students (school_id, enrolment_status, name, name_pinyin, name_initials, document_masked, person_id)',
  'CREATE INDEX group_memberships_verification ON group_memberships (verification, group_key, person_id)',
];
export const down = ['DROP INDEX group_memberships_verification ON group_memberships', 'DROP INDEX students_search ON students'];
