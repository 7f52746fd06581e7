import type { OfferedAct } from '../components/act.js';
import { Board, BoardLegend, type BoardProps } from '../components/board.js';
import { Card, PageHead } from '../components/card.js';
import { Filters, Views, type FiltersProps, type View } from '../components/filters.js';
import { Note } from '../components/note.js';
import { Pager, Results, type PagerProps } from '../components/table.js';

export type BoardPageProps = BoardProps & {
  subtitle: string;
  acts?: OfferedAct[];
  programmes: View[];
  filters?: FiltersProps;
  pager?: PagerProps;
  /** Who is late and who will be, with the act that reminds them. */
  late?: { title: string; lines: string[]; act?: OfferedAct };
};

/** 本月看板: every school of the authority and how far its list is. */
export function BoardPage({ subtitle, acts, programmes, filters, late, pager, ...board }: BoardPageProps) {
  return (
    <>
      <PageHead title="本月看板" subtitle={subtitle} acts={acts} printable />
      <Results>
        <Views label="资助项目" views={programmes} />
        {late && <Note tone="bad" title={late.title} acts={late.act && [{ ...late.act, tone: 'main' }]}><ul>{late.lines.map((line) => <li key={line}>{line}</li>)}</ul></Note>}
        <Card flush>
          {filters && <Filters {...filters} />}
          <Board {...board} />
          {pager && board.rows.length > 0 && <Pager {...pager} />}
          <BoardLegend mine="等本级办理" note="最后一行：已完成这一步的学校数" />
        </Card>
      </Results>
    </>
  );
}
