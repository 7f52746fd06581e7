import { isNoSpace, NoSpace } from '../../server/lib/no-space.js';
import { asProductError } from '../../server/web/error-response.js';

it.each([
  ['the table is full', { errno: 1114, sqlMessage: "The table 'awards' is full" }, true],
  ['the disk is full', { errno: 1021, sqlMessage: 'Disk full (/tmp/#sql)' }, true],
  ['a temporary file could not be written for want of room', { errno: 3, sqlMessage: "Error writing file '/tmp/x' (errno: 28 \"No space left on device\")" }, true],
  ['the same through a model', { parent: { errno: 1026, sqlMessage: "Error writing file 'x' (errno: 28 - No space left on device)" } }, true],
  ['a stored file had no room', { code: 'ENOSPC' }, true],
  ['the account’s share is used up', { code: 'EDQUOT' }, true],
  ['a file could not be written for another reason', { errno: 3, sqlMessage: "Error writing file '/tmp/x' (errno: 13 \"Permission denied\")" }, false],
  ['a row was there already', { errno: 1062, sqlMessage: "Duplicate entry '28'" }, false],
  ['nothing at all', null, false],
])('%s', (_, error, expected) => {
  expect(isNoSpace(error)).toBe(expected);
});

it('whoever meets a full disk is told so in words, and that nothing was done', () => {
  const told = asProductError(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  expect([told instanceof NoSpace, told?.status, told?.code, told?.message]).toEqual([true, 503, 'no-space', '服务器的存储空间满了，您的操作没有生效，填写的内容还在。请告诉系统管理员腾出空间，之后用同一页面再提交一次。']);
});
