import { PageHead } from '../components/card.js';
import { Field } from '../components/field.js';
import { Note } from '../components/note.js';

/** How whoever objected can be reached: asked for with a purpose, then shown once. */
export function ObjectionContactPage({ subject, action, back, purpose, contact, error }: { subject: string; action: string; back: string; purpose?: string; contact?: string; error?: string }) {
  return (
    <>
      <PageHead title="异议联系方式" subtitle={subject} acts={[{ key: 'back', label: '返回异议', href: back, allowed: true, unmet: [] }]} />
      {contact !== undefined ? <Note tone="run" title={`联系方式：${contact}`}>用途“{purpose}”已记录。请只用于核实异议，为反映人保密。</Note> : (
        <section class="card narrow-card">
          <form class="cb stackv" method="get" action={action}>
            <Field name="purpose" label="用途" value={purpose} required maxLength={100} hint="如“核实反映的情况”。谁在什么时候、为什么查看，都会留下记录。" error={error} />
            <div class="row"><button class="btn main">显示联系方式</button></div>
          </form>
        </section>
      )}
    </>
  );
}
