import { cloneElement, lazy, type ReactElement, Suspense, useState } from 'react';
import type { MenuProps } from './RadixMenu.tsx';

const load = () => import('./RadixMenu.tsx');

/** Parts of a menu. They come with the first menu that is opened: until then a page is only its buttons. */
export const MenuItem = lazy(async () => ({ default: (await load()).MenuItem }));
export const MenuLine = lazy(async () => ({ default: (await load()).MenuLine }));
export const MenuLabel = lazy(async () => ({ default: (await load()).MenuLabel }));
export const MenuCheck = lazy(async () => ({ default: (await load()).MenuCheck }));
export const MenuChoices = lazy(async () => ({ default: (await load()).MenuChoices }));
const RadixMenu = lazy(async () => ({ default: (await load()).RadixMenu }));

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
    onPointerEnter: load,
    onFocus: load,
    onClick: () => change(true),
  });
  if (!wanted && !shown) return button;
  return (
    <Suspense fallback={button}>
      <RadixMenu trigger={trigger} align={align} open={shown} onOpenChange={change}>
        {/* Its parts are there as soon as it is: this boundary only spares the page a blink. */}
        <Suspense fallback={null}>{children}</Suspense>
      </RadixMenu>
    </Suspense>
  );
}
