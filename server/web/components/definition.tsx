export type DefinitionProps = {
  /** Unique in the page. */
  id: string;
  term: string;
  /** The definition, word for word from the notice. */
  text: string;
  example?: string;
  basis?: string;
};

/** 口径: a column's name that shows its definition when it is pointed at or reached by keyboard. */
export function Definition({ id, term, text, example, basis }: DefinitionProps) {
  const tip = id.replace(/\s+/g, '-');
  return (
    <span class="kj" tabindex={0} aria-describedby={tip}>
      {term}<span class="tip" role="tooltip" id={tip}><b>{term.replace(/（.*）$/, '')}</b>{text}{example && `例：${example}`}{basis && <em>依据：{basis}</em>}</span>
    </span>
  );
}
