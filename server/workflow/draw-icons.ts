import type { EventMark, GatewayMark, Marker, TaskIcon } from './draw-read.js';

/** Small signs as paths in a 16 × 16 field. `filled` ones are solid, the others are drawn with a line. */
export type Sign = { path: string; filled?: boolean };

export const taskSigns: Readonly<Record<TaskIcon, Sign>> = {
  user: { path: 'M8 8.2a3.1 3.1 0 100-6.2 3.1 3.1 0 000 6.2zM2.2 14.5c.3-3.2 2.6-4.7 5.8-4.7s5.5 1.5 5.8 4.7z' },
  service: { path: 'M8 12.2a4.2 4.2 0 100-8.4 4.2 4.2 0 000 8.4zM8 9.5a1.5 1.5 0 100-3 1.5 1.5 0 000 3zM8 3.8V1.5M8 14.5v-2.3M3.8 8H1.5M14.5 8h-2.3M5 5L3.4 3.4M12.6 12.6L11 11M5 11l-1.6 1.6M12.6 3.4L11 5' },
  external: { path: 'M9.5 2h4.5v4.5M14 2L8 8M6.5 3.5h-4v10h10v-4' },
  receive: { path: 'M1.5 3.5h13v9h-13zM1.5 3.5L8 8.8l6.5-5.3' },
  send: { path: 'M1.5 3h13L8 8.2zM1.5 4.8L8 10l6.5-5.2v8.2h-13z', filled: true },
  manual: { path: 'M2 13.5V7.5c0-1.2 1-2 2.2-2h5.3c1.3 0 1.3 1.7 0 1.7H7.5h6c1.3 0 1.3 1.7 0 1.7H8.5h4.5c1.3 0 1.3 1.7 0 1.7H8.5h3.5c1.3 0 1.3 1.7 0 1.7H8L6 13.5z' },
  rule: { path: 'M1.5 3h13v10h-13zM1.5 6.3h13M1.5 9.7h13M5.5 6.3V13' },
  script: { path: 'M4 2h9c-2.5 3 2 6-.5 9H13c-1 1.3-1 2 0 3H4c2-3-3-6 0-9-1-1-1-2 0-3zM6 5.5h4.5M6 8h4.5M6.5 10.5h4.5' },
};

export const eventSigns: Readonly<Record<EventMark, Sign>> = {
  timer: { path: 'M8 15A7 7 0 108 1a7 7 0 000 14zM8 4v4l2.8 1.8M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15' },
  message: { path: 'M1.5 3.5h13v9h-13zM1.5 3.5L8 8.8l6.5-5.3' },
  signal: { path: 'M8 2l6.3 11H1.7z' },
  error: { path: 'M2 13.5L5.5 3l4.5 6L14 2.5 10.5 13 6 7.5z' },
  escalation: { path: 'M8 1.5l5 12.5-5-5-5 5z' },
  terminate: { path: 'M8 15.5a7.5 7.5 0 100-15 7.5 7.5 0 000 15z', filled: true },
  conditional: { path: 'M2.5 1.5h11v13h-11zM4.5 4.5h7M4.5 7h7M4.5 9.5h7M4.5 12h7' },
  compensate: { path: 'M8 3L2 8l6 5zM14 3L8 8l6 5z' },
  link: { path: 'M1.5 5.5H9V2.5L14.5 8 9 13.5v-3H1.5z' },
  cancel: { path: 'M3 5l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z' },
};

export const gatewaySigns: Readonly<Record<GatewayMark, Sign>> = {
  exclusive: { path: 'M4 3l8 10M12 3L4 13' },
  parallel: { path: 'M8 2v12M2 8h12' },
  event: { path: 'M8 14.5a6.5 6.5 0 100-13 6.5 6.5 0 000 13zM8 4.5l3.5 2.6-1.3 4.2H5.8L4.5 7.1z' },
  inclusive: { path: 'M8 14a6 6 0 100-12 6 6 0 000 12z' },
  complex: { path: 'M8 2v12M2 8h12M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4' },
};

export const markerSigns: Readonly<Record<Marker, Sign>> = {
  parallel: { path: 'M4 2v12M8 2v12M12 2v12' },
  sequential: { path: 'M2 4h12M2 8h12M2 12h12' },
  loop: { path: 'M5 13.5A6 6 0 118.5 14.5M5 13.5H2M5 13.5v-3' },
  collapsed: { path: 'M1.5 1.5h13v13h-13zM8 4.5v7M4.5 8h7' },
};

/** State of a step, beside its word: done, others at it, my turn, failed, sent back. */
export const stateSigns = {
  good: { path: 'M3.5 8.5l3 3 6-7' },
  run: { path: 'M8 14A6 6 0 108 2a6 6 0 000 12zM8 5v3l2 1.5' },
  mine: { path: 'M4 8h8M8.5 4.5L12 8l-3.5 3.5' },
  bad: { path: 'M8 3v6M8 12v1' },
  back: { path: 'M7 4L3.5 7.5 7 11M3.5 7.5H10a3 3 0 013 3V12' },
} as const satisfies Record<string, Sign>;

/** A sign placed so that its field is `size` wide around the middle point. */
export function placeSign(sign: Sign, x: number, y: number, size: number, className = 'd-icon'): string {
  const scale = size / 16;
  return `<path class="${className}${sign.filled ? ' d-solid' : ''}" transform="translate(${tenth(x - size / 2)} ${tenth(y - size / 2)}) scale(${tenth(scale * 10) / 10})" d="${sign.path}"/>`;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
