import type { ComponentChildren } from 'preact';

/** Names of the hidden fields every writing form carries; the web layer reads and removes the first two before the input is checked. */
export const csrfField = '_csrf';
export const keyField = '_key';
export const versionField = 'version';

/** What makes a form safe to send: the session's token, the key that makes a repeated sending happen once, and the version the person saw. */
export type FormSeal = { csrf: string; key: string; version?: number };

export type SealedFormProps = {
  action: string;
  seal: FormSeal;
  /** A form with a file in it is sent as multipart. */
  multipart?: boolean;
  /** Ask before the page is left with something typed and not sent. */
  guarded?: boolean;
  class?: string;
  /** For fields that stand elsewhere in the page (`form=`). */
  id?: string;
  labelledBy?: string;
  /** Where a script keeps what is typed while it is typed. */
  draft?: DraftProps;
  children: ComponentChildren;
};

/** A form whose words are kept on the server before they are sent. `told`: since when, 草稿已存，10:31. */
export type DraftProps = { action: string; told?: string };

/** Says whether what is typed is kept, and keeps it at a press where there is no script. */
export function DraftLine({ action, told = '写的内容会自动存成草稿，只有您能看到。' }: DraftProps) {
  return (
    <div class="draft">
      <p class="muted small" role="status" data-draft-told="">{told}</p>
      <button class="btn plain" formAction={action} formNoValidate data-keep="">存草稿</button>
    </div>
  );
}

/** A form that writes: always POST, always with token and key. With a script, a second click while it is being sent does nothing. */
export function SealedForm({ action, seal, multipart, guarded, class: className, id, labelledBy, draft, children }: SealedFormProps) {
  return (
    <form class={className} id={id} method="post" action={action} encType={multipart ? 'multipart/form-data' : undefined} aria-labelledby={labelledBy} hx-boost="false" data-once="" data-guard={guarded ? '' : undefined} data-draft={draft?.action}>
      <input type="hidden" name={csrfField} value={seal.csrf} />
      <input type="hidden" name={keyField} value={seal.key} />
      {seal.version !== undefined && <input type="hidden" name={versionField} value={seal.version} />}
      {children}
    </form>
  );
}
