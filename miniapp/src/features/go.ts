import Taro from '@tarojs/taro';

export const pages = {
  home: '/pages/home/index', tasks: '/pages/tasks/index', reminders: '/pages/reminders/index', mine: '/pages/mine/index', signIn: '/pages/sign-in/index',
  task: '/packages/task/pages/task/index', people: '/packages/task/pages/people/index', changes: '/packages/task/pages/changes/index', batch: '/packages/task/pages/batch/index', tools: '/packages/task/pages/tools/index',
  list: '/packages/list/pages/list/index', publish: '/packages/list/pages/publish/index', withdraw: '/packages/list/pages/withdraw/index',
  progress: '/packages/office/pages/progress/index', absences: '/packages/office/pages/absences/index', phrases: '/packages/office/pages/phrases/index', circulars: '/packages/office/pages/circulars/index', circular: '/packages/office/pages/circular/index', trainings: '/packages/office/pages/trainings/index', training: '/packages/office/pages/training/index', copies: '/packages/office/pages/copies/index', ruleChange: '/packages/office/pages/rule-change/index',
} as const;
export type Page = keyof typeof pages;
export const tabs: readonly Page[] = ['home', 'tasks', 'reminders', 'mine'];

/** Opens a page. Only ids travel in an address: a name could be read by whom it is shared with. */
export function go(page: Page, ids: Record<string, string | number> = {}): void {
  const asked = Object.entries(ids).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
  if (tabs.includes(page)) void Taro.switchTab({ url: pages[page] });
  else void Taro.navigateTo({ url: asked ? `${pages[page]}?${asked}` : pages[page] });
}

/** Back where one came from; home when the page was opened from outside. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.switchTab({ url: pages.home });
}

/** Where the desk's address of something has a screen here. */
const screens: readonly [RegExp, Page][] = [[/^\/tasks\/(\d+)/, 'task'], [/^\/award-lists\/(\d+)/, 'list'], [/^\/circulars\/(\d+)/, 'circular'], [/^\/trainings\/(\d+)/, 'training'], [/^\/rule-changes\/(\d+)/, 'ruleChange']];

/** Opens what a reminder is about, from the address it carries for the desk. What has no screen here is said to be done there. */
export function openAddress({ href, title, body }: { href: string; title: string; body: string }): void {
  for (const [address, page] of screens) {
    const id = address.exec(href)?.[1];
    if (id) return go(page, { id });
  }
  if (/^\/(?:tasks|award-lists)?(?:[?#]|$)/.test(href)) return go('tasks');
  void Taro.showModal({ title, content: `${body}\n\n这件事在电脑上办理，电脑上的“消息”里也有这一条。`, showCancel: false, confirmText: '知道了' });
}
