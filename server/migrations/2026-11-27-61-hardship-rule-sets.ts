/** The rules that suggest a hardship level: each change of them is a set of its own, the last one holds; what held before stays readable. */
const LEVELS: readonly (readonly [string, string])[] = [
  ['lifted-from-poverty', 'hard'], ['unstably-lifted', 'special'], ['near-poverty', 'hard'], ['sudden-hardship', 'special'], ['subsistence-allowance', 'special'], ['extreme-poverty-support', 'special'],
  ['orphan', 'special'], ['disabled', 'hard'], ['child-of-disabled', 'general'], ['de-facto-unattended', 'special'], ['subsistence-margin', 'hard'],
];

export const up = [
  `CREATE TABLE hardship_rule_sets (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    rules TEXT NOT NULL,
    remark VARCHAR(500) NOT NULL,
    set_by INT UNSIGNED NULL,
    set_at DATETIME(3) NOT NULL
  )`,
  `INSERT INTO hardship_rule_sets (rules, remark, set_at) SELECT CONCAT('{"groups":{', GROUP_CONCAT(CONCAT('"', group_key, '":"', level, '"') SEPARATOR ','), '},"income":{},"factors":{}}'), '系统初始规则', UTC_TIMESTAMP(3) FROM hardship_rules`,
  'DROP TABLE hardship_rules',
];
export const down = [
  `CREATE TABLE hardship_rules (
    group_key VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    level VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
  )`,
  `INSERT INTO hardship_rules (group_key, level) VALUES ${LEVELS.map(([group, level]) => `('${group}', '${level}')`).join(', ')}`,
  'DROP TABLE hardship_rule_sets',
];
