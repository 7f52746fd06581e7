import type { KeyedPlace } from './check-keyed.js';
import type { Actor } from '../values/actor.js';
import type { Level } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import type { Evidence, EvidenceAsked } from './evidence.js';

/** What a process is about: an award list, later a loan batch, … */
export type Subject = { kind: string; id: number };

/** How an organisation stands to a subject's school: itself, its direct authority, or one above. */
export type SubjectLevel = 'school' | 'authority' | Exclude<Level, 'school' | 'county'>;

/** What the runtime needs to know of a subject. Columns are the truth; this is read from them in the act. */
export type SubjectFacts = {
  name: string;
  /** The organisation whose subtree membership decides who sees it (the school). */
  organisationId: number;
  programme: string | null;
  month: string | null;
  /** Organisation of each level relative to the subject; null where there is none. */
  organisations: Record<SubjectLevel, number | null>;
  /** Values of the facts that conditions and timers may use. */
  values: Record<string, string | number | boolean | null>;
};

/** What a service task is called with. It acts through the same rules as every other way in. */
export type ServiceCall = { subject: Subject; actor: Actor | null; taskKey: string | null; input: TaskInput };
export type TaskInput = { decision?: string; remark?: string; values: Record<string, unknown> };
export type Service = (call: ServiceCall) => Promise<void>;

export type FactType = { name: string; type: 'text' | 'number' | 'date' | 'boolean' };
/** Something to look at, counted: `open-notes` 批注待答 2. */
export type TaskMark = { key: string; name: string; count: number };

/** How much a subject is about: people, fen, and how many of its people need an eye before deciding. */
export type SubjectWeight = { people: number; payable: number; warnings: number };

export type SubjectProvider = {
  kind: string;
  /** What it is called where processes are drawn: 资助名单. */
  title?: string;
  facts: FactType[];
  /** @param levels those whose organisations the diagram asks for; the others may be left null. */
  load(id: number, levels: readonly SubjectLevel[]): Promise<SubjectFacts>;
  /** By which day the office's own calendar wants a task of it done, by the organisation that does it; null for none. */
  deadline?(id: number, taskKey: string, organisationId: number): Promise<OfficeDate | null>;
  /** Its name in people's words. */
  name(id: number): Promise<string>;
  /** The names of many, by one statement. */
  names?(ids: readonly number[]): Promise<Map<number, string>>;
  /** What the task page shows of it to this person. */
  evidence?(actor: Actor, id: number, asked: EvidenceAsked): Promise<Evidence>;
  /** Refuses before the task is closed what the person may not do whatever the diagram says. */
  beforeCompletion?(actor: Actor, taskKey: string, id: number, input: TaskInput): Promise<void>;
  /** Keeps what the subject wants to remember of a decision, in the same act: after the task is closed, before the process goes on. */
  decided?(actor: Actor, task: { key: string; name: string }, id: number, input: TaskInput): Promise<void>;
  /** By the key of a procedure, the places of its drawing that rules know by their ids. */
  keyed?: Readonly<Record<string, readonly KeyedPlace[]>>;
  /** Of a task, the decision that sends the subject back to an earlier step; its rule changes the status. */
  returns?: Readonly<Record<string, string>>;
  /** Tasks whose completion can be taken back before it is handled, and by which rule. */
  takesBack?: Readonly<Record<string, { whyNot(actor: Actor, id: number): Promise<{ code: string; message: string } | null>; act(actor: Actor, id: number): Promise<void> }>>;
  /** Whether the act of this task writes the subject's record itself; else the completion does. */
  records?(taskKey: string): boolean;
  /** How much of what needs an eye these subjects carry (notes without an answer), by one statement; only those that carry some. */
  marks?(ids: readonly number[]): Promise<Map<number, TaskMark[]>>;
  /** Tasks that are never decided together with others, and why: what they change is looked at first. */
  byItself?: Readonly<Record<string, string>>;
  /** What these subjects are about in numbers, by a few statements whatever their number. */
  weights?(ids: readonly number[]): Promise<Map<number, SubjectWeight>>;
  /** Where a person works on it. */
  href(id: number, taskId: number): string;
};

const services = new Map<string, Service>();
const skippable = new Set<string>();
const subjects = new Map<string, SubjectProvider>();

/** Features hand their services to diagrams here, at start-up (`processes.ts`). */
export function registerService(name: string, service: Service, options: { skippable?: boolean } = {}): void {
  services.set(name, service);
  if (options.skippable) skippable.add(name);
  else skippable.delete(name);
}

/** Whether a service may be passed over when it fails: only one that changes no status of its subject; the others are rules. */
export const isSkippable = (name: string): boolean => skippable.has(name);

export function registerSubject(provider: SubjectProvider): void {
  subjects.set(provider.kind, provider);
}

export function serviceNamed(name: string): Service {
  const found = services.get(name);
  if (!found) throw new Error(`service ${name} is not registered`);
  return found;
}

export function subjectProvider(kind: string): SubjectProvider {
  const found = subjects.get(kind);
  if (!found) throw new Error(`subject kind ${kind} is not registered`);
  return found;
}

/** What a process file may name; the check of a file compares against it. */
export function knownNames(roles: readonly string[]): { services: string[]; roles: string[]; subjects: Record<string, { facts: FactType[] }>; keyed: Record<string, readonly KeyedPlace[]> } {
  return { services: [...services.keys()], roles: [...roles], subjects: Object.fromEntries([...subjects].map(([kind, { facts }]) => [kind, { facts }])), keyed: Object.assign({}, ...[...subjects.values()].map(({ keyed }) => keyed ?? {})) };
}
