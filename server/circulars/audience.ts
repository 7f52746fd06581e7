import { Op } from 'sequelize';
import { Organisation } from '../organisations/organisation.js';
import { businessRoles, roleNames, type Actor, type Level, type Role } from '../values/actor.js';
import { educationStageNames, educationStages } from '../values/stage.js';
import type { FieldProps } from '../web/components/field.js';
import type { Audience, PlaceKind } from './circular.js';
import { levelsBelow } from './policy.js';

/** Which organisations, as the form asks it. */
export type To = 'schools' | 'authorities' | 'everywhere';
/** Which of their people, as the form asks it. */
export type Posts = 'operators' | 'handlers' | 'leaders' | 'everybody';

const toNames: Record<To, string> = { schools: '学校', authorities: '下级主管部门', everywhere: '下级主管部门和学校' };
const postNames: Record<Posts, string> = { operators: '业务操作人员', handlers: '业务操作人员和学校业务审核人员', leaders: '领导', everybody: '全部业务用户' };

export const levelsOfChoice = (actor: Actor, to: To): Level[] => levelsBelow(actor.organisation.level).filter((level) => (to === 'everywhere' ? true : (level === 'school') === (to === 'schools')));
export const rolesOfChoice: Record<Posts, readonly Role[]> = {
  operators: ['school-operator', 'authority-operator'], handlers: ['school-operator', 'school-reviewer', 'authority-operator'], leaders: ['authority-director', 'aid-centre-director'], everybody: businessRoles,
};

/** The form of a new circular. A county has no authorities below it. */
export async function circularForm(actor: Actor): Promise<FieldProps[]> {
  const authorities = await Organisation.visibleTo(actor).findAll({ where: { level: { [Op.ne]: 'school' } }, order: [['path', 'ASC']], limit: 500 });
  const below = authorities.some(({ id }) => id !== actor.organisation.id);
  return [
    { name: 'title', label: '标题', required: true, maxLength: 80, full: true },
    { name: 'body', label: '正文', kind: 'textarea', rows: 10, required: true, maxLength: 5000, full: true, hint: '写清什么事、谁办、哪天前办完。不要写学生的姓名、证件号、卡号。' },
    { name: 'withinId', label: '范围', kind: 'select', required: true, value: String(actor.organisation.id), options: authorities.map(({ id, name }) => ({ value: String(id), label: id === actor.organisation.id ? `${name}（全辖区）` : name })) },
    { name: 'to', label: '发给', kind: 'select', required: true, value: 'schools', options: (['schools', ...(below ? ['authorities', 'everywhere'] as const : [])] as const).map((value) => ({ value, label: toNames[value] })) },
    { name: 'stage', label: '哪一学段的学校', kind: 'select', value: '', options: [{ value: '', label: '不限' }, ...educationStages.map((value) => ({ value, label: educationStageNames[value] }))] },
    { name: 'posts', label: '哪些人', kind: 'select', required: true, value: 'operators', options: (['operators', 'handlers', 'leaders', 'everybody'] as const).map((value) => ({ value, label: postNames[value] })) },
    { name: 'readBy', label: '请在此前阅知', kind: 'date', hint: '可以不填。' },
  ];
}

/** 主管部门, 中职学校. */
export const kindWords = (kind: PlaceKind): string => (kind === 'authority' ? '主管部门' : `${educationStageNames[kind]}学校`);

/** 安陵县学生资助管理中心范围内的中职学校：学校业务操作人员. */
export function audienceWords({ within, levels, stage, roles }: Audience): string {
  const schools = levels.includes('school') ? `${stage ? educationStageNames[stage] : ''}学校` : '';
  const authorities = levels.some((level) => level !== 'school') ? '主管部门' : '';
  const posts = roles.length === businessRoles.length ? postNames.everybody : roles.filter((role) => (role.startsWith('school') ? schools !== '' : authorities !== '')).map((role) => roleNames[role]).join('、');
  return `${within.name}范围内的${[authorities, schools].filter(Boolean).join('、')}：${posts || postNames.leaders}`;
}
