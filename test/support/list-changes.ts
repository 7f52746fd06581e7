/** What the API says of a list's changes, as tests read it. */
export type Changes = {
  from: string; since: string | null; previousPeople: number; previousPayable: string; added: number; removed: number; amountChanged: number; enrolmentChanged: number; unchanged: number; amount: { added: string; removed: string; changed: string };
  items: { kind: string; awardId: number | null; studentId: number; name: string; before: string | null; after: string | null; reason: string }[]; nextCursor: string | null;
};
