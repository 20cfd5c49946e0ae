type Field = string | number;

/** A table for spreadsheets and scripts (RFC 4180): a header, then a line for each row. */
export function formatCsv(header: readonly string[], rows: Iterable<readonly Field[]>): string {
  const lines = [header, ...rows].map((fields) => fields.map(formatField).join(','));
  return `${lines.join('\n')}\n`;
}

function formatField(field: Field): string {
  const text = String(field);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
