import { checkDefinition } from '../../server/workflow/check-definition.js';
import { checkInWorker } from '../../server/workflow/check-in-worker.js';
import { bpmn, end, path, service, start, userTask } from '../support/bpmn-builder.js';

const known = { services: ['notify'], roles: ['school-operator'], subjects: { 'award-list': { facts: [] } } };

it('a file is checked in a thread of its own with the same findings', async () => {
  for (const xml of [bpmn([start(), userTask('a'), end(), ...path('start', 'a', 'end')]), bpmn([start(), service('s', 'noSuchService'), end(), ...path('start', 's', 'end')])]) {
    expect((await checkInWorker(xml, known)).findings).toEqual(await checkDefinition(xml, known));
  }
});

it('what the gate refuses never gets a thread', async () => {
  const waited = jest.spyOn(globalThis, 'setTimeout'); // the thread’s time limit
  expect((await checkInWorker('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', known)).findings.map(({ code }) => code)).toContain('doctype');
  expect(waited).not.toHaveBeenCalled();
  waited.mockRestore();
});

it('others go on while a large file is checked', async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `t${index}`);
  const xml = bpmn([start(), ...ids.map((id) => userTask(id)), end(), ...path('start', ...ids, 'end')]);
  let turns = 0;
  const watch = setInterval(() => { turns += 1; }, 1);
  const { findings } = await checkInWorker(xml, known);
  clearInterval(watch);
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(turns).toBeGreaterThan(10);
});
