import type { KeyboardEvent } from 'react';
import { Icon } from './Icon.tsx';

/** A field that narrows what stands below it. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  onKeyDown,
}: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}) {
  return (
    <label className="search-field">
      <Icon name="search" size={15} />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
