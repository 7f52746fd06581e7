import type { Unmet } from '../web/components/act.js';
import type { LinkTo } from '../web/components/card.js';
import type { Impact } from '../web/components/decision-form.js';
import type { FormSeal } from '../web/components/form.js';
import type { MetCondition } from '../web/components/guard-panel.js';
import type { PublishFormProps } from '../web/components/publish-form.js';
import type { Crumb } from '../web/layout.js';
import type { TaskPageProps } from '../web/pages/task-page.js';

/** The task somebody opened, as far as its subject's evidence depends on it. */
export type EvidenceAsked = {
  task: { id: number; key: string; state: 'open' | 'done' | 'cancelled' };
  seal: () => FormSeal;
  /** What was typed into a form that is shown again, or asked for in the address. */
  typed: (name: string) => string | undefined;
};

/**
 * What a subject shows beside the decision about it: plain properties for the task page. The subject fills what it has;
 * a diagram's own task gets the rest from the diagram.
 */
export type Evidence = Pick<TaskPageProps, 'subject' | 'facts' | 'attention' | 'changes' | 'notes' | 'files' | 'statement' | 'history'> & {
  crumbs: Crumb[];
  /** The subject's own page. */
  open: LinkTo;
  /** The page where this task is worked on, when it is not decided here (资金发放管理). */
  workedAt?: string;
  /** What each decision of the diagram means for this subject, by its value. */
  decisions?: Record<string, { explanation?: string; irreversible?: boolean; impact?: Impact }>;
  phrases?: string[];
  /** Who will read the remark: 学校会看到. */
  reader?: string;
  basis?: string;
  /** The act's conditions, all of them, where the subject knows the task. */
  guard?: { met: MetCondition[]; unmet: Unmet[] };
  /** A form of the subject's own in place of the one generated from the diagram. */
  publish?: Omit<PublishFormProps, 'action' | 'seal' | 'errors' | 'allowed' | 'unmet'>;
  submit?: { title: string; text: string; submit: string; impact?: Impact };
};
