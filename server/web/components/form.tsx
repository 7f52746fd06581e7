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
  labelledBy?: string;
  children: ComponentChildren;
};

/** A form that writes: always POST, always with token and key. With a script, a second click while it is being sent does nothing. */
export function SealedForm({ action, seal, multipart, guarded, class: className, labelledBy, children }: SealedFormProps) {
  return (
    <form class={className} method="post" action={action} encType={multipart ? 'multipart/form-data' : undefined} aria-labelledby={labelledBy} hx-boost="false" data-once="" data-guard={guarded ? '' : undefined}>
      <input type="hidden" name={csrfField} value={seal.csrf} />
      <input type="hidden" name={keyField} value={seal.key} />
      {seal.version !== undefined && <input type="hidden" name={versionField} value={seal.version} />}
      {children}
    </form>
  );
}
