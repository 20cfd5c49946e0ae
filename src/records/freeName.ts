/**
 * The name that is wanted for a record, or one with a number where it is in use.
 *
 * @param others the records that there are
 */
export function freeName(wanted: string, others: readonly { readonly name: string }[]): string {
  const taken = new Set(others.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted.slice(0, 58)} ${number}`;
  return name;
}
