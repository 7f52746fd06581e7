import { classes, Icon, type IconName } from './icon.js';
import { SealedForm, type FormSeal } from './form.js';

/** One condition that does not hold yet, as `can` answers it. */
export type Unmet = {
  code: string;
  /** What is missing and what to do about it. */
  message: string;
  /** The paragraph it rests on. */
  basis?: string;
  /** The condition in two or three words of the notice; without it the message stands alone. */
  title?: string;
  /** Something the viewer can do about it at once, e.g. remind the one everybody waits for. */
  offer?: OfferedAct;
};

/** The answer to “may this person do this now”. Pages show it and never decide it. */
export type Act = { href?: string; allowed: boolean; unmet: Unmet[] };

export type OfferedAct = Act & {
  /** A stable word, also used for ids in the page: `publish`, `disburse`. */
  key: string;
  /** The words on the button: what will happen. */
  label: string;
  icon?: IconName;
  tone?: 'main' | 'danger' | 'plain';
  big?: boolean;
  /** A link to the neighbour in a row of papers; J and K follow it. */
  rel?: 'prev' | 'next';
  /** Given when pressing the button does the act (a form is sent to `href`); without it the button is a link. */
  seal?: FormSeal;
};

/** The button of an act. When it may not be done now it stays, can be reached by keyboard and says what is missing. */
export function ActButton({ act }: { act: OfferedAct }) {
  const look = classes('btn', act.allowed && act.tone, act.big && 'big');
  if (!act.allowed || !act.href) return <BlockedButton act={act} look={look} />;
  if (act.seal) {
    return <SealedForm action={act.href} seal={act.seal}><button class={look}>{act.icon && <Icon name={act.icon} />}{act.label}</button></SealedForm>;
  }
  return <a class={look} href={act.href} rel={act.rel}>{act.icon && <Icon name={act.icon} />}{act.label}</a>;
}

/** How many conditions are missing, in the words every page uses. */
export const missing = (unmet: Unmet[]): string => (unmet.length === 0 ? '现在不能办理' : `还差 ${unmet.length} 项`);

function BlockedButton({ act, look }: { act: OfferedAct; look: string }) {
  const why = `why-${act.key}`;
  return (
    <>
      <button type="button" class={look} aria-disabled="true" aria-describedby={why}>{act.icon && <Icon name={act.icon} />}{act.label}</button>
      <span class="vh" id={why}>{missing(act.unmet)}{act.unmet.map((condition) => `；${condition.message}`).join('')}</span>
    </>
  );
}
