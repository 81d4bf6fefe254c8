import {
  type ComponentProps,
  type ComponentType,
  cloneElement,
  type ReactElement,
  type ReactNode,
  useState,
} from 'react';
import { lazily } from './lazily.tsx';
import type { MenuProps } from './RadixMenu.tsx';

type Parts = typeof import('./RadixMenu.tsx');

let parts: Parts | undefined;
const load = async (): Promise<Parts> => {
  parts = await import('./RadixMenu.tsx');
  return parts;
};

/** A part of a menu. It comes with the first menu that is opened: until then a page is only its buttons. */
const part =
  <P extends object>(of: (loaded: Parts) => ComponentType<P>) =>
  (props: P): ReactNode => {
    const Part = parts && of(parts);
    return Part ? <Part {...props} /> : null;
  };
export const MenuItem = part<ComponentProps<Parts['MenuItem']>>((loaded) => loaded.MenuItem);
export const MenuLine = part<object>((loaded) => loaded.MenuLine);
export const MenuLabel = part<ComponentProps<Parts['MenuLabel']>>((loaded) => loaded.MenuLabel);
export const MenuCheck = part<ComponentProps<Parts['MenuCheck']>>((loaded) => loaded.MenuCheck);
export const MenuChoices = part<ComponentProps<Parts['MenuChoices']>>((loaded) => loaded.MenuChoices);
const RadixMenu = lazily<MenuProps>(async () => (await load()).RadixMenu);

/** A button that opens a menu. What makes menus is loaded when the pointer or the focus comes near. */
export function Menu({ trigger, children, align, open, onOpenChange }: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const change = (next: boolean) => {
    setWanted(true);
    setOwn(next);
    onOpenChange?.(next);
  };
  const button = cloneElement(trigger as ReactElement<React.ButtonHTMLAttributes<HTMLButtonElement>>, {
    'aria-haspopup': 'menu',
    'aria-expanded': shown,
    onPointerEnter: RadixMenu.preload,
    onFocus: RadixMenu.preload,
    onClick: () => change(true),
  });
  if (!wanted && !shown) return button;
  return (
    <RadixMenu meanwhile={button} trigger={trigger} align={align} open={shown} onOpenChange={change}>
      {children}
    </RadixMenu>
  );
}
