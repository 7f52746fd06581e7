import { parentPort } from 'node:worker_threads';
import { ProductError } from '../lib/errors.js';
import { ColumnsMissing, type FileHeaders } from '../lib/sheet-headers.js';
import { surveyTable, type TableRules } from '../lib/sheet-table.js';
import { withMaskedSamples } from './mask-sample.js';

export type SurveyAsked = { bytes: Uint8Array; table: TableRules<string> };
/** Samples below the headers come masked. `headers` of a refusal: of the sheet that came nearest, where columns are missing. */
export type SurveyAnswer = { rows: number; headers: FileHeaders } | { status: number; code: string; message: string; headers: FileHeaders | null } | { broke: string };

/** Looks at one file after the other: nothing in them holds up the requests of others, or lives longer than the thread. */
parentPort?.on('message', ({ bytes, table }: SurveyAsked) => {
  surveyTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), table).then(
    ({ rows, headers }) => answer({ rows, headers: withMaskedSamples(headers) }),
    (error: unknown) => answer(error instanceof ProductError ? { status: error.status, code: error.code, message: error.message, headers: error instanceof ColumnsMissing && error.headers ? withMaskedSamples(error.headers) : null } : { broke: String(error) }),
  );
});

const answer = (given: SurveyAnswer): void => parentPort?.postMessage(given);
