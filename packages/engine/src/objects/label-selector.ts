import { field, list, text, textMap, texts } from './field.ts';

export type Requirement = {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
};
/** metav1.LabelSelector as a conjunction. Without requirements it selects everything. `invalid`: selects nothing. */
export type LabelSelector = { readonly requirements: readonly Requirement[]; readonly invalid: boolean };

/** undefined if there is no selector at all, which means something else than an empty one. */
export function readSelector(value: unknown): LabelSelector | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const requirements: Requirement[] = [...textMap(value, 'matchLabels')].map(([key, v]) => ({
    key,
    operator: 'In',
    values: [v],
  }));
  let invalid = false;
  for (const e of list(value, 'matchExpressions')) {
    const key = text(e, 'key');
    const operator = text(e, 'operator');
    const known = operator === 'In' || operator === 'NotIn' || operator === 'Exists' || operator === 'DoesNotExist';
    if (key === undefined || !known) invalid = true;
    else requirements.push({ key, operator, values: texts(e, 'values') });
  }
  return { requirements, invalid: invalid || field(value, ['matchExpressions']) === null };
}

export function selects(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return !selector.invalid && selector.requirements.every((r) => holds(r, labels));
}

function holds({ key, operator, values }: Requirement, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** A Service's selector: plain equality, and an empty one selects nothing (the endpoints are somebody else's work). */
export const equalitySelects = (selector: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>): boolean =>
  selector.size > 0 && [...selector].every(([k, v]) => labels.get(k) === v);
