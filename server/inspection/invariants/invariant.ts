/**
 * One thing that must hold of the books at every moment. `sql` (or `look`, where a query is not enough) reads the numbers of the
 * records of which it does not hold; nothing is changed, and no personal information is among what it reads.
 */
export type Invariant = {
  /** I1–I12 of the lists, R2–R10 of the system, A1–A5 of archived years; stable, for scripts. */
  readonly key: string;
  /** What holds, as somebody of the office would say it. */
  readonly name: string;
  /** What the numbers are of. */
  readonly of: string;
  /** What it means for the office when it does not hold. */
  readonly meaning: string;
} & ({ readonly sql: string } | { look(): Promise<(string | number)[]> });
