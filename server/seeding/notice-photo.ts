import sharp from 'sharp';

/** A drawn stand-in for the photograph of a notice board: a sheet with lines on a green board. No text, so no font is needed. */
export async function noticePhoto(): Promise<Buffer> {
  const lines = Array.from({ length: 14 }, (_, index) => `<rect x="170" y="${150 + index * 26}" width="${300 - (index % 3) * 30}" height="8" fill="#8a8f96"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="600"><rect width="640" height="600" fill="#3f6b57"/><rect x="30" y="30" width="580" height="540" fill="none" stroke="#8b5a2b" stroke-width="18"/><rect x="140" y="80" width="360" height="460" fill="#fffdf5"/><rect x="210" y="104" width="220" height="16" fill="#b3261e"/>${lines}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
}
