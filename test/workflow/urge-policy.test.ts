import type { Actor, Level, Role } from '../../server/values/actor.js';
import { workdayCalendar, workdayOf } from '../../server/values/workday.js';
import { mayUrge } from '../../server/workflow/urge-policy.js';

const offices: Record<'province' | 'city' | 'county' | 'school' | 'otherSchool', { id: number; level: Level; path: string }> = {
  province: { id: 1, level: 'province', path: '/1/' }, city: { id: 11, level: 'prefecture', path: '/1/11/' }, county: { id: 111, level: 'county', path: '/1/11/111/' }, school: { id: 1111, level: 'school', path: '/1/11/111/1111/' }, otherSchool: { id: 1112, level: 'school', path: '/1/11/111/1112/' },
};
type Office = keyof typeof offices;
const actor = (office: Office, role: Role): Actor => ({ userId: 1, login: 'a', name: '甲', role, organisation: { ...offices[office], name: office } });

it.each<[Office, Role, Office, boolean]>([
  ['county', 'authority-operator', 'school', true], ['city', 'aid-centre-director', 'school', true], ['city', 'authority-director', 'county', true], ['province', 'authority-operator', 'county', true],
  ['school', 'school-operator', 'county', true], ['school', 'school-reviewer', 'county', true],
  ['county', 'authority-operator', 'county', false], ['county', 'aid-centre-director', 'county', false], ['school', 'school-operator', 'school', false],
  ['county', 'authority-operator', 'city', false], ['otherSchool', 'school-operator', 'county', false], ['province', 'system-administrator', 'county', false], ['province', 'auditor', 'school', false],
])('%s %s urges what waits at the %s: %s', (office, role, waitsAt, expected) => {
  expect(mayUrge(actor(office, role), { subjectOrganisationId: offices.school.id, waitsFor: [offices[waitsAt]] })).toBe(expected);
});

it('a rest day counts to the working day before it, a day without a calendar to itself', () => {
  const calendar = workdayCalendar([['2023-05-05', true], ['2023-05-06', true], ['2023-05-07', false], ['2023-05-12', true], ['2023-05-13', false], ['2023-05-14', false]].map(([date, isWorkday]) => ({ date: String(date), isWorkday: isWorkday === true })));
  expect(['2023-05-06', '2023-05-07', '2023-05-14', '2027-01-03'].map((day) => workdayOf(calendar, day))).toEqual(['2023-05-06', '2023-05-06', '2023-05-12', '2027-01-03']);
});
