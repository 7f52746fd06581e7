import type { Tone } from './icon.js';

export type ProgressPart = { label: string; count: number; tone: Tone; full?: boolean };

/** How many of all are how far, as one bar; the figures stand below it. */
export function ProgressBar({ parts, unit, label }: { parts: ProgressPart[]; unit: string; label: string }) {
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  const words = parts.map((part) => `${part.label} ${figure(part.count)} ${unit}`).join('，');
  return (
    <>
      <svg class="bar" viewBox={`0 0 ${Math.max(all, 1)} 1`} preserveAspectRatio="none" role="img" aria-label={`${label}：${words}`}>
        {parts.map((part, index) => <rect key={part.label} class={`${part.tone}${part.full ? ' full' : ''}`} x={sumBefore(parts, index)} y="0" width={part.count} height="1" />)}
      </svg>
      <p class="legend flush">{parts.map((part) => <span key={part.label}><i class={`sw ${part.tone}${part.full ? ' full' : ''}`} />{part.label} {figure(part.count)} {unit}</span>)}</p>
    </>
  );
}

const sumBefore = (parts: ProgressPart[], index: number): number => parts.slice(0, index).reduce((sum, part) => sum + part.count, 0);
const figure = (count: number): string => count.toLocaleString('en-US');
