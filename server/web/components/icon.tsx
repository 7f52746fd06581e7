import type { ComponentChildren } from 'preact';

/** Names of the symbols in `public/icons.svg`. */
export type IconName =
  | 'back' | 'bell' | 'cal' | 'check' | 'clock' | 'coin' | 'copy' | 'cross' | 'down' | 'edit' | 'eye' | 'file' | 'find' | 'flag' | 'info'
  | 'list' | 'lock' | 'menu' | 'minus' | 'more' | 'out' | 'plus' | 'print' | 'right' | 'shield' | 'swap' | 'todo' | 'upl' | 'user' | 'warn';

/** The six colours a state may have, each with one meaning: not begun, others are at work, my turn, done, refused or late, returned. */
export type Tone = 'idle' | 'run' | 'mine' | 'good' | 'bad' | 'back';

/** A drawing beside a word; it never stands alone, so it is silent to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return <svg class="ico" aria-hidden="true" focusable="false"><use href={`/public/icons.svg#i-${name}`} /></svg>;
}

/** A coloured word with its icon, for states inside running text. */
export function Word({ tone, icon, strong, wrap, children }: { tone: Tone; icon?: IconName; strong?: boolean; wrap?: boolean; children: ComponentChildren }) {
  return <span class={classes('word', tone, strong && 'strong', wrap && 'wrap')}>{icon && <Icon name={icon} />}<span>{children}</span></span>;
}

/** Joins the class names that apply. */
export const classes = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');
