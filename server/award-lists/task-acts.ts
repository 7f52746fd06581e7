import type { Act } from './guards.js';

/** Which act of a list a task of the shipped diagrams is. A task with another key is the diagram's own and has no rule here. */
export const actOfTask: Record<string, Act> = {
  'enter-list': 'submit', 'school-review': 'school-review', 'authority-review': 'authority-review', 'publish-list': 'publish-list', 'confirm-publicity': 'confirm-publicity',
  'manage-disbursement': 'disburse', 'request-withdrawal': 'request-withdrawal', 'review-withdrawal': 'review-withdrawal',
};
