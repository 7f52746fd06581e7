/** 批量申请开户: which file a request came with, so that the requests of one file are decided, and its links given out, together. */
export const up = ['ALTER TABLE account_requests ADD COLUMN import_id INT UNSIGNED NULL, ADD KEY account_requests_import (import_id)'];
export const down = ['ALTER TABLE account_requests DROP KEY account_requests_import, DROP COLUMN import_id'];
