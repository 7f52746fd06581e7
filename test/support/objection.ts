import { realNow } from '../../server/lib/clock.js';
import { sealObjectionForm } from '../../server/award-lists/objection-form.js';
import type { GivenObjection } from '../../server/award-lists/receive-objection.js';

/** The form of a public notice as somebody sends it who has taken a minute to write. */
export const objectionFor = (token: string, given: Partial<GivenObjection> = {}): GivenObjection => ({
  text: '名单第一名家里开着两家店，请学校核实。', contact: '家长 0398-62001234', website: '', seal: sealObjectionForm(token, new Date(realNow().getTime() - 60_000)), ...given,
});
