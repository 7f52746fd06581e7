/** What a form can ask for. `opinion` is the words of one role for the record; `people` are users of the office that fills it in; `attachment` a file added to the task; `rows` are rows of the subject, ticked on its own page. */
export const fieldTypes = ['string', 'long', 'number', 'date', 'boolean', 'enum', 'money', 'people', 'attachment', 'opinion', 'rows'] as const;
export type FieldType = (typeof fieldTypes)[number];
