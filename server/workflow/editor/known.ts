/** What the panel offers to pick from; the server writes it into the page. */
export type Choice = { value: string; name: string };
export type Known = {
  roles: (Choice & { levels: string[] })[];
  levels: Choice[];
  services: string[];
  subjects: (Choice & { facts: { name: string; type: string }[] })[];
  messages: string[];
  fieldTypes: Choice[];
  key: string;
  version: number;
  sha256: string;
  /** Whether saving goes on with this version, or begins a new draft. */
  draft: boolean;
  save: string;
  csrf: string;
};
export type Finding = { elementId?: string; level: 'error' | 'warning'; code: string; message: string };
export type Way = { steps: string[]; end: 'done' | 'back' | 'joins' | 'stuck' };
export type Saved = { key: string; version: number; sha256: string; findings: Finding[]; ways?: Way[]; more?: boolean };
