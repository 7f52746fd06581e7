/**
 * How a drawing looks, in the variables of tokens.css. `web/public/diagram.css` holds the same rules word for word
 * (a test compares them): a page links that file, a downloaded drawing carries these rules with the light colours.
 */
export const drawingRules = `svg.diagram text{font-family:var(--font);font-size:16px}
svg.diagram text{fill:var(--ink);text-anchor:middle;dominant-baseline:central}
svg.diagram .d-body{fill:var(--surface);stroke:var(--ink-2);stroke-width:1.5}
svg.diagram .d-pool>.d-body,svg.diagram .d-lane>.d-body{fill:none;stroke:var(--line-strong);stroke-width:1}
svg.diagram .d-band{fill:var(--surface-2);stroke:var(--line-strong);stroke-width:1}
svg.diagram .d-side{fill:var(--ink-2);font-size:14px}
svg.diagram .d-pool>.d-side{fill:var(--ink);font-weight:600}
svg.diagram .d-frame-name{font-size:14px;font-weight:600;text-anchor:start}
svg.diagram .d-group>.d-body{fill:none;stroke-dasharray:8 4 2 4}
svg.diagram .d-label{font-size:14px;fill:var(--ink-2);paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
svg.diagram .d-thick{stroke-width:3.5}
svg.diagram .d-dashed{stroke-dasharray:5 3}
svg.diagram .d-ring{fill:none;stroke:var(--ink-2);stroke-width:1.5}
svg.diagram .d-icon{fill:none;stroke:var(--ink-2);stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round}
svg.diagram .d-strong{stroke-width:2.6}
svg.diagram .d-solid{fill:var(--ink-2)}
svg.diagram .d-line{fill:none;stroke:var(--ink-2);stroke-width:1.5;stroke-linejoin:round}
svg.diagram .d-slash{stroke:var(--ink-2);stroke-width:1.5}
svg.diagram .d-head{fill:var(--ink-2);stroke:none}
svg.diagram .d-message>.d-line{stroke-dasharray:9 5}
svg.diagram .d-association>.d-line{stroke-dasharray:1 4;stroke-linecap:round}
svg.diagram .d-return>.d-line{stroke:var(--back-ink);stroke-dasharray:6 4}
svg.diagram .d-return>.d-slash{stroke:var(--back-ink)}
svg.diagram .d-return>.d-head{fill:var(--back-ink)}
svg.diagram .d-taken>.d-line{stroke:var(--good-ink);stroke-width:2.5}
svg.diagram .d-taken>.d-head{fill:var(--good-ink)}
svg.diagram .d-edge.good>.d-line{stroke:var(--good-ink);stroke-width:2.5}
svg.diagram .d-edge.good>.d-head{fill:var(--good-ink)}
svg.diagram .d-edge.mine>.d-line{stroke:var(--mine-ink);stroke-width:2.5}
svg.diagram .d-edge.mine>.d-head{fill:var(--mine-ink)}
svg.diagram .d-edge.bad>.d-line{stroke:var(--bad-ink);stroke-width:2.5}
svg.diagram .d-edge.bad>.d-head{fill:var(--bad-ink)}
svg.diagram .idle>.d-name{fill:var(--ink-2)}
svg.diagram .good>.d-body{fill:var(--good-bg);stroke:var(--good-ink)}
svg.diagram .run>.d-body{fill:var(--run-bg);stroke:var(--run-ink);stroke-width:3.5}
svg.diagram .mine>.d-body{fill:var(--mine-bg);stroke:var(--mine-ink);stroke-width:3.5}
svg.diagram .bad>.d-body{fill:var(--bad-bg);stroke:var(--bad-ink);stroke-width:3.5;stroke-dasharray:10 4}
svg.diagram .back>.d-body{fill:var(--back-bg);stroke:var(--back-ink);stroke-width:2;stroke-dasharray:6 4}
svg.diagram .d-frame>.d-body{fill:none}
svg.diagram .run>.d-name,svg.diagram .mine>.d-name,svg.diagram .bad>.d-name{font-weight:600}
svg.diagram .d-tag text{font-size:13px;font-weight:600;text-anchor:start}
svg.diagram .d-tag-sign{fill:none;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
svg.diagram .d-tag.good>circle,svg.diagram .d-tag.good>.d-tag-body{fill:var(--good-ink)}
svg.diagram .d-tag.good>.d-tag-sign{stroke:var(--good-bg)}
svg.diagram .d-tag.good>text{fill:var(--good-bg)}
svg.diagram .d-tag.run>circle,svg.diagram .d-tag.run>.d-tag-body{fill:var(--run-ink)}
svg.diagram .d-tag.run>.d-tag-sign{stroke:var(--run-bg)}
svg.diagram .d-tag.run>text{fill:var(--run-bg)}
svg.diagram .d-tag.mine>circle,svg.diagram .d-tag.mine>.d-tag-body{fill:var(--mine-ink)}
svg.diagram .d-tag.mine>.d-tag-sign{stroke:var(--mine-bg)}
svg.diagram .d-tag.mine>text{fill:var(--mine-bg)}
svg.diagram .d-tag.bad>circle,svg.diagram .d-tag.bad>.d-tag-body{fill:var(--bad-ink)}
svg.diagram .d-tag.bad>.d-tag-sign{stroke:var(--bad-bg)}
svg.diagram .d-tag.bad>text{fill:var(--bad-bg)}
svg.diagram .d-tag.back>circle,svg.diagram .d-tag.back>.d-tag-body{fill:var(--back-ink)}
svg.diagram .d-tag.back>.d-tag-sign{stroke:var(--back-bg)}
svg.diagram .d-tag.back>text{fill:var(--back-bg)}
svg.diagram .heat-1>.d-body{fill:var(--run-ink);fill-opacity:.06;stroke:var(--run-ink)}
svg.diagram .heat-2>.d-body{fill:var(--run-ink);fill-opacity:.16;stroke:var(--run-ink)}
svg.diagram .heat-3>.d-body{fill:var(--run-ink);fill-opacity:.28;stroke:var(--run-ink);stroke-width:2}
svg.diagram .heat-4>.d-body{fill:var(--run-ink);fill-opacity:.4;stroke:var(--run-ink);stroke-width:3}
svg.diagram .d-tag.heat>.d-tag-body{fill:var(--ink)}
svg.diagram .d-tag.heat>text{fill:var(--surface)}
`;

/** The light values of the variables above. tokens.css is where they are decided; a test holds the two together. */
export const lightColours: Readonly<Record<string, string>> = {
  '--font': '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "HarmonyOS Sans SC", system-ui, sans-serif',
  '--surface': '#ffffff', '--surface-2': '#f7f8fa', '--line-strong': '#76828f', '--ink': '#17202b', '--ink-2': '#444f5c',
  '--run-ink': '#1a4e83', '--run-bg': '#e4eef8', '--mine-ink': '#744600', '--mine-bg': '#fdf0d3', '--good-ink': '#175c33', '--good-bg': '#e2f3e8',
  '--bad-ink': '#9c1f1b', '--bad-bg': '#fce8e6', '--back-ink': '#57367f', '--back-bg': '#f0e9f8',
};

/** The rules with colours filled in: programs that open a downloaded SVG often know no CSS variables. */
export const standaloneStyle = (): string =>
  `<style>svg.diagram{background:${lightColours['--surface']}}\n${drawingRules.replace(/var\((--[\w-]+)\)/g, (_, name: string) => lightColours[name] ?? 'inherit')}</style>`;
