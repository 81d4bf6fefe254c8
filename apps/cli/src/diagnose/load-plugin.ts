import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginFactory } from '@skoop/engine';
import { CommandError, EXIT } from '../exit-status.ts';

/** The modules named by `--plugin`, before the rest of the command line is read: it may have options of theirs. */
export async function loadPlugins(argv: readonly string[]): Promise<readonly PluginFactory[]> {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const files = words.flatMap((word, i) => {
    if (word.startsWith('--plugin=')) return [word.slice('--plugin='.length)];
    const value = words[i + 1];
    return word === '--plugin' && value !== undefined ? [value] : [];
  });
  return Promise.all(files.map(loadPlugin));
}

/** Loads somebody's plugin: a module that exports a PluginFactory as `default` or `plugin`. It runs with the user's rights. */
async function loadPlugin(file: string): Promise<PluginFactory> {
  const hint = 'A plugin is an ES module whose default export is a PluginFactory; see docs/plugin-authors.md.';
  const location = pathToFileURL(path.resolve(file)).href;
  const module: unknown = await import(location).catch((error: Error) => {
    throw new CommandError(EXIT.usage, `plugin ${file} cannot be loaded: ${error.message}.`, hint);
  });
  const { default: first, plugin: second } = module as { default?: unknown; plugin?: unknown };
  const candidate = first ?? second;
  if (isPluginFactory(candidate))
    return { ...candidate, title: candidate.title ?? candidate.name, options: candidate.options ?? [] };
  throw new CommandError(EXIT.usage, `plugin ${file} exports no PluginFactory.`, hint);
}

function isPluginFactory(value: unknown): value is PluginFactory {
  if (typeof value !== 'object' || value === null) return false;
  const factory = value as Partial<Record<keyof PluginFactory, unknown>>;
  return (
    typeof factory.name === 'string' && typeof factory.create === 'function' && typeof factory.detect === 'function'
  );
}
