import qrcode from 'qrcode-generator';

const QUIET = 4;

/** A QR code drawn on the server: sharp at any size, printable, no script. `label` says what it leads to, for those who do not see it. */
export function QrCode({ text, label, size = 200 }: { text: string; label: string; size?: number }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = '';
  for (let at = 0; at < count; at += 1) for (let across = 0; across < count; across += 1) if (code.isDark(at, across)) path += `M${across + QUIET} ${at + QUIET}h1v1h-1z`;
  const side = count + 2 * QUIET;
  return (
    <svg class="qr" role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" /><path d={path} fill="#000" />
    </svg>
  );
}
