import { QuestionError } from './resolve/question-error.ts';

/** One setting of a plugin or provider. `flag` is its name on the command line, without the dashes. */
export type ConfigOption = {
  readonly flag: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
  readonly description: string;
  /** What is used where the option is not given, in words or as a value. */
  readonly default: string;
};

/** The settings of a plugin or provider: the CLI binds them to flags, the server to fields. */
export type ConfigBinder = { readonly name: string; readonly title: string; readonly options: readonly ConfigOption[] };

/** Option values by flag. */
export type Config = Readonly<Record<string, string>>;

/** Refuses values that no binder takes; unknown flags too, since a typing error would be ignored silently. */
export function validateConfig(binders: readonly ConfigBinder[], config: Config): void {
  const options = new Map(binders.flatMap((b) => b.options.map((o) => [o.flag, o] as const)));
  for (const [flag, value] of Object.entries(config)) {
    const option = options.get(flag);
    if (!option)
      throw new QuestionError('bad-option', `There is no option --${flag}.`, 'See `skoop --help` for all options.');
    const wrong = problem(option, value);
    if (wrong) throw new QuestionError('bad-option', `--${flag} cannot be ${value === '' ? 'empty' : value}.`, wrong);
  }
}

function problem(option: ConfigOption, value: string): string | undefined {
  switch (option.kind) {
    case 'choice':
      return option.choices?.includes(value) ? undefined : `Choose one of ${option.choices?.join(', ')}.`;
    case 'number':
      return /^\d{1,9}$/.test(value) ? undefined : 'Give a whole number.';
    case 'boolean':
      return value === 'true' || value === 'false' ? undefined : 'Give true or false.';
    case 'text':
      return value.trim() === '' ? 'Give a value, or leave the option out.' : undefined;
  }
}

/** An option's value; undefined if it was not given. */
export const optionOf = (config: Config, flag: string): string | undefined =>
  Object.hasOwn(config, flag) ? config[flag] : undefined;
