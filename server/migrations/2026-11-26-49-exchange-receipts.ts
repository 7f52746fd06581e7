/** Every file that came through the receive folder: received, or set aside with the reason. */
export const up = [
  `CREATE TABLE exchange_receipts (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    file_name VARCHAR(200) NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(300) NOT NULL,
    records INT UNSIGNED NOT NULL,
    matched INT UNSIGNED NOT NULL,
    received_at DATETIME(3) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    UNIQUE KEY exchange_receipts_once (file_name, sha256)
  )`,
];
export const down = ['DROP TABLE exchange_receipts'];
