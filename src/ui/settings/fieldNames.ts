import type { Field } from '../../curriculum/fields';

/** The name that Stable-Baselines3 or a link has for a field, without the stage. */
export function fieldName(path: string): string {
  return path.replace(/^stage\d\./, '');
}

/** The part of a path that names its group; '' is the run itself. */
export function groupOf({ path }: Field): string {
  return path.includes('.') ? path.slice(0, path.indexOf('.')) : '';
}

export function fieldId(path: string): string {
  return `setting-${path.replaceAll('.', '-')}`;
}
