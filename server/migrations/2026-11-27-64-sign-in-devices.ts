/** Devices a person has signed in from: their failures are counted apart from strangers', who cannot lock the person out there. */
export const up = [
  `CREATE TABLE sign_in_devices (
    user_id INT UNSIGNED NOT NULL,
    device_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    failed_count INT UNSIGNED NOT NULL DEFAULT 0,
    locked_until DATETIME(3) NULL,
    last_used_at DATETIME(3) NOT NULL,
    PRIMARY KEY (user_id, device_hash),
    KEY sign_in_devices_shared (device_hash),
    CONSTRAINT sign_in_devices_user FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE sign_in_devices'];
