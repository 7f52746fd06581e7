import { row, run } from '../database.js';

/*
 * 练习环境: an installation of its own in which everybody can try everything. Its data are the demo world’s, nothing leaves it, every
 * page says what it is, and it begins anew when an operator asks for it. What it is stands in its database from the day it is
 * founded: no setting makes a practice world of a real one.
 */

export const FOUNDED = 'practice';
export const RESET = 'practice-reset';

/** Says it with the data, when they begin. */
export const foundPractice = (): Promise<unknown> => run("INSERT INTO settings (name, value) VALUES (?, 'yes')", [FOUNDED]);

/** Whether these data are a practice world’s. */
export const isPracticeData = async (): Promise<boolean> => (await row('SELECT name FROM settings WHERE name = ?', [FOUNDED])) !== undefined;

/** Why the server does not start on these data; null when it may. */
export async function whyNotPractice(asked: boolean): Promise<string | null> {
  const founded = await isPracticeData();
  if (asked && !founded) return 'PRACTICE=yes，但这个数据库不是练习环境，里面的数据会被当成练习的。请换一个空的数据库和 DATA_DIR，或去掉 PRACTICE。';
  if (!asked && founded) return '这个数据库是练习环境，数据不作数。请设 PRACTICE=yes 再启动，或换一个数据库。';
  return null;
}
