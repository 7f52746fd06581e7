/**
 * 升级登记 (教助中心〔2023〕8号 正文一): what every province did about a release, the checks it ran of the release's parts, and what it
 * asked help for. The releases and their last days are reference data.
 */
export const up = [
  `CREATE TABLE upgrade_releases (
    version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    due_on DATE NOT NULL,
    basis VARCHAR(120) NOT NULL
  )`,
  "INSERT INTO upgrade_releases (version, due_on, basis) VALUES ('3.2.0', '2023-04-18', '教助中心〔2023〕8号 正文一')",
  `CREATE TABLE upgrade_records (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    release_version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    package_version VARCHAR(40) NOT NULL,
    deployed_at DATETIME(3) NOT NULL,
    result VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    note VARCHAR(1000) NOT NULL DEFAULT '',
    recorded_by INT UNSIGNED NOT NULL,
    recorded_at DATETIME(3) NOT NULL,
    conclusion VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
    feedback VARCHAR(2000) NOT NULL DEFAULT '',
    fed_back_by INT UNSIGNED NULL,
    fed_back_at DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    UNIQUE KEY upgrade_records_once (organisation_id, release_version),
    CONSTRAINT upgrade_records_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT upgrade_records_release_fk FOREIGN KEY (release_version) REFERENCES upgrade_releases (version),
    CONSTRAINT upgrade_records_recorder_fk FOREIGN KEY (recorded_by) REFERENCES users (id),
    CONSTRAINT upgrade_records_teller_fk FOREIGN KEY (fed_back_by) REFERENCES users (id)
  )`,
  `CREATE TABLE upgrade_checks (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    release_version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    found_lines MEDIUMTEXT NOT NULL,
    failed INT UNSIGNED NOT NULL,
    checked_by INT UNSIGNED NOT NULL,
    checked_at DATETIME(3) NOT NULL,
    KEY upgrade_checks_latest (organisation_id, release_version, id),
    CONSTRAINT upgrade_checks_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT upgrade_checks_release_fk FOREIGN KEY (release_version) REFERENCES upgrade_releases (version),
    CONSTRAINT upgrade_checks_user_fk FOREIGN KEY (checked_by) REFERENCES users (id)
  )`,
  `CREATE TABLE upgrade_requests (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    release_version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    problem VARCHAR(2000) NOT NULL,
    state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
    asked_by INT UNSIGNED NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    answer VARCHAR(2000) NOT NULL DEFAULT '',
    answered_by INT UNSIGNED NULL,
    answered_at DATETIME(3) NULL,
    closed_by INT UNSIGNED NULL,
    closed_at DATETIME(3) NULL,
    KEY upgrade_requests_own (organisation_id, release_version, id),
    KEY upgrade_requests_open (release_version, state),
    CONSTRAINT upgrade_requests_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT upgrade_requests_release_fk FOREIGN KEY (release_version) REFERENCES upgrade_releases (version),
    CONSTRAINT upgrade_requests_asker_fk FOREIGN KEY (asked_by) REFERENCES users (id),
    CONSTRAINT upgrade_requests_answerer_fk FOREIGN KEY (answered_by) REFERENCES users (id),
    CONSTRAINT upgrade_requests_closer_fk FOREIGN KEY (closed_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE upgrade_requests', 'DROP TABLE upgrade_checks', 'DROP TABLE upgrade_records', 'DROP TABLE upgrade_releases'];
