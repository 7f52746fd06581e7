import type { ChangeEvent, ReactNode } from 'react';

/* Taro's elements as plain ones. */
type Props = { children?: ReactNode; onInput?: (event: { detail: { value: string } }) => void; hoverClass?: string; maxlength?: number; password?: boolean; confirmType?: string; mode?: string; [name: string]: unknown };

const plain = ({ hoverClass: _hover, maxlength: _max, password: _password, confirmType: _confirm, mode: _mode, onInput: _input, ...rest }: Props): Record<string, unknown> => rest;
const typed = (onInput: Props['onInput']) => (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>): void => onInput?.({ detail: { value: event.target.value } });

export const View = (props: Props) => <div {...plain(props)}>{props.children}</div>;
export const Text = (props: Props) => <span {...plain(props)}>{props.children}</span>;
export const Input = (props: Props) => <input {...plain(props)} onChange={typed(props.onInput)} />;
export const Textarea = (props: Props) => <textarea {...plain(props)} onChange={typed(props.onInput)} />;
export const Image = (props: Props) => <img alt="" {...plain(props)} />;
export const Switch = (props: Props) => <input type="checkbox" {...plain(props)} readOnly />;
export const Picker = ({ children }: Props) => <div>{children}</div>;
