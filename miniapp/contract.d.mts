export const calls: Record<string, string>;
export function contractOf(description: unknown): string;
