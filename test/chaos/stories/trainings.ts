import { run } from '../../../server/database.js';
import { noticePhoto } from '../../../server/seeding/notice-photo.js';
import { office, type Office } from '../../support/office.js';
import { story, type Story, type World } from '../story.js';

const window = { signFrom: '2023-05-10T08:00', signUntil: '2023-05-10T18:00' };
const told = { title: '应用培训', link: 'https://meeting.example.com/x', password: '0510', ...window };
const slots = [{ heldOn: '2023-05-10', begins: '09:00', ends: '10:30', topic: '系统新增功能操作' }];
const changed = { place: '', link: 'https://meeting.example.com/y', password: '0511', ...window, version: 0 };

async function published(world: World): Promise<{ here: Office; id: number }> {
  const here = await office(world);
  const { id }: { id: number } = (await here.officer.post('/trainings', { ...told, levels: ['school'], roles: ['school-operator', 'school-reviewer'], slots })).body;
  await run("UPDATE outbox SET sent_at = UTC_TIMESTAMP(3) WHERE kind = 'training'");
  return { here, id };
}

/** 培训. */
export const trainingStories: Story[] = [
  story('publish a training', {
    before: async (world) => ({ here: await office(world) }),
    doors: {
      'post /api/v1/trainings': ({ here }) => ({ who: here.officer.actor, body: { ...told, levels: ['school'], roles: ['school-operator'], slots } }),
      'post /trainings': ({ here }) => ({ who: here.officer.actor, body: { ...told, slots: '2023-05-10 09:00-10:30 系统新增功能操作', withinId: here.authority.id, to: 'schools', stage: '', posts: 'operators' } }),
    },
  }),
  story('sign in at a training', {
    before: published,
    doors: {
      'post /api/v1/trainings/:id/sign-ins': ({ here, id }) => ({ who: here.operator.actor, params: { id }, body: {} }),
      'post /trainings/:id/sign-ins': ({ here, id }) => ({ who: here.operator.actor, params: { id } }),
    },
  }),
  story('look after a training', {
    before: published,
    doors: {
      'patch /api/v1/trainings/:id': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: changed }),
      'post /trainings/:id/arrangement': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: changed }),
      'post /api/v1/trainings/:id/cancellation': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { reason: '主讲人出差' } }),
      'post /trainings/:id/cancellation': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { reason: '主讲人出差' } }),
      'post /api/v1/trainings/:id/urges': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: {} }),
      'post /trainings/:id/urges': ({ here, id }) => ({ who: here.officer.actor, params: { id } }),
      'post /api/v1/trainings/:id/late-sign-ins': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { userId: here.reviewer.actor.userId, reason: '会场停电' } }),
      'post /trainings/:id/coverage/late-sign-ins': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { userId: here.reviewer.actor.userId, reason: '会场停电' } }),
    },
  }),
  story('export who signed in', {
    before: published,
    doors: { 'get /trainings/:id/coverage.xlsx': ({ here, id }) => ({ who: here.officer.actor, params: { id } }) },
    again: { before: 200, after: 200 },
  }),
  story('add material to a training', {
    before: async (world) => ({ ...(await published(world)), photo: { name: '怎样公示.jpg', bytes: await noticePhoto(), type: 'image/jpeg' } }),
    doors: {
      'post /api/v1/trainings/:id/materials': ({ here, id, photo }) => ({ who: here.officer.actor, params: { id }, body: { noPersonalNumbers: 'yes' }, file: photo }),
      'post /trainings/:id/materials': ({ here, id, photo }) => ({ who: here.officer.actor, params: { id }, body: { noPersonalNumbers: 'yes' }, file: photo }),
    },
  }),
  story('download material of a training', {
    before: async (world) => {
      const scene = await published(world);
      const form = new FormData();
      form.append('noPersonalNumbers', 'yes');
      form.append('file', new Blob([new Uint8Array(await noticePhoto())], { type: 'image/jpeg' }), '怎样公示.jpg');
      const answer = await scene.here.officer.post(`/trainings/${scene.id}/materials`, form);
      if (answer.status !== 201) throw new Error(answer.text);
      return { ...scene, material: (answer.body as { id: number }).id };
    },
    doors: {
      'get /api/v1/trainings/:id/materials/:materialId': ({ here, id, material }) => ({ who: here.operator.actor, params: { id, materialId: material } }),
      'get /trainings/:id/materials/:materialId': ({ here, id, material }) => ({ who: here.operator.actor, params: { id, materialId: material } }),
    },
    again: { before: 200, after: 200 },
  }),
];
