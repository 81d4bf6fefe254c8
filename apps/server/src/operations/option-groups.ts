import type { OptionGroup } from '@skoop/api';
import { configBinders } from '@skoop/providers';

/** Settings of plugins and providers, as fields of a form. */
export const optionGroups = (): readonly OptionGroup[] =>
  configBinders.map(({ title, options }) => ({
    name: title,
    options: options.map(({ flag, kind, choices, description, default: otherwise }) => ({
      name: flag,
      type: kind === 'number' || kind === 'boolean' ? kind : 'string',
      description,
      choices,
      default: otherwise,
    })),
  }));
