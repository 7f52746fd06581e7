import { row, rows, run, transact } from '../../server/database.js';
import type { Actor } from '../../server/values/actor.js';
import { completeTask } from '../../server/workflow/complete-task.js';
import { activateDefinition, saveDefinition } from '../../server/workflow/definitions.js';
import { registerService, registerSubject } from '../../server/workflow/registry.js';
import { startInstance } from '../../server/workflow/start-instance.js';
import { openTaskOf, tasksOf, type Task } from '../../server/workflow/task.js';
import { bpmn, type Part, type Process } from './bpmn-builder.js';
import { Person, startProduct, type Product } from './product.js';
import { county, person, school, type Place } from './world.js';

/** The real product with small drawings of a test's own: subjects that are only numbers, services that can be broken. */
export type SmallProcesses = {
  product: Product; place: Place; authority: Place; operator: Actor; drawer: Actor; publisher: Actor;
  /** Names of services that fail, and what the others did. */
  broken: Set<string>; called: string[];
  /** Facts of every subject, `null` for a value that is missing. */
  facts: Record<string, string | number | boolean | null>;
  /** Saves and activates a file. @returns its version. */
  publish(key: string, parts: Part[], process?: Process): Promise<number>;
  /** Publishes it and begins one instance. @returns the subject. */
  begin(key: string, parts: Part[], process?: Process): Promise<number>;
  another(key: string): Promise<number>;
  done(id: number, key: string, fields?: Record<string, unknown>): Promise<Task>;
  waiting(id: number): Promise<string[]>;
  stateOf(id: number): Promise<string | undefined>;
  instanceOf(id: number): Promise<number>;
  history(id: number): Promise<string[]>;
  signIn(actor: Actor): Promise<Person>;
};

let serial = 0;

export async function smallProcesses(): Promise<SmallProcesses> {
  const product = await startProduct();
  const authority = await county();
  const place = await school(authority);
  const operator = await person(place, 'school-operator');
  const drawer = await person(authority, 'process-administrator');
  const publisher = await person(authority, 'process-publisher');
  const broken = new Set<string>();
  const called: string[] = [];
  const facts: SmallProcesses['facts'] = { people: 3 };
  registerSubject({
    kind: 'award-list', title: '资助名单', facts: [{ name: 'people', type: 'number' }], name: async (id) => `第 ${id} 件`, href: (id) => `/test/${id}`,
    load: async (id) => ({ name: `第 ${id} 件`, organisationId: place.id, programme: null, month: null, organisations: { school: place.id, authority: authority.id, prefecture: null, province: null, central: null }, values: facts }),
  });
  for (const name of ['notify', 'settle']) {
    registerService(name, async ({ subject }) => {
      if (broken.has(name)) throw new Error(`the service ${name} is broken`);
      called.push(`${name} ${subject.id}`);
    }, { skippable: name === 'notify' });
  }
  const subject = (id: number) => ({ kind: 'award-list', id });
  const self: SmallProcesses = {
    product, place, authority, operator, drawer, publisher, broken, called, facts,
    async publish(key, parts, process = {}) {
      const { version } = await saveDefinition(drawer, bpmn(parts, { id: key, ...process }));
      await activateDefinition(publisher, key, version.version, '测试');
      return version.version;
    },
    async begin(key, parts, process) {
      await self.publish(key, parts, process);
      return self.another(key);
    },
    async another(key) {
      serial += 1;
      const id = 3_000_000 + serial;
      await transact(() => startInstance(key, subject(id), operator));
      return id;
    },
    async done(id, key, fields = {}) {
      const task = await openTaskOf(subject(id), key);
      if (!task) throw new Error(`nothing waits at ${key}`);
      return completeTask(operator, task.id, { version: task.version, ...fields });
    },
    waiting: async (id) => (await tasksOf(subject(id))).filter(({ state }) => state === 'open').map(({ key }) => key).sort(),
    stateOf: async (id) => (await row<{ state: string }>('SELECT state FROM process_instances WHERE subject_id = ? ORDER BY id DESC', [id]))?.state,
    instanceOf: async (id) => (await row<{ id: number }>('SELECT id FROM process_instances WHERE subject_id = ? ORDER BY id DESC', [id]))?.id ?? 0,
    history: async (id) => (await rows<{ kind: string; element_id: string | null }>('SELECT h.kind, h.element_id FROM process_history h JOIN process_instances p ON p.id = h.instance_id WHERE p.subject_id = ? ORDER BY h.instance_id, h.seq', [id])).map(({ kind, element_id }) => (element_id ? `${kind} ${element_id}` : kind)),
    signIn: (actor) => Person.signedIn(product, actor),
  };
  return self;
}

/** Sets office time forward; what is due fires at the next look. */
export const forward = (days: number): Promise<unknown> => run("UPDATE settings SET value = value + ? WHERE name = 'clock-offset-ms'", [Math.round(days * 86_400_000)]);
