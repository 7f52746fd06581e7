import { SealedForm, type FormSeal } from './form.js';

export type SavedFiltersProps = {
  filters: { id: number; name: string; href: string; isDefault: boolean; current: boolean }[];
  /** Where they are renamed and deleted. */
  manageHref: string;
  /** Keeps the conditions shown now; left out where there are none, or they are kept already. */
  save?: { action: string; seal: FormSeal; page: string; conditions: string };
};

/** 常用筛选 beside the conditions of a list: links that open them, and the form that keeps the conditions shown. */
export function SavedFilters({ filters, manageHref, save }: SavedFiltersProps) {
  if (filters.length === 0 && !save) return null;
  return (
    <div class="saved">
      {filters.length > 0 && (
        <nav class="row" aria-label="常用筛选">
          <span class="sub">常用筛选</span>
          {filters.map((one) => <a key={one.id} href={one.href} aria-current={one.current ? 'true' : undefined}>{one.name}{one.isDefault && <small>（默认）</small>}</a>)}
          <a class="sub" href={manageHref} hx-boost="false">管理</a>
        </nav>
      )}
      {save && (
        <details>
          <summary>把现在的条件存成常用筛选</summary>
          <SealedForm action={save.action} seal={save.seal} class="row">
            <input type="hidden" name="page" value={save.page} /><input type="hidden" name="conditions" value={save.conditions} />
            <label class="f">名称<input type="text" name="name" required maxLength={30} autocomplete="off" /></label>
            <label class="tick"><input type="checkbox" name="isDefault" value="yes" />打开这一页时就用它</label>
            <button class="btn">保存</button>
          </SealedForm>
        </details>
      )}
    </div>
  );
}
