import type { z } from 'zod';
import { InputInvalid, type ErrorItem } from '../lib/errors.js';

/**
 * Checks one part of a request against its strict schema. Unknown fields are refused, never dropped.
 * @throws InputInvalid with every place at once, in Chinese.
 */
export function validate(schema: z.ZodType | undefined, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  if (!schema) {
    if (part !== 'params' && value && typeof value === 'object' && Object.keys(value).length > 0) {
      throw new InputInvalid(Object.keys(value).map((name) => unknownField(name, part)));
    }
    return {};
  }
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new InputInvalid(result.error.issues.flatMap((issue) => itemsOf(issue, part)));
}

function itemsOf(issue: z.core.$ZodIssue, part: string): ErrorItem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownField(name, part));
  const path = issue.path.map(String).join('.') || part;
  return [{ path, code: issue.code, message: messageOf(issue, path) }];
}

const unknownField = (name: string, part: string): ErrorItem => ({ path: name, code: 'unknown-field', message: `${part === 'query' ? '查询条件' : '字段'}“${name}”不认识，请去掉后再提交。` });

function messageOf(issue: z.core.$ZodIssue, path: string): string {
  if (/[\u4e00-\u9fff]/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type': return issue.input === undefined || /undefined/.test(issue.message) ? `“${path}”没有填写。` : `“${path}”的类型不对，应为 ${issue.expected}。`;
    case 'too_small': return `“${path}”太短或太小，最少 ${String(issue.minimum)}。`;
    case 'too_big': return `“${path}”太长或太大，最多 ${String(issue.maximum)}。`;
    case 'invalid_value': return `“${path}”只能是：${issue.values.map(String).join('、')}。`;
    case 'invalid_format': return `“${path}”的格式不对。`;
    default: return `“${path}”不符合要求。`;
  }
}
