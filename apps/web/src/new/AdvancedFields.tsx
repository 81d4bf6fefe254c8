import type { Option } from '@skoop/api';
import { useQuery } from '@tanstack/react-query';
import { server } from '../data/client.ts';
import type { AskFields, AskProblems } from './askParams.ts';

type Numeric = 'size' | 'sourcePort' | 'uid';
const NUMBERS: readonly (readonly [Numeric, string, string])[] = [
  ['size', 'Packet size', 'Bytes each way for tcp, payload otherwise'],
  ['sourcePort', 'Source port', 'Else the kernel picks one'],
  ['uid', 'User id of the client', 'Decides owner matches'],
];

/** What most questions do not need: sizes, the source port, options of plugins and providers. */
export function AdvancedFields({
  fields,
  problems,
  set,
}: {
  fields: AskFields;
  problems: AskProblems;
  set: (change: Partial<AskFields>) => void;
}) {
  const { data: about } = useQuery({ queryKey: ['about'], queryFn: () => server.about(), staleTime: 600_000 });
  const setOption = (name: string, value: string) => set({ options: { ...fields.options, [name]: value } });
  return (
    <div className="advanced">
      {NUMBERS.map(([key, label, note]) => (
        <label key={key}>
          {label}
          <input
            className="input"
            inputMode="numeric"
            value={fields[key]}
            aria-invalid={problems[key] ? true : undefined}
            onChange={(event) => set({ [key]: event.target.value.replace(/\D/g, '') })}
          />
          <small>{problems[key] ?? note}</small>
        </label>
      ))}
      {about?.options
        .filter((group) => group.options.length > 0)
        .map((group) => (
          <OptionGroup
            key={group.name}
            name={group.name}
            options={group.options}
            values={fields.options}
            set={setOption}
          />
        ))}
    </div>
  );
}

function OptionGroup({
  name,
  options,
  values,
  set,
}: {
  name: string;
  options: readonly Option[];
  values: Readonly<Record<string, string>>;
  set: (name: string, value: string) => void;
}) {
  return (
    <>
      <h2>{name}</h2>
      {options.map((option) => {
        const value = values[option.name] ?? '';
        const choices = option.type === 'boolean' ? ['true', 'false'] : option.choices;
        return (
          <label key={option.name} htmlFor={`option-${option.name}`}>
            <span className="mono">{option.name}</span>
            {choices ? (
              <select
                id={`option-${option.name}`}
                className="input"
                value={value}
                onChange={(event) => set(option.name, event.target.value)}
              >
                <option value="">{option.default === undefined ? 'as detected' : String(option.default)}</option>
                {choices.map((c) => (
                  <option key={c}>{c}</option>
                ))}
              </select>
            ) : (
              <input
                id={`option-${option.name}`}
                className="input"
                value={value}
                placeholder={option.default === undefined ? 'as detected' : String(option.default)}
                onChange={(event) => set(option.name, event.target.value)}
              />
            )}
            <small>{option.description}</small>
          </label>
        );
      })}
    </>
  );
}
