import { z } from 'zod';

const errorShape = z.object({ row: z.number(), column: z.string(), header: z.string(), given: z.string(), code: z.string(), message: z.string(), suggestion: z.string().optional() });

/** An import as the API shows it. Letters of columns as Excel writes them; numbers in `given` masked. `ok` counts once the rows are checked. */
export const importShape = z.object({
  id: z.number(), kind: z.string(), state: z.enum(['unmatched', 'received', 'checked', 'writing', 'committed', 'failed', 'cancelled']), fileName: z.string(), total: z.number(), ok: z.number(), errors: z.array(errorShape),
  progress: z.object({ done: z.number(), total: z.number(), stopping: z.boolean() }).nullable(), refusal: z.object({ code: z.string(), message: z.string() }).nullable(), createdAt: z.string(),
});

/** What a school gets for a file handed in. */
export const receivedShape = importShape.extend({ importId: z.number() });

/** Every code a file as a whole may be refused with under 422. */
export const fileRefusals = ['nothing-to-import', 'columns-missing', 'column-twice', 'two-sheets', 'file-damaged', 'file-encrypted', 'file-bad-part-name', 'file-doctype'] as const;

/** Beside the file of an upload: which column of the template a header of the file is. */
export const columnsField = z.strictObject({ columns: z.string().max(20_000).optional().describe('文件的表头与模板的列怎样对应，JSON：{"客户名称":"姓名","备注":""}；空的不导入。不写时按表头自己的名称认') });

/** The same for a file that is kept already. */
export const columnsBody = z.strictObject({ columns: z.record(z.string().max(100), z.string().max(60)) });

/** The headers of a file: which column each is (`null`: not known), what is proposed for it, and masked values below it. */
export const headersShape = z.object({ headers: z.array(z.object({ letter: z.string(), header: z.string(), column: z.string().nullable(), proposed: z.string().nullable(), samples: z.array(z.string()) })), columns: z.array(z.object({ name: z.string(), required: z.boolean() })) });

export const previewQuery = z.strictObject({ preview: z.enum(['true', 'false']).optional() });

/** All repairs the check proposed, or those in these places. */
export const repairsBody = z.strictObject({ repairs: z.union([z.literal('all'), z.array(z.strictObject({ row: z.number().int().positive(), column: z.string().regex(/^[A-Z]{1,3}$/) })).min(1).max(10_000)]) });
