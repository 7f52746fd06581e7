import type { Tab } from '../web/components/filters.js';

/** 收到的 and 发送的, the two sides of the exchange. */
export const exchangeTabs = (current: 'received' | 'sent'): { label: string; tabs: Tab[] } => ({ label: '数据交换', tabs: [{ label: '收到的', href: '/exchange', current: current === 'received' }, { label: '发送的', href: '/exchange/sent', current: current === 'sent' }] });
