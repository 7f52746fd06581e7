import { row, run } from '../database.js';

/**
 * Whom an installation serves. `province`: a province with its cities, counties and schools. `central`: the institutions directly
 * under the central authority (正文一: 中央部门所属各高等学校、党校和会计学院), school → central authority, no level between.
 */
export type Deployment = 'province' | 'central';
export const deploymentNames: Readonly<Record<Deployment, string>> = { province: '省级部署', central: '中央部署' };

/** What the data were begun as; those of before this was said are a province's. */
export async function deploymentOfData(): Promise<Deployment> {
  return (await row<{ value: string }>("SELECT value FROM settings WHERE name = 'deployment'"))?.value === 'central' ? 'central' : 'province';
}

/** Says it with the data, when they begin: it is never changed afterwards. */
export const beginAs = (deployment: Deployment): Promise<unknown> => run("INSERT INTO settings (name, value) VALUES ('deployment', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [deployment]);

/** Why the server does not start on these data; null when it may. */
export async function whyNotDeployed(asked: Deployment | null): Promise<string | null> {
  const held = await deploymentOfData();
  if (asked && asked !== held) return `DEPLOYMENT=${asked}（${deploymentNames[asked]}），但这个数据库是按${deploymentNames[held]}（${held}）建的。请改正 DEPLOYMENT，或换一个数据库。`;
  if (held === 'central' && (await row("SELECT id FROM organisations WHERE level IN ('province', 'prefecture', 'county') LIMIT 1"))) return '中央部署的数据库里有省、市或县级单位，不能启动。请检查单位表。';
  return null;
}
