import { render, screen } from '@testing-library/react';
import { fireEvent } from '@testing-library/dom';
import { Press, Problem } from '../src/components/parts';
import { DiagramForm } from '../src/components/diagram-form';
import { TaskCard } from '../src/components/task-card';
import type { Task } from '../src/features/task-list';

const task: Task = {
  id: 7, instanceId: 3, key: 'confirm-publicity', name: '名单公示确认', subject: { kind: 'award-list', id: 9, name: '安陵县职业教育中心 2023年5月 中职国家助学金' }, programme: 'vocational-grant', month: '2023-05', organisation: null, candidates: [], assignee: null, openedAt: '', dueAt: null,
  due: { words: '逾期 4 个工作日', late: true }, form: [], filled: [], vote: null, signers: [], pending: false, onBehalfOf: null, returnsTo: [], decisions: [{ value: 'confirm', name: '公示通过', remarkRequired: false }, { value: 'reject', name: '公示不通过', remarkRequired: true }], marks: [], state: 'open', optional: false, decision: null, remark: null, doneBy: null, doneAt: null, version: 1, can: { complete: { allowed: true, unmet: [] } },
};

it('a task says in words that it is late, and opens with a tap', () => {
  const tapped = jest.fn();
  render(<TaskCard task={task} onTap={tapped} />);
  expect(screen.getByText('逾期 4 个工作日').className).toContain('bad');
  fireEvent.click(screen.getByRole('link'));
  expect(tapped).toHaveBeenCalledWith(7);
});

it('a button that is off can be read but not pressed; a second tap while sending does nothing', () => {
  const pressed = jest.fn();
  const { rerender } = render(<Press off onTap={pressed}>公示通过</Press>);
  fireEvent.click(screen.getByRole('button'));
  expect([screen.getByRole('button').getAttribute('aria-disabled'), pressed.mock.calls.length]).toEqual(['true', 0]);
  rerender(<Press busy onTap={pressed}>公示通过</Press>);
  fireEvent.click(screen.getByRole('button'));
  expect([screen.getByRole('button').textContent, pressed.mock.calls.length]).toEqual(['正在提交……', 0]);
});

it('what went wrong is announced, with every reason', () => {
  render(<Problem words="只有 3 个工作日。" details={['结束日期最早选5月17日。']} />);
  expect(screen.getByRole('alert').textContent).toBe('只有 3 个工作日。结束日期最早选5月17日。');
});

it('a field an administrator adds to a diagram stands on the phone with its label', () => {
  const changed = jest.fn();
  render(<DiagramForm form={[{ id: 'note', label: '补充说明', type: 'string', required: true, mode: 'required' }, { id: 'kind', label: '类别', type: 'enum', required: false, mode: 'optional', options: [{ value: 'a', name: '甲类' }] }]} values={{ kind: 'a' }} onChange={changed} />);
  fireEvent.change(screen.getByLabelText('补充说明'), { target: { value: '已核对' } });
  expect(changed).toHaveBeenCalledWith('note', '已核对');
  expect(screen.getByLabelText('类别').textContent).toBe('甲类');
});
