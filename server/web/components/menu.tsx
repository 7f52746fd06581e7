import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

export type MenuItem = { label: string; href: string; /** Things waiting for the viewer. */ count?: number; current?: boolean };

/** A group of the menu, named as the notice names it. Groups nest twice: 资助项目管理 › 国家资助 › 中职国家助学金. */
export type MenuGroup = { label: string; items?: MenuItem[]; groups?: MenuGroup[]; open?: boolean };

/** The menu at the left; on a narrow screen a tick box, shown as a button in the head, brings it out without a script. */
export function Menu({ groups, basis, children }: { groups: MenuGroup[]; basis?: string; children?: ComponentChildren }) {
  return (
    <nav class="side" aria-label="菜单">
      <input class="menu-box vh" type="checkbox" id="menu" /><label class="menu-btn" for="menu"><Icon name="menu" />菜单</label>
      <div class="items">{groups.map((group) => <Group key={group.label} group={group} depth={1} />)}{children}{basis && <p class="basis">{basis}</p>}</div>
    </nav>
  );
}

function Group({ group, depth }: { group: MenuGroup; depth: number }) {
  const waiting = countIn(group);
  return (
    <details class={`g${depth}`} open={group.open || holdsCurrent(group)}>
      <summary>{group.label}{waiting > 0 && <Waiting count={waiting} />}</summary>
      {group.items && <ul>{group.items.map((item) => <li key={item.href}><a href={item.href} aria-current={item.current ? 'page' : undefined}>{item.label}{item.count ? <Waiting count={item.count} /> : null}</a></li>)}</ul>}
      {group.groups?.map((inner) => <Group key={inner.label} group={inner} depth={depth + 1} />)}
    </details>
  );
}

/** A number that a screen reader reads as things to do, not as part of the name. */
function Waiting({ count }: { count: number }) {
  return <span class="n"><span class="vh">，等我办 </span>{count}<span class="vh"> 份</span></span>;
}

const holdsCurrent = (group: MenuGroup): boolean => Boolean(group.items?.some((item) => item.current) || group.groups?.some(holdsCurrent));
const countIn = (group: MenuGroup): number => (group.items ?? []).reduce((sum, item) => sum + (item.count ?? 0), 0) + (group.groups ?? []).reduce((sum, inner) => sum + countIn(inner), 0);
