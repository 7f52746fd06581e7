import type { FieldOption } from './field.js';
import { Icon } from './icon.js';
import { SavedFilters, type SavedFiltersProps } from './saved-filters.js';

export type Filter = { name: string; label: string; kind: 'search' | 'select' | 'date' | 'month'; value?: string; options?: FieldOption[]; placeholder?: string };

export type FiltersProps = { action: string; filters: Filter[]; /** Further conditions, folded away until one of them is used. */ more?: { label: string; filters: Filter[] }; clearHref?: string; submit?: string; hidden?: Record<string, string>; /** The viewer's own conditions kept under names. */ saved?: SavedFiltersProps };

/** Conditions of a list. A GET form, so the address of a filtered list can be kept and sent on. */
export function Filters({ saved, ...form }: FiltersProps) {
  if (!saved) return <FilterForm {...form} />;
  // Without conditions the page opens with the default filter, so the way to all rows says so.
  const clearHref = form.clearHref && saved.filters.some(({ isDefault }) => isDefault) ? `${form.clearHref}${form.clearHref.includes('?') ? '&' : '?'}view=all` : form.clearHref;
  return <><FilterForm {...form} clearHref={clearHref} /><SavedFilters {...saved} /></>;
}

function FilterForm({ action, filters, more, clearHref, submit = '查询', hidden = {} }: Omit<FiltersProps, 'saved'>) {
  return (
    <form class="filters" method="get" action={action} role="search" aria-label="筛选">
      {Object.entries(hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      {filters.map((filter) => <label key={filter.name} class={filter.kind === 'search' ? 'f grow' : 'f'}>{filter.label}<FilterControl {...filter} /></label>)}
      {more && (
        <details class="more-filters" open={more.filters.some(({ value }) => Boolean(value))}>
          <summary>{more.label}</summary>
          <div>{more.filters.map((filter) => <label key={filter.name} class="f">{filter.label}<FilterControl {...filter} /></label>)}</div>
        </details>
      )}
      <div class="btns row"><button class="btn">{submit}</button>{clearHref && <a class="btn plain" href={clearHref}>清空条件</a>}</div>
    </form>
  );
}

function FilterControl({ name, kind, value, options, placeholder }: Filter) {
  if (kind === 'select') {
    return <select name={name}>{options?.map((option) => <option key={option.value} value={option.value} selected={option.value === (value ?? '')}>{option.label}</option>)}</select>;
  }
  return <input type={kind} name={name} value={value} placeholder={placeholder} autocomplete="off" />;
}

export type View = { label: string; href: string; count?: number; current?: boolean };

/** Ready-made filters as a row of links. */
export function Views({ label, views }: { label: string; views: View[] }) {
  return <nav class="views" aria-label={label}>{views.map((view) => <a key={view.href} href={view.href} aria-current={view.current ? 'true' : undefined}>{view.label}{view.count !== undefined && <b>{view.count}</b>}</a>)}</nav>;
}

export type Tab = { label: string; href: string; count?: number; current?: boolean };

/** Parts of one object. Each tab is a link the server answers, so it works without a script and can be sent on. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return <nav class="tabs" aria-label={label}>{tabs.map((tab) => <a key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined}>{tab.label}{tab.count !== undefined && <span>{tab.count}</span>}</a>)}</nav>;
}

/** The find box of the head: one field for lists, students and schools. */
export function FindBox({ action, value }: { action: string; value?: string }) {
  return (
    <form class="find" role="search" aria-label="全站查找" method="get" action={action}>
      <label class="vh" for="find">查找</label><Icon name="find" />
      <input id="find" name="q" type="search" value={value} placeholder="查名单、学生、学校，如：2023年5月 未传附件" autocomplete="off" />
    </form>
  );
}
