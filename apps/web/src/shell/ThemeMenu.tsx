import { useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuChoices } from '../ui/Menu.tsx';
import { chooseTheme, chosenTheme, type Theme } from './theme.ts';

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function ThemeMenu() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (value: string) => {
    const next = THEMES.find(([t]) => t === value)?.[0] ?? 'system';
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <Menu
      trigger={
        <button type="button" className="btn quiet square" aria-label="Theme" title="Theme">
          <Icon name="theme" />
        </button>
      }
    >
      <MenuChoices value={theme} choices={THEMES} onChoose={choose} />
    </Menu>
  );
}
