/** 常用筛选: conditions of a list page that one person keeps under a name; at most one of a page opens by itself. */
export const up = [
  `CREATE TABLE saved_filters (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    page VARCHAR(20) CHARACTER SET ascii NOT NULL,
    name VARCHAR(30) NOT NULL,
    conditions VARCHAR(1000) NOT NULL,
    default_flag TINYINT NULL,
    saved_at DATETIME(3) NOT NULL,
    UNIQUE KEY saved_filters_name (user_id, page, name),
    UNIQUE KEY saved_filters_default (user_id, page, default_flag)
  )`,
];
export const down = ['DROP TABLE saved_filters'];
