import { parseSource } from '../../server/workflow/engine.js';
import { boundary, definitions, end, flows, processFile, start, subProcess, user } from '../support/diagram-xml.js';
import { Play } from '../support/play.js';

jest.setTimeout(60_000);

describe('a process file the engine cannot run', () => {
  const around = (element: string) => processFile(start('start') + element + flows('start -> odd'));

  it.each([
    ['an inclusive gateway', around('<inclusiveGateway id="odd"/>')],
    ['a complex gateway', around('<complexGateway id="odd"/>')],
    ['a script task', around('<scriptTask id="odd" scriptFormat="js"><script>1</script></scriptTask>')],
    ['a transaction', around('<transaction id="odd"><startEvent id="inner"/></transaction>')],
    ['a sub-process started by an event', around('<subProcess id="odd" triggeredByEvent="true"><startEvent id="inner"/></subProcess>')],
    ['a sub-process without a start', around(subProcess('odd', user('inner')))],
    ['a compensating task', around('<userTask id="odd" isForCompensation="true"/>')],
    ['a repeated task', around('<userTask id="odd"><standardLoopCharacteristics/></userTask>')],
    ['votes counted in the diagram', around('<userTask id="odd"><multiInstanceLoopCharacteristics><completionCondition>x</completionCondition></multiInstanceLoopCharacteristics></userTask>')],
    ['a catch event that catches nothing', around('<intermediateCatchEvent id="odd"/>')],
    ['a catch event of two kinds', around(`<intermediateCatchEvent id="odd">${definitions.timer}${definitions.message}</intermediateCatchEvent>`)],
    ['a condition as event', around('<intermediateCatchEvent id="odd"><conditionalEventDefinition><condition>x</condition></conditionalEventDefinition></intermediateCatchEvent>')],
    ['a process started by a message', processFile(`<startEvent id="odd">${definitions.message}</startEvent>`)],
    ['a boundary event that is no event', processFile(start('start') + user('a') + '<boundaryEvent id="odd" attachedToRef="a"/>' + flows('start -> a'))],
  ])('is refused by name: %s', async (_, xml) => {
    await expect(parseSource(xml)).rejects.toMatchObject({ name: 'SourceRefused', problems: expect.arrayContaining([expect.objectContaining({ elementId: 'odd' })]) });
  });

  it.each([
    ['no XML', 'hello'],
    ['another document', '<html/>'],
    ['no executable process', processFile(start('start')).replace('isExecutable="true"', 'isExecutable="false"')],
    ['two executable processes', processFile(start('start')).replace('</definitions>', '<process id="second" isExecutable="true"><startEvent id="s2"/></process></definitions>')],
    ['a flow to nowhere', processFile(start('start') + flows('start -> nowhere'))],
    ['two elements with one id', processFile(start('start') + user('a', 'a') + flows('start -> a'))],
  ])('is refused: %s', async (_, xml) => {
    await expect(parseSource(xml)).rejects.toMatchObject({ name: 'SourceRefused' });
  });

  it('is told all that is wrong at once', async () => {
    const xml = processFile(start('start') + '<scriptTask id="one"/><inclusiveGateway id="two"/>' + flows('start -> one -> two'));
    await expect(parseSource(xml)).rejects.toMatchObject({ problems: [{ elementId: 'one' }, { elementId: 'two' }] });
  });
});

describe('a process file that is run', () => {
  const process = processFile(start('start') + user('a') + boundary('late', 'a', 'timer') + end('end') + flows('start -> a -> end\nlate -> end'));

  it('cannot be changed once it is read', async () => {
    const { diagram, prepared } = await parseSource(process);
    for (const part of [diagram, diagram.elements, diagram.elements[0], prepared, prepared.getActivities()[0], prepared.getSequenceFlows()[0].behaviour]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('shows the engine no duration of ours', async () => {
    const { prepared } = await parseSource(process);
    expect(JSON.stringify(prepared.getActivityById('late')?.behaviour)).toContain('P100Y');
    expect(JSON.stringify(prepared.getActivities().map(({ behaviour }) => behaviour))).not.toContain('PT1H');
  });

  it('may carry lanes, notes, forms and expressions, which do nothing', async () => {
    const decorated = process
      .replace('<userTask id="a"/>', '<userTask id="a" name="${environment.services.x()}" implementation="${environment.output}" camunda:assignee="${x}"><extensionElements><camunda:formData><camunda:formField id="f" type="string"/></camunda:formData></extensionElements></userTask>'
        + '<laneSet id="lanes"><lane id="lane" name="学校" aid:candidates="school-operator@school"><flowNodeRef>a</flowNodeRef></lane></laneSet><textAnnotation id="note-text"><text>x</text></textAnnotation><association id="link" sourceRef="a" targetRef="note-text"/>');
    const play = await Play.begun(decorated);
    await play.act('a');
    expect(play.done).toBe(true);
  });
});
