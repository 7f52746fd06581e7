import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

// Who may import what. A failing rule says what to use instead.
const root = join(__dirname, '..');
const shared = ['workflow', 'web', 'lib', 'audit', 'attachments', 'saved-filters'];
const features = ['organisations', 'people', 'accounts', 'students', 'priority-groups', 'hardship', 'award-lists', 'disbursements', 'fee-waivers', 'loans', 'legacy', 'todos', 'notifications', 'statistics', 'lookups', 'exchange', 'circulars', 'bulletins', 'filing-calendar', 'office-rules', 'jobs', 'task-batches', 'process-runs', 'process-migrations', 'external-workers', 'training', 'webhooks', 'rule-changes', 'year-archive', 'evidence-packs', 'record-exports', 'inspection', 'upgrades', 'help'];
/** A feature may use those on a lower floor, never those above. */
const floors: Record<string, number> = { organisations: 0, people: 1, accounts: 1, students: 2, 'priority-groups': 2.5, hardship: 3, 'award-lists': 3, disbursements: 4, loans: 4, 'fee-waivers': 5, legacy: 5, statistics: 4, circulars: 1, bulletins: 5, 'filing-calendar': 1, 'office-rules': 5, todos: 4, lookups: 5, exchange: 4, 'task-batches': 4, 'process-runs': 4, 'process-migrations': 4, 'external-workers': 4, training: 2, webhooks: 4, 'rule-changes': 1, 'year-archive': 4, 'evidence-packs': 5, 'record-exports': 1, inspection: 5, upgrades: 5, help: 5 };
/** Files that read the time although they are not lib/clock.ts, each with the reason. */
const readsTime: Record<string, string> = {};

/** `to` of one of our own files is given from the folder asked for and without ending, e.g. `lib/errors`. */
type Import = { to: string; ours: boolean };
type Source = { file: string; text: string; imports: Import[] };
const sources = sourcesIn('server');
const folderOf = (path: string): string => (path.includes('/') ? path.split('/')[0] : '');
const starts = (file: string, ...folders: string[]): boolean => folders.includes(folderOf(file));

it('values and lib stand alone, so that rules run without a database', () => {
  expect(imports((file, to, ours) => starts(file, 'lib') && ours && !starts(to, 'lib')
    || starts(file, 'values') && ours && !starts(to, 'values') && to !== 'lib/errors',
  'lib and values use only their own files and lib/errors: hand the thing in as an argument, or move the function to the feature')).toEqual([]);
});

it('what all features share knows none of them', () => {
  expect(imports((file, to) => starts(file, ...shared) && starts(to, ...features),
    'let the feature register itself (processes.ts for services, app.ts for routes), or take what is needed as an argument')).toEqual([]);
});

it('features build on each other in one direction', () => {
  expect(imports((file, to) => floors[folderOf(to)] > floors[folderOf(file)],
    'organisations ← people ← students ← priority-groups ← award-lists ← disbursements, statistics, todos ← lookups: move the call into the later feature')).toEqual([]);
});

it('only app.ts knows the routes', () => {
  expect(imports((file, to) => /(^|\/)routes$/.test(to) && file !== 'app.ts', 'import the use case itself, not the routes of its feature')).toEqual([]);
});

it('the process engine is behind workflow/engine', () => {
  expect(imports((file, to) => /^bpmn-(engine|elements)/.test(to) && !/^workflow\/engine[^/]*\.ts$/.test(file), 'call the functions of workflow/engine.ts')).toEqual([]);
});

it('the Excel library is behind a spreadsheet.ts', () => {
  expect(imports((file, to) => to === 'exceljs' && !/(^|\/)spreadsheet\.ts$/.test(file), 'write or read the sheet in the spreadsheet.ts of the feature')).toEqual([]);
});

it('a migration is SQL and imports nothing of ours', () => {
  expect(imports((file, to, ours) => starts(file, 'migrations') && file !== 'migrations/index.ts' && ours, 'write the SQL as it is today; a model changes later, a migration never')).toEqual([]);
});

it('the mini-program shares nothing with the server but the generated contract', () => {
  const foreign = sourcesIn('miniapp/src').filter(({ imports: used }) => used.some(({ to }) => to.startsWith('../') && to.includes('server/')));
  expect(foreign.map(({ file }) => `${file}: use src/api/contract.ts`)).toEqual([]);
});

it('only lib/clock.ts reads the time', () => {
  const reading = sources.filter(({ file, text }) => file !== 'lib/clock.ts' && !(file in readsTime) && /\bDate\.now\(|\bnew Date\(\)/.test(withoutComments(text)));
  expect(reading.map(({ file }) => `${file}: take tx.now, or realNow() and ticks() of lib/clock.ts`)).toEqual([]);
  expect(Object.keys(readsTime).filter((file) => !sources.some((source) => source.file === file))).toEqual([]);
});

it('no file needs a table of contents', () => {
  const long = ['server', 'test', 'seeds'].flatMap((folder) => sourcesIn(folder).map(({ file, text }) => ({ file: `${folder}/${file}`, lines: text.split('\n').length - 1 })));
  expect(long.filter(({ lines }) => lines > 350).map(({ file, lines }) => `${file} has ${lines} lines: it is two files`)).toEqual([]);
});

it('files are named after one thing', () => {
  const vague = ['server', 'test', 'seeds'].flatMap(sourcesIn).filter(({ file }) => /(^|[/-])(utils?|helpers?|managers?|data|handle|handlers?|misc|common)(\.|\/)/.test(file));
  expect(vague.map(({ file }) => `${file}: name it after what it is in the office (GLOSSARY.md)`)).toEqual([]);
});

function imports(forbidden: (file: string, to: string, ours: boolean) => boolean, instead: string): string[] {
  return sources.flatMap(({ file, imports: used }) => used.filter(({ to, ours }) => forbidden(file, to, ours)).map(({ to }) => `server/${file} imports ${to}: ${instead}`));
}

function sourcesIn(folder: string): Source[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true }).map((name) => String(name).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules/'))
    .map((file) => {
      const text = readFileSync(join(root, folder, file), 'utf8');
      const used = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)'([^']+)'/g)].map(([, to]) => to);
      return { file, text, imports: used.map((to) => (to.startsWith('.') ? { to: normalize(join(dirname(file), to)).replace(/\.js$/, ''), ours: true } : { to, ours: false })) };
    });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm, '');
}
