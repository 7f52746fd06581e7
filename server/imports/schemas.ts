import { z } from 'zod';

const errorShape = z.object({ row: z.number(), column: z.string(), header: z.string(), given: z.string(), code: z.string(), message: z.string(), suggestion: z.string().optional() });

/** An import as the API shows it. Letters of columns as Excel writes them; numbers in `given` masked. */
export const importShape = z.object({
  id: z.number(), kind: z.enum(['students', 'awards']), state: z.enum(['checked', 'committed', 'failed']), fileName: z.string(), total: z.number(), ok: z.number(), errors: z.array(errorShape), createdAt: z.string(),
});

/** What a school gets for a file handed in. */
export const receivedShape = importShape.extend({ importId: z.number() });

/** Every code a file as a whole may be refused with under 422. */
export const fileRefusals = ['nothing-to-import', 'columns-missing', 'column-twice', 'two-sheets', 'file-damaged', 'file-encrypted', 'file-bad-part-name', 'file-doctype'] as const;

export const previewQuery = z.strictObject({ preview: z.enum(['true', 'false']).optional() });
