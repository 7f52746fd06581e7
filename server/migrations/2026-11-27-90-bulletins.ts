/**
 * 应用情况通报: what one tells is frozen with the bulletin, and can be counted again as of its moment. So every change of a
 * filing deadline is kept, and a deleted list leaves what it was; a circular may lead to what it is about.
 */
export const up = [
  `CREATE TABLE filing_deadline_changes (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    programme VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    due_on DATE NULL,
    set_at DATETIME(3) NOT NULL,
    KEY filing_deadline_changes_period (programme, period, organisation_id)
  )`,
  'INSERT INTO filing_deadline_changes (organisation_id, programme, period, step, due_on, set_at) SELECT organisation_id, programme, period, step, due_on, set_at FROM filing_deadlines',
  `CREATE TABLE deleted_award_lists (
    id INT UNSIGNED NOT NULL PRIMARY KEY,
    school_id INT UNSIGNED NOT NULL,
    programme VARCHAR(40) NOT NULL,
    period VARCHAR(16) NOT NULL,
    deleted_at DATETIME(3) NOT NULL,
    KEY deleted_award_lists_period (school_id, programme, period)
  )`,
  'ALTER TABLE circulars ADD COLUMN about_href VARCHAR(160) NULL, ADD COLUMN about_label VARCHAR(60) NULL',
  `CREATE TABLE bulletins (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    author_id INT UNSIGNED NOT NULL,
    title VARCHAR(80) NOT NULL,
    span VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    as_of DATETIME(3) NOT NULL,
    circular_id INT UNSIGNED NULL,
    published_at DATETIME(3) NULL,
    KEY bulletins_own (organisation_id, id),
    KEY bulletins_circular (circular_id),
    CONSTRAINT bulletins_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT bulletins_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT bulletins_circular_fk FOREIGN KEY (circular_id) REFERENCES circulars (id)
  )`,
  `CREATE TABLE bulletin_places (
    bulletin_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    name VARCHAR(120) NOT NULL,
    level VARCHAR(12) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    stage VARCHAR(16) NULL,
    path VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (bulletin_id, organisation_id),
    CONSTRAINT bulletin_places_fk FOREIGN KEY (bulletin_id) REFERENCES bulletins (id)
  )`,
  `CREATE TABLE bulletin_facts (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    bulletin_id INT UNSIGNED NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    programme VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    due_on DATE NOT NULL,
    done_at DATETIME(3) NULL,
    outcome VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    list_id INT UNSIGNED NULL,
    UNIQUE KEY bulletin_facts_once (bulletin_id, school_id, programme, period, step),
    CONSTRAINT bulletin_facts_fk FOREIGN KEY (bulletin_id) REFERENCES bulletins (id)
  )`,
];
export const down = ['DROP TABLE bulletin_facts', 'DROP TABLE bulletin_places', 'DROP TABLE bulletins', 'ALTER TABLE circulars DROP COLUMN about_href, DROP COLUMN about_label', 'DROP TABLE deleted_award_lists', 'DROP TABLE filing_deadline_changes'];
