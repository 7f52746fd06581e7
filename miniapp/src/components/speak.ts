/** What a screen reader is told: WeChat has its own names for it, a browser the web's. */
const web = process.env.TARO_ENV !== 'weapp';

type Spoken = Record<string, string | number | boolean>;

export const button = (off = false): Spoken => (web ? { role: 'button', tabIndex: 0, ...(off ? { 'aria-disabled': 'true' } : {}) } : { ariaRole: 'button', ...(off ? { 'aria-disabled': 'true' } : {}) });
export const link: Spoken = web ? { role: 'link', tabIndex: 0 } : { ariaRole: 'link' };
export const heading: Spoken = web ? { role: 'heading', 'aria-level': 2 } : { ariaRole: 'heading' };
export const alert: Spoken = web ? { role: 'alert' } : { ariaRole: 'alert', 'aria-live': 'assertive' };
export const hidden: Spoken = { 'aria-hidden': 'true' };
export const ticked = (on: boolean): Spoken => (web ? { role: 'checkbox', tabIndex: 0, 'aria-checked': String(on) } : { ariaRole: 'checkbox', 'aria-checked': String(on) });
export const chosen = (on: boolean): Spoken => (web ? { role: 'radio', tabIndex: 0, 'aria-checked': String(on) } : { ariaRole: 'radio', 'aria-checked': String(on) });
export const tab = (on: boolean): Spoken => (web ? { role: 'link', tabIndex: 0, ...(on ? { 'aria-current': 'page' } : {}) } : { ariaRole: 'tab', 'aria-selected': String(on) });
export const labelled = (label: string): Spoken => (web ? { 'aria-label': label } : { ariaLabel: label });
