import { Card, FormCard, PageHead, type FormCardProps } from '../components/card.js';
import { KeyValues, type Pair } from '../components/facts.js';
import { Note } from '../components/note.js';
import type { TagProps } from '../components/tag.js';

export type StudentPageProps = { name: string; tag: TagProps; subtitle: string; pairs: Pair[]; notes: { title: string; text: string }[]; /** The own school only. */ form?: FormCardProps };

/** One student as the roster knows them; the own school puts it right here. */
export function StudentPage({ name, tag, subtitle, pairs, notes, form }: StudentPageProps) {
  return (
    <>
      <PageHead title={name} tag={tag} subtitle={subtitle} />
      <div class="stackv">
        {notes.map((note) => <Note key={note.title} tone="bad" title={note.title}>{note.text}</Note>)}
        <div class={form ? 'two' : undefined}>
          <Card title="学籍信息" flush><KeyValues pairs={pairs} /></Card>
          {form && <FormCard {...form} />}
        </div>
      </div>
    </>
  );
}
