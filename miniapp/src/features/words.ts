export const programmeNames: Record<string, string> = { 'vocational-grant': '中职国家助学金', 'vocational-tuition-waiver': '中职国家免学费', 'senior-high-fee-waiver': '普高建档立卡等免学杂费', 'state-student-loan': '国家助学贷款' };

export const stageNames: Record<string, string> = {
  entry: '录入中', 'school-review': '待学校审核', 'authority-review': '待主管部门审核', 'to-publish': '待公示', 'awaiting-confirmation': '待确认', 'in-publicity': '公示中', 'to-disburse': '待发放', disbursed: '已发放', finished: '已完成', 'withdrawal-pending': '退回审核中',
};

export const roleTone = (late: boolean | undefined): 'bad' | 'mine' => (late ? 'bad' : 'mine');

/** `62400.00` → `62,400.00`; no float ever. */
export const money = (yuan: string): string => yuan.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => `${sign ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}`);

/** The difference of two amounts in yuan, counted in fen: `+800.00`, `−5.50`, `0.00`. */
export function difference(now: string, before: string): string {
  const fen = (text: string): number => Number(text.replace('.', ''));
  const between = fen(now) - fen(before);
  const digits = String(Math.abs(between)).padStart(3, '0');
  return `${between > 0 ? '+' : between < 0 ? '−' : ''}${money(`${digits.slice(0, -2)}.${digits.slice(-2)}`)}`;
}

export const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0');

/** `2023-05-10T10:05:00+08:00` → `5月10日 10:05`, as the office writes it; the server's zone is the office's. */
export const moment = (iso: string): string => `${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日 ${iso.slice(11, 16)}`;
export const day = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
/** `5月`, `秋季学期`: the month or term a list is for. */
export const periodWords = ({ month, term }: { month?: string | undefined; term?: string | undefined }): string => (month ? `${Number(month.slice(5))}月` : term?.endsWith('autumn') ? '秋季学期' : '春季学期');
export const size = (bytes: number): string => (bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`);
