import { useState } from 'react';
import { Link, NavLink, Outlet, useNavigate } from 'react-router';
import { BrandMark, Icon } from '../ui/Icon.tsx';
import { ariaKeys, Keys } from '../ui/Keys.tsx';
import { lazily } from '../ui/lazily.tsx';
import { POPUPS } from '../ui/usePopupHost.ts';
import { ClusterChip } from './ClusterChip.tsx';
import type { PaletteCommand } from './paletteCommands.ts';
import { ThemeMenu } from './ThemeMenu.tsx';
import { chooseTheme } from './theme.ts';
import { useShortcuts } from './useShortcuts.ts';

const CommandPalette = lazily(async () => (await import('./CommandPalette.tsx')).CommandPalette);
const ShortcutHelp = lazily(async () => (await import('./ShortcutHelp.tsx')).ShortcutHelp);

/** What every page has: the bar, the palette, the shortcuts. */
export function Shell() {
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useShortcuts({
    palette: () => setPalette(true),
    help: () => setHelp(true),
    'go-new': () => navigate('/'),
    'go-history': () => navigate('/history'),
    'go-cluster': () => navigate('/cluster'),
  });
  const common: readonly PaletteCommand[] = [
    { id: 'new', title: 'New diagnosis', icon: 'plus', shortcut: 'go-new', run: () => navigate('/') },
    { id: 'history', title: 'History', icon: 'clock', shortcut: 'go-history', run: () => navigate('/history') },
    { id: 'cluster', title: 'Cluster', icon: 'node', shortcut: 'go-cluster', run: () => navigate('/cluster') },
    {
      id: 'findings',
      title: 'Findings: what they mean',
      icon: 'doc',
      run: () => navigate('/findings'),
    },
    { id: 'light', title: 'Light theme', icon: 'theme', run: () => chooseTheme('light') },
    { id: 'dark', title: 'Dark theme', icon: 'theme', run: () => chooseTheme('dark') },
    { id: 'system', title: 'Theme as the system', icon: 'theme', run: () => chooseTheme('system') },
    { id: 'keys', title: 'Keyboard shortcuts', icon: 'keyboard', shortcut: 'help', run: () => setHelp(true) },
  ];
  const search = (typed: string): readonly PaletteCommand[] =>
    typed.trim() === ''
      ? []
      : [
          {
            id: 'search-history',
            title: `Search the history for “${typed.trim()}”`,
            icon: 'search',
            run: () => navigate(`/history?q=${encodeURIComponent(typed.trim())}`),
          },
        ];
  return (
    <>
      <a className="btn skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link className="brand" to="/">
          <BrandMark />
          <span>Skoop</span>
        </Link>
        <nav aria-label="Main">
          <NavLink to="/" end>
            New
          </NavLink>
          <NavLink to="/history">History</NavLink>
          <NavLink to="/cluster">Cluster</NavLink>
        </nav>
        <ClusterChip />
        <button
          type="button"
          className="find"
          aria-label="Find or run"
          aria-keyshortcuts={ariaKeys('palette')}
          onClick={() => setPalette(true)}
        >
          <Icon name="search" size={15} />
          <span>Find or run</span> <Keys of="palette" />
        </button>
        <ThemeMenu />
        <button
          type="button"
          className="btn quiet square help-button"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          aria-keyshortcuts="?"
          onClick={() => setHelp(true)}
        >
          ?
        </button>
        <div id={POPUPS} className="popups" />
      </header>
      <Outlet />
      {palette ? <CommandPalette open onClose={() => setPalette(false)} common={common} more={search} /> : null}
      {help ? <ShortcutHelp open onClose={() => setHelp(false)} /> : null}
    </>
  );
}
