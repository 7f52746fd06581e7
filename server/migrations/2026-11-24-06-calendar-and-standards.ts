/** The working-day calendar and the effective-dated award standards, with their basis. */
export const up = [
  `CREATE TABLE workdays (
    day DATE NOT NULL PRIMARY KEY,
    is_workday TINYINT NOT NULL,
    name VARCHAR(40) NOT NULL DEFAULT '',
    basis VARCHAR(120) NOT NULL DEFAULT ''
  )`,
  `CREATE TABLE award_standards (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    programme VARCHAR(40) NOT NULL,
    tier VARCHAR(20) NOT NULL,
    tier_name VARCHAR(40) NOT NULL,
    school_id INT UNSIGNED NULL,
    amount_fen BIGINT UNSIGNED NOT NULL,
    is_default TINYINT NOT NULL DEFAULT 0,
    effective_from CHAR(7) NOT NULL,
    effective_to CHAR(7) NULL,
    basis VARCHAR(200) NOT NULL,
    KEY award_standards_lookup (programme, effective_from)
  )`,
];
export const down = ['DROP TABLE award_standards', 'DROP TABLE workdays'];
