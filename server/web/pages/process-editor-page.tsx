import { PageHead } from '../components/card.js';
import { Note } from '../components/note.js';
import { ProcessPicture, type ProcessPictureProps } from '../components/process-picture.js';

export type ProcessEditorProps = {
  name: string;
  subtitle: string;
  /** Where the version itself is shown. */
  back: string;
  file: string;
  xml: string;
  /** What the script of this page picks from, and what the last check said; both JSON. */
  known: string;
  checked: string;
  /** For a phone, where nothing can be drawn; none while the file has no picture yet. */
  picture?: ProcessPictureProps;
};

/** 画图: the drawing page. Its script is loaded here and nowhere else; without it, or on a phone, the picture can be read. */
export function ProcessEditorPage({ name, subtitle, back, file, xml, known, checked, picture }: ProcessEditorProps) {
  return (
    <>
      <PageHead title={`画图：${name}`} subtitle={subtitle} acts={[{ key: 'back', label: '看这一版', href: back, allowed: true, unmet: [] }]} />
      <noscript><Note tone="idle" title="画图需要浏览器脚本">{<p>也可以<a href={file}>下载文件</a>，用 Camunda Modeler 等画图工具修改后，在<a href="/processes">流程图库</a>上传。</p>}</Note></noscript>
      <textarea id="editor-xml" hidden readOnly aria-label="流程文件">{xml}</textarea>
      <div class="editor" id="editor" data-known={known} data-checked={checked} />
      <div class="editor-narrow stackv">
        <Note tone="idle" title="窄屏上只能看图">请在电脑上打开这一页来修改。</Note>
        {picture && <section class="card"><ProcessPicture {...picture} /></section>}
      </div>
      <Help />
    </>
  );
}

function Help() {
  return (
    <section class="card editor-help"><details>
      <summary>帮助：怎么画、怎么检查、怎么启用</summary>
      <div class="cb">
        <ul>
          <li><b>加一步</b>：点一个环节，从旁边的工具里选“接用户任务”；名称写办什么，右边填由谁办、决定和期限。用“换种类”改成服务任务、网关等。</li>
          <li><b>插到两步中间</b>：把环节拖到连线上放开，连线会自己接好。</li>
          <li><b>由谁办</b>：泳道写岗位；任务自己写了办理人，就代替泳道的。层级是相对名单的学校说的：本校、学校的主管部门、所在市、所在省、中央。</li>
          <li><b>分支</b>：排他网关写成问题，连线写成答案；把“不通过”那条设为默认连线。</li>
          <li><b>不用鼠标</b>：右边“环节”可以选到图上每个环节并改它的属性；在画布上按 Ctrl+Z 退一步，Ctrl+Y 再做，Delete 删除，Ctrl+F 查找，方向键移动。</li>
          <li><b>保存并检查</b>：没画完也能保存。“必须改”的改完才能启用，“建议改”的请看一眼。没有问题的图会试走一遍，列出每种走法。</li>
          <li><b>启用</b>：由流程发布人办理，最后保存的人不能自己启用。在走的名单按原来的版本走完。</li>
          <li><b>别处画的文件</b>：可以打开 Camunda 7、8 的文件。换成了什么、哪些还要自己改，打开时会说；不认识的属性原样留着。带脚本、监听器和其他系统元素的能存成草稿，不能启用。</li>
        </ul>
      </div>
    </details></section>
  );
}
