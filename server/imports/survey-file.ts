import { extname, join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { InputInvalid, RuleBroken, TooLarge, UnsupportedMedia, type ErrorItem } from '../lib/errors.js';
import { headerText, type FileHeaders, type NamedHeaders } from '../lib/sheet-headers.js';
import type { Actor } from '../values/actor.js';
import type { UploadedFile } from '../web/route.js';
import type { Surveyed } from './file-import.js';
import type { ImportKind } from './kinds.js';
import { columnsGiven, proposedNames, rememberedNames } from './name-columns.js';
import type { SurveyAnswer, SurveyAsked } from './survey-thread.js';

const LIMIT_MB = 512;
/** A millisecond for each row a file of the kind may have, and never less than this: a busy server reads slowly. */
const LIMIT_MS = 20_000;
const IDLE_MS = 60_000;

const compiled = extname(__filename) === '.js';

/** @param columns what was said of the headers, as JSON. @param ask a person sits before it: unknown headers are asked about rather than refused. */
type Handing = { readonly actor: Actor; readonly columns?: string; readonly ask?: boolean };

/**
 * Looks at a file when it is handed in, in a thread of its own: is it a table of this kind, and how many rows has it. What is wrong
 * with the file as a whole is said at once; the rows are checked afterwards.
 * @throws InputInvalid without a file; TooLarge naming the limit, UnsupportedMedia, RuleBroken for the file as a whole.
 */
export async function surveyFile(kind: ImportKind, file: UploadedFile | null, { actor, columns, ask }: Handing): Promise<Surveyed> {
  if (!file || file.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
  const named = columnsGiven(kind, columns);
  const answer = await surveyed(kind, file.bytes, named);
  if ('rows' in answer) return { name: file.name, bytes: file.bytes, rows: answer.rows, named, headers: answer.headers, unmatched: false };
  const { code, message, headers } = answer;
  if (code === 'columns-missing' && headers && canBeMatched(kind, headers)) {
    if (ask) return { name: file.name, bytes: file.bytes, rows: 0, headers, unmatched: true };
    const proposed = proposedNames(kind.table, headers, await rememberedNames(actor, kind));
    throw new RuleBroken(code, `${message}也可以在 columns 里写明文件的哪一列是模板的哪一列。`, undefined, headers.headers.filter(({ column }) => column === null).map(({ letter, header }) => unknownHeader(kind, letter, header, proposed.get(header))));
  }
  throw new RuleBroken(code, message);
}

/**
 * Looks at bytes as a table of a kind, with what was said of its headers.
 * @returns how many rows it has, or that columns are missing. @throws TooLarge, UnsupportedMedia, RuleBroken for the file as a whole.
 */
export async function surveyed(kind: ImportKind, bytes: Buffer, named: NamedHeaders | undefined): Promise<Exclude<SurveyAnswer, { broke: string }>> {
  const { columns, atLeastOneOf, mostRows } = kind.table;
  const answer = await inTurn(() => survey({ bytes, table: { columns: columns.map(({ key, header, aliases, required }) => ({ key, header, aliases, required })), atLeastOneOf, mostRows, named } }));
  if ('rows' in answer) return answer;
  if ('broke' in answer) throw new RuleBroken('file-damaged', '系统读不完这个文件，它可能不是办公软件存出来的，或太大、太绕。请用 Excel 或 WPS 打开，另存一份再上传。');
  if (answer.status === 413) throw new TooLarge(answer.message);
  if (answer.status === 415) throw new UnsupportedMedia(answer.message);
  if (answer.code !== 'columns-missing') throw new RuleBroken(answer.code, answer.message);
  return answer;
}

/** A table with fewer columns than must be there does not become one by other names. */
const canBeMatched = ({ table }: ImportKind, { headers }: FileHeaders): boolean =>
  headers.length >= Math.max(2, table.columns.filter(({ required }) => required).length + (table.atLeastOneOf ? 1 : 0)) && headers.some(({ samples }) => samples.length > 0);

function unknownHeader({ table }: ImportKind, letter: string, header: string, proposed: string | undefined): ErrorItem {
  const column = table.columns.find(({ key }) => key === proposed);
  return { column: letter, path: headerText(header), code: 'unknown-header', message: `表头“${header}”没有认出${column ? `，可能是“${column.header}”` : proposed === '' ? '，上次没有导入这一列' : ''}。` };
}

let last: Promise<unknown> = Promise.resolve();

/** One file at a time: two at once would only make both slower. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}

type Thread = { worker: Worker; settle: (answer: SurveyAnswer) => void };
let thread: Thread | null = null;
let idle: NodeJS.Timeout | null = null;

function survey(asked: SurveyAsked): Promise<SurveyAnswer> {
  if (idle) clearTimeout(idle);
  const mine = thread ?? beginThread();
  mine.worker.ref();
  return new Promise<SurveyAnswer>((resolve) => {
    const timer = setTimeout(() => mine.settle({ broke: 'too long' }), Math.max(LIMIT_MS, asked.table.mostRows) * (compiled ? 1 : 3));
    mine.settle = (answer) => {
      clearTimeout(timer);
      mine.settle = nobodyWaits;
      // A thread in which something broke is not used again.
      if ('broke' in answer) letGo(mine);
      else {
        mine.worker.unref();
        idle = setTimeout(() => letGo(mine), IDLE_MS).unref();
      }
      resolve(answer);
    };
    mine.worker.postMessage(asked);
  });
}

const nobodyWaits = (): void => undefined;

function beginThread(): Thread {
  const fresh: Thread = { worker: startThread({ resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB } }), settle: nobodyWaits };
  thread = fresh;
  fresh.worker.on('message', (answer: SurveyAnswer) => fresh.settle(answer));
  fresh.worker.on('error', (error) => fresh.settle({ broke: String(error) }));
  fresh.worker.on('exit', (code) => {
    if (thread === fresh) thread = null;
    fresh.settle({ broke: `ended with ${code}` });
  });
  return fresh;
}

function letGo(mine: Thread): void {
  if (thread === mine) thread = null;
  void mine.worker.terminate();
}

/** Uncompiled, in tests and while developing, the thread needs a loader before it can read itself. */
function startThread(options: WorkerOptions): Worker {
  if (compiled) return new Worker(join(__dirname, 'survey-thread.js'), options);
  return new Worker(`require('tsx/cjs'); require(${JSON.stringify(join(__dirname, 'survey-thread.ts'))})`, { ...options, eval: true });
}
