import type { Disagreement } from './disagreements.ts';
import type { CaseResult } from './run-case.ts';

type Count = { asked: number; agreed: number };

/** Agreement of kernel and Skoop, counted by field and by construct. */
export class Tally {
  readonly #constructs = new Map<string, Count>();
  readonly #fields = new Map<Disagreement['field'], number>();
  asked = 0;
  agreed = 0;

  add(result: CaseResult): void {
    for (const { differ } of result.answers) {
      const agreed = differ.length === 0 ? 1 : 0;
      this.asked++;
      this.agreed += agreed;
      for (const field of new Set(differ.map((d) => d.field)))
        this.#fields.set(field, (this.#fields.get(field) ?? 0) + 1);
      for (const name of new Set(result.changes.map((c) => c.construct))) {
        const count = this.#constructs.get(name) ?? { asked: 0, agreed: 0 };
        this.#constructs.set(name, { asked: count.asked + 1, agreed: count.agreed + agreed });
      }
    }
  }

  /** Two tables to print. */
  text(): string {
    const fields = (['outcome', 'symptom', 'server', 'drop', 'stage', 'errno'] as const).map(
      (field) => `  ${field.padEnd(34)} ${this.asked - (this.#fields.get(field) ?? 0)}/${this.asked}`,
    );
    const constructs = [...this.#constructs]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, c]) => `  ${name.padEnd(34)} ${c.agreed}/${c.asked}`);
    return [`All fields: ${this.agreed}/${this.asked}`, 'By field', ...fields, 'By construct', ...constructs].join(
      '\n',
    );
  }
}
