import { ActButton, type OfferedAct } from './act.js';
import { Card } from './card.js';
import { Word, type IconName, type Tone } from './icon.js';

export type VotesProps = {
  /** 会签：3 家全部同意才算通过. */
  rule: string;
  seats: { office: string; role: string; word: string; tone: Tone; icon: IconName; by?: string; remark?: string }[];
  /** Takes one's own vote back. */
  withdraw?: OfferedAct;
};

/** Who voted what, each office on a line; those who have not yet are named too. */
export function Votes({ rule, seats, withdraw }: VotesProps) {
  const voted = seats.filter(({ by }) => by !== undefined).length;
  return (
    <Card title="各单位表决" aside={`已表决 ${voted} 家，共 ${seats.length} 家`} flush>
      <p class="cb sub">{rule}</p>
      <table>
        <caption class="vh">各单位表决</caption>
        <thead><tr><th scope="col">单位</th><th scope="col">表决</th><th scope="col">表决人和意见</th></tr></thead>
        <tbody>{seats.map((seat) => (
          <tr key={seat.office + seat.role}>
            <th scope="row">{seat.office}<br /><span class="muted small">{seat.role}</span></th>
            <td><Word tone={seat.tone} icon={seat.icon}>{seat.word}</Word></td>
            <td>{seat.by ?? '—'}{seat.remark && <><br />“{seat.remark}”</>}</td>
          </tr>
        ))}</tbody>
      </table>
      {withdraw && <div class="cb"><ActButton act={withdraw} /></div>}
    </Card>
  );
}
