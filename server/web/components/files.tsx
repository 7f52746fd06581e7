import { ActButton, type OfferedAct } from './act.js';
import { ErrorSummary, Field, type FieldError } from './field.js';
import { SealedForm, type FormSeal } from './form.js';
import { Icon, Word } from './icon.js';
import { EmptyState } from './note.js';

export type FileItem = {
  id: string | number;
  name: string;
  href?: string;
  downloadHref: string;
  size: string;
  at: string;
  by: string;
  /** What the search for ID, phone and card numbers found. */
  check: { state: 'clean' | 'found' | 'unchecked'; words: string };
  acts?: OfferedAct[];
};

/** Files with who put them there and whether personal numbers were found in them. */
export function Files({ files, empty }: { files: FileItem[]; empty: string }) {
  if (files.length === 0) return <EmptyState icon="file" title={empty} />;
  return (
    <ul class="files" hx-boost="false">
      {files.map((file) => (
        <li key={file.id}>
          <Icon name="file" />
          <span class="grow">
            <a href={file.href ?? file.downloadHref}>{file.name}</a>
            <span class="meta"><span>{file.size}</span><span>{file.at}</span><span>{file.by}</span><CheckWord {...file.check} /></span>
          </span>
          {file.href && <a class="btn" href={file.href}>查看<span class="vh"> {file.name}</span></a>}
          <a class="btn" href={file.downloadHref}><Icon name="down" />下载<span class="vh"> {file.name}</span></a>
          {file.acts?.map((act) => <ActButton key={act.key} act={act} />)}
        </li>
      ))}
    </ul>
  );
}

function CheckWord({ state, words }: FileItem['check']) {
  switch (state) {
    case 'clean': return <Word tone="good" icon="shield">{words}</Word>;
    case 'found': return <Word tone="bad" icon="warn">{words}</Word>;
    case 'unchecked': return <Word tone="idle" icon="eye">{words}</Word>;
  }
}

export type UploadFormProps = {
  /** Unique in the page. */
  id: string;
  action: string;
  seal: FormSeal;
  label: string;
  hint: string;
  accept: string;
  submit: string;
  templateHref?: string;
  /** Pictures cannot be searched for personal numbers; the uploader confirms it. */
  confirm?: { name: string; label: string };
  errors?: FieldError[];
};

/** Sends one file. Works as a plain form; says beforehand what is accepted. */
export function UploadForm({ id, action, seal, label, hint, accept, submit, templateHref, confirm, errors = [] }: UploadFormProps) {
  return (
    <SealedForm action={action} seal={seal} multipart class="cb stackv tight">
      <ErrorSummary errors={errors} />
      <Field id={id} name="file" kind="file" label={label} hint={hint} accept={accept} required error={errors.find((error) => error.field === id)?.message} />
      {confirm && <Field id={`${id}-confirm`} name={confirm.name} kind="tick" label={confirm.label} />}
      <div class="row"><button class="btn"><Icon name="upl" />{submit}</button>{templateHref && <><a class="btn plain" href={templateHref}><Icon name="down" />下载模板</a><a class="btn plain" href="/imports">导入记录</a></>}</div>
    </SealedForm>
  );
}
