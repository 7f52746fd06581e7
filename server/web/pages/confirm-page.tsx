import { PageHead, type LinkTo } from '../components/card.js';
import { SealedForm, type FormSeal } from '../components/form.js';
import { Note } from '../components/note.js';

export type ConfirmProps = { title: string; /** What will be lost, and what will not. */ text: string; action: string; seal: FormSeal; submit: string; cancel: LinkTo };

/** Asked once before something that cannot be undone. */
export function ConfirmPage({ title, text, action, seal, submit, cancel }: ConfirmProps) {
  return (
    <>
      <PageHead title={title} />
      <div class="stackv">
        <Note tone="bad" title="删除后不能恢复">{text}</Note>
        <SealedForm action={action} seal={seal} class="row"><button class="btn danger big">{submit}</button><a class="btn big" href={cancel.href}>{cancel.label}</a></SealedForm>
      </div>
    </>
  );
}
