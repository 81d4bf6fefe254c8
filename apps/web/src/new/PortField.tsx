import type { EndpointPort } from '@skoop/api';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuItem, MenuLabel } from '../ui/Menu.tsx';

/** A number that can be typed, and the ports that the destination really has. */
export function PortField({
  value,
  onChange,
  ports,
  invalid,
}: {
  value: string;
  onChange: (port: string, protocol?: EndpointPort['protocol']) => void;
  ports: readonly EndpointPort[];
  invalid?: string;
}) {
  const named = ports.find((p) => String(p.port) === value)?.name;
  return (
    <label className="field port">
      <input
        aria-label="Port"
        inputMode="numeric"
        autoComplete="off"
        placeholder="port"
        value={value}
        aria-invalid={invalid ? true : undefined}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, 5))}
      />
      {named ? <span className="hint cut">{named}</span> : null}
      {ports.length > 0 ? (
        <Menu
          trigger={
            <button type="button" className="btn quiet" aria-label="Ports of the destination">
              <Icon name="down" size={14} />
            </button>
          }
        >
          <MenuLabel>Ports of the destination</MenuLabel>
          {ports.map((p) => (
            <MenuItem
              key={`${p.protocol}${p.port}${p.name ?? ''}`}
              onSelect={() => onChange(String(p.port), p.protocol)}
              end={<span className="t3">{p.protocol}</span>}
            >
              <b className="strong">{p.port}</b> <span className="t3">{p.name}</span>
            </MenuItem>
          ))}
        </Menu>
      ) : null}
    </label>
  );
}
