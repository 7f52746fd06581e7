/** What must not be in a picture that goes into a page as it is. */
const unfit = /<(script|style|foreignObject|iframe|image|use|a)\b|<[^>]*\s(on\w+|style)\s*=/i;

export type ProcessPictureProps = {
  /** SVG drawn by our own server from the diagram; refused here if it carries script, style or links. */
  svg: string;
  /** The same in words, step by step. */
  inWords: string[];
  /** Explains the colours; for the picture of something that is running. */
  legend?: boolean;
};

/** The process as a picture, with its text beside it. It can be pushed sideways on a narrow screen. */
export function ProcessPicture({ svg, inWords, legend }: ProcessPictureProps) {
  if (unfit.test(svg)) throw new Error('a process picture may hold shapes, text and classes only');
  return (
    <>
      <div class="picture" tabindex={0} role="group" aria-label="流程图，可左右滑动" dangerouslySetInnerHTML={{ __html: svg }} />
      {legend && <p class="legend rule-top"><span><i class="sw good" />已办完</span><span><i class="sw mine" />轮到您办</span><span><i class="sw run" />停在这里，等别人办</span><span><i class="sw" />还没到</span><span>虚线：退回</span></p>}
      <details class="rule-top"><summary>用文字看这张图</summary><ol class="words">{inWords.map((line, index) => <li key={index}>{line}</li>)}</ol></details>
    </>
  );
}
