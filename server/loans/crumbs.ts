import type { Crumb } from '../web/layout.js';

/** The notice's way to a module of 国家助学贷款. */
export const loanCrumbs = (...last: Crumb[]): Crumb[] => [{ label: '首页', href: '/' }, { label: '资助项目管理' }, { label: '国家资助' }, { label: '国家助学贷款' }, ...last];
