export function findFirefox(): string | null;
export const WEBKIT_PYTHON: string;
export const WEBKIT_SHELL: string;
export function missingForWebkit(): string | null;
