type Field = string | number;

/** A table for spreadsheets and scripts (RFC 4180): a header, then a line for each row. */
export function formatCsv(header: readonly string[], rows: Iterable<readonly Field[]>): string {
  return formatCsvRows([header, ...rows]);
}

/** A line for each row. */
export function formatCsvRows(rows: readonly (readonly Field[])[]): string {
  return rows.map((fields) => `${fields.map(formatField).join(',')}\n`).join('');
}

function formatField(field: Field): string {
  const text = String(field);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
