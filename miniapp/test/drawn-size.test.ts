import { drawnSize } from '../src/features/drawn-size';

const picture = (viewBox: string): ArrayBuffer => new Uint8Array(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="${viewBox}" role="img" lang="zh-CN"><title>流程图</title></svg>`)).buffer;

it.each([
  ['a very short process is not drawn larger than the others', '0 0 300 120', 300, 120],
  ['one that fits is drawn as it is', '-20 10.5 960 400', 960, 400],
  ['a long one is made narrower as a whole', '0 0 1920 400', 960, 200],
  ['a high one is made lower as a whole', '0 0 600 800', 300, 400],
])('%s', (_, viewBox, width, height) => expect(drawnSize(picture(viewBox))).toEqual({ width, height }));

it.each(['0 0 0 120', '', 'none'])('what tells no size (“%s”) keeps the usual box', (viewBox) => expect(drawnSize(picture(viewBox))).toBeNull());
