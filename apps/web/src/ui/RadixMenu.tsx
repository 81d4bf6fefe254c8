import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { usePopupHost } from './usePopupHost.ts';

export type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** A button that opens a menu. Not modal: the page behind stays as it is. */
export function RadixMenu({ trigger, children, align = 'end', open, onOpenChange }: MenuProps) {
  const host = usePopupHost();
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={host}>
        <DropdownMenu.Content className="menu" align={align} sideOffset={6} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  icon,
  onSelect,
  note,
  end,
  children,
}: {
  icon?: IconName;
  onSelect: () => void;
  note?: string;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
      {icon ? <Icon name={icon} /> : null}
      <span>
        {children}
        {note ? <small>{note}</small> : null}
      </span>
      {end ? <span className="end">{end}</span> : null}
    </DropdownMenu.Item>
  );
}

export const MenuLine = () => <DropdownMenu.Separator className="menu-line" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>
);

export function MenuCheck({
  checked,
  onChange,
  note,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  note?: string;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem
      className="menu-item"
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="menu-tick">{checked ? <Icon name="check" /> : null}</span>
      <span>
        {children}
        {note ? <small>{note}</small> : null}
      </span>
    </DropdownMenu.CheckboxItem>
  );
}

/** One of several; the chosen one has a tick. */
export function MenuChoices({
  value,
  choices,
  onChoose,
}: {
  value: string;
  choices: readonly (readonly [value: string, label: string])[];
  onChoose: (value: string) => void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChoose}>
      {choices.map(([choice, label]) => (
        <DropdownMenu.RadioItem key={choice} value={choice} className="menu-item">
          <span className="menu-tick">{value === choice ? <Icon name="check" /> : null}</span>
          {label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
