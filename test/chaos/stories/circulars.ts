import { run } from '../../../server/database.js';
import { noticePhoto } from '../../../server/seeding/notice-photo.js';
import { office, type Office } from '../../support/office.js';
import type { Actor } from '../../../server/values/actor.js';
import { person, province } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';

const told = { title: '五月名单', body: '请在5月20日前报送五月名单。' };

async function sent(world: World): Promise<{ here: Office; circular: number }> {
  const here = await office(world);
  const { id }: { id: number } = (await here.officer.post('/circulars', { ...told, levels: ['school'], roles: ['school-operator'] })).body;
  await run("UPDATE outbox SET sent_at = UTC_TIMESTAMP(3) WHERE kind = 'circular'");
  return { here, circular: id };
}

async function provincialClerk(): Promise<{ who: Actor }> {
  return { who: await person(await province(), 'authority-operator') };
}

/** A deadline that has passed for the school of an office, and a bulletin drawn up about it. */
async function overdue(world: World): Promise<{ here: Office }> {
  const here = await office(world);
  await run("INSERT INTO filing_deadline_changes (organisation_id, programme, period, step, due_on, set_at) VALUES (?, 'vocational-grant', '2023-04', 'entry', '2023-04-10', '2023-04-01 00:00:00')", [here.authority.id]);
  return { here };
}
async function drawnUp(world: World): Promise<{ here: Office; bulletin: number }> {
  const { here } = await overdue(world);
  const { id }: { id: number } = (await here.officer.post('/bulletins', { span: '2023-04' })).body;
  return { here, bulletin: id };
}

/** 通知公告、填报日历、应用情况通报. */
export const circularStories: Story[] = [
  story('set the days of the filing calendar', {
    before: provincialClerk,
    doors: {
      'put /api/v1/filing-calendar': ({ who }) => ({ who, body: { programme: 'vocational-grant', month: '2023-05', entry: '2023-05-12' } }),
      'post /filing-calendar': ({ who }) => ({ who, query: '?programme=vocational-grant&period=2023-05', body: { entry: '2023-05-12', review: '2023-05-18', publicity: '', confirmation: '', disbursement: '' } }),
    },
  }),
  story('publish a circular', {
    before: async (world) => ({ here: await office(world) }),
    doors: {
      'post /api/v1/circulars': ({ here }) => ({ who: here.officer.actor, body: { ...told, levels: ['school'], roles: ['school-operator'] } }),
      'post /circulars': ({ here }) => ({ who: here.officer.actor, body: { ...told, withinId: here.authority.id, to: 'schools', stage: '', posts: 'operators', readBy: '' } }),
    },
  }),
  story('confirm having read a circular', {
    before: sent,
    doors: {
      'post /api/v1/circulars/:id/receipts': ({ here, circular }) => ({ who: here.operator.actor, params: { id: circular } }),
      'post /circulars/:id/receipts': ({ here, circular }) => ({ who: here.operator.actor, params: { id: circular } }),
    },
  }),
  story('urge those who have not read a circular', {
    before: sent,
    doors: {
      'post /api/v1/circulars/:id/urges': ({ here, circular }) => ({ who: here.officer.actor, params: { id: circular } }),
      'post /circulars/:id/urges': ({ here, circular }) => ({ who: here.officer.actor, params: { id: circular } }),
    },
  }),
  story('add a file to a circular', {
    before: async (world) => ({ ...(await sent(world)), photo: { name: '附件1.jpg', bytes: await noticePhoto(), type: 'image/jpeg' } }),
    doors: {
      'post /api/v1/circulars/:id/attachments': ({ here, circular, photo }) => ({ who: here.officer.actor, params: { id: circular }, body: { noPersonalNumbers: '1' }, file: photo }),
      'post /circulars/:id/attachments': ({ here, circular, photo }) => ({ who: here.officer.actor, params: { id: circular }, body: { noPersonalNumbers: '1' }, file: photo }),
    },
  }),
  story('download a file of a circular', {
    before: async (world) => {
      const scene = await sent(world);
      const form = new FormData();
      form.append('noPersonalNumbers', '1');
      form.append('file', new Blob([new Uint8Array(await noticePhoto())], { type: 'image/jpeg' }), '附件1.jpg');
      return { ...scene, attachment: ((await scene.here.officer.post(`/circulars/${scene.circular}/attachments`, form)).body as { id: number }).id };
    },
    doors: {
      'get /api/v1/circulars/:id/attachments/:attachmentId': ({ here, circular, attachment }) => ({ who: here.operator.actor, params: { id: circular, attachmentId: attachment } }),
      'get /circulars/:id/attachments/:attachmentId': ({ here, circular, attachment }) => ({ who: here.operator.actor, params: { id: circular, attachmentId: attachment } }),
    },
    again: { before: 200, after: 200 }, // every download is on record, a second one too
  }),
  story('draw up a bulletin', {
    before: overdue,
    doors: {
      'post /api/v1/bulletins': ({ here }) => ({ who: here.officer.actor, body: { span: '2023-04' } }),
      'post /bulletins': ({ here }) => ({ who: here.officer.actor, body: { span: '2023-04', title: '' } }),
    },
  }),
  story('publish a bulletin', {
    before: drawnUp,
    doors: {
      'post /api/v1/bulletins/:id/publication': ({ here, bulletin }) => ({ who: here.officer.actor, params: { id: bulletin }, body: { to: 'schools' } }),
      'post /bulletins/:id/publication': ({ here, bulletin }) => ({ who: here.officer.actor, params: { id: bulletin }, body: { to: 'schools', posts: 'everybody', readBy: '' } }),
    },
  }),
];
