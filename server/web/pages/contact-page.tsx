import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { KeyValues } from '../components/facts.js';
import { Note } from '../components/note.js';

/** `form` for whoever keeps it, `refused` says who does. */
export type ContactPageProps = { organisation: string; office: string; telephone: string; shown: string; form?: FormCardProps; refused?: string };

/** 本单位联系方式: whom the public notices name. */
export function ContactPage({ organisation, office, telephone, shown, form, refused }: ContactPageProps) {
  return (
    <>
      <PageHead title="本单位联系方式" subtitle={organisation} />
      <div class="stackv">
        {telephone === '' && <Note tone="bad" title="还没有电话">公示页和公示墙报上现在没有可以打的电话，学生和家长有异议时找不到人。</Note>}
        {form ? <FormCard {...form} /> : <Card title="办公室和电话"><KeyValues pairs={[{ name: '办公室', value: office || '—' }, { name: '电话', value: telephone || '—' }]} />{refused && <p class="muted small">{refused}</p>}</Card>}
        <Card title="登在哪里"><p>{shown}</p></Card>
      </div>
    </>
  );
}
