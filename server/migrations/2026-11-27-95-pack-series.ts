/** 成批凭据包: the lists of a region packed in the background, one by one; the packs themselves lie sealed beside the database. */
export const up = [
  `CREATE TABLE pack_series (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    within_id INT UNSIGNED NOT NULL,
    job_id INT UNSIGNED NOT NULL DEFAULT 0,
    programme VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    to_period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    purpose VARCHAR(200) NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    removed_at DATETIME(3) NULL,
    KEY pack_series_user (user_id, id),
    KEY pack_series_expiry (removed_at, expires_at),
    CONSTRAINT pack_series_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT pack_series_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT pack_series_within_fk FOREIGN KEY (within_id) REFERENCES organisations (id)
  )`,
  `CREATE TABLE pack_series_lists (
    series_id INT UNSIGNED NOT NULL,
    list_id INT UNSIGNED NOT NULL,
    place INT UNSIGNED NOT NULL,
    state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
    file_name VARCHAR(300) NOT NULL DEFAULT '',
    size_bytes INT UNSIGNED NOT NULL DEFAULT 0,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    message VARCHAR(300) NULL,
    PRIMARY KEY (series_id, list_id),
    KEY pack_series_lists_waiting (series_id, state, place),
    CONSTRAINT pack_series_lists_series_fk FOREIGN KEY (series_id) REFERENCES pack_series (id),
    CONSTRAINT pack_series_lists_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id)
  )`,
];
export const down = ['DROP TABLE pack_series_lists', 'DROP TABLE pack_series'];
