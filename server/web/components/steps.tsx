import { Icon } from './icon.js';

export type Step = { name: string; state: 'done' | 'now' | 'later'; who?: string; when?: string };

/** The way of one list, who took each step and on which day. A waiver has no step 资金发放. */
export function Steps({ steps }: { steps: Step[] }) {
  return (
    <ol class="steps" aria-label="办理环节">
      {steps.map((step, index) => (
        <li key={step.name} class={step.state === 'later' ? undefined : step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span class="dot">{step.state === 'done' ? <><Icon name="check" /><span class="vh">已完成</span></> : index + 1}</span>
          <b>{step.name}</b>
          <span>{step.who && <span class="w">{step.who}</span>}{step.when && <span class="w">{step.when}</span>}</span>
        </li>
      ))}
    </ol>
  );
}
