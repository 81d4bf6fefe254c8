import { ApiError, type DiagnosisRequest } from '@skoop/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useEndpoint } from '../data/endpoints.ts';
import { rememberSnapshot } from '../data/snapshots.ts';
import { diagnosisSource } from '../data/source.ts';
import { Glyph } from '../ui/Glyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { KeyCap } from '../ui/Keys.tsx';
import { Ticked } from '../ui/Ticked.tsx';
import { AdvancedFields } from './AdvancedFields.tsx';
import { type AskFields, askProblems, askRequest } from './askParams.ts';
import { EndpointPicker } from './EndpointPicker.tsx';
import { EndpointsLine } from './EndpointsLine.tsx';
import { PortField } from './PortField.tsx';
import { useAskFields } from './useAskFields.ts';

const SOURCES = ['pod', 'node', 'other'] as const;
const DESTINATIONS = ['service', 'pod', 'node', 'other'] as const;

/** The question as one sentence. Its fields stand in the URL, so that back, reload and links keep them. */
export function AskForm({ snapshot, focus = true }: { snapshot: string | undefined; focus?: boolean }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [fields, set] = useAskFields();
  const [touched, setTouched] = useState(false);
  const [advanced, setAdvanced] = useState(
    fields.size !== '' || fields.sourcePort !== '' || fields.uid !== '' || Object.keys(fields.options).length > 0,
  );
  const source = useEndpoint(snapshot, fields.from);
  const destination = useEndpoint(snapshot, fields.to);
  const problems = touched ? askProblems(fields) : {};

  const ask = useMutation({
    mutationFn: async (request: DiagnosisRequest) => (await diagnosisSource(request.snapshot)).create(request),
    onSuccess: (record) => {
      client.setQueryData(['diagnosis', record.id], record);
      rememberSnapshot(snapshot ?? '');
      navigate(`/d/${record.id}`);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (snapshot && Object.keys(askProblems(fields)).length === 0) ask.mutate(askRequest(fields, snapshot));
  };
  const problem = ask.error instanceof ApiError ? ask.error.problem : undefined;
  const firstProblem = Object.values(problems)[0];
  return (
    <form className="ask" onSubmit={onSubmit} noValidate aria-label="Question">
      <div className="ask-sentence">
        <span className="word">From</span>
        <EndpointPicker
          snapshot={snapshot}
          value={fields.from}
          onChange={(from) => set({ from })}
          label="Source"
          kinds={SOURCES}
          placeholder="pod, node or address"
          invalid={problems.from}
          autoFocus={focus}
        />
        <button
          type="button"
          className="btn quiet square"
          aria-label="Swap source and destination"
          title="Swap"
          onClick={() => set({ from: fields.to, to: fields.from })}
        >
          <Icon name="swap" />
        </button>
        <span className="word">to</span>
        <EndpointPicker
          snapshot={snapshot}
          value={fields.to}
          onChange={(to) => set({ to })}
          label="Destination"
          kinds={DESTINATIONS}
          placeholder="service, pod, node, address"
          invalid={problems.to}
        />
        {fields.protocol === 'icmp' ? null : (
          <>
            <span className="word">port</span>
            <PortField
              value={fields.port}
              ports={destination?.ports ?? []}
              invalid={problems.port}
              onChange={(port, protocol) =>
                set({ port, ...(protocol === 'udp' || protocol === 'tcp' ? { protocol } : {}) })
              }
            />
          </>
        )}
        <span className="field protocol">
          <select
            aria-label="Protocol"
            value={fields.protocol}
            onChange={(event) => set({ protocol: event.target.value as AskFields['protocol'] })}
          >
            <option value="tcp">tcp</option>
            <option value="udp">udp</option>
            <option value="icmp">icmp</option>
          </select>
          <Icon name="down" size={14} />
        </span>
        <button type="submit" className="btn primary large" disabled={ask.isPending || snapshot === undefined}>
          {ask.isPending ? 'Asking' : 'Diagnose'}
          <KeyCap>Enter</KeyCap>
        </button>
      </div>
      <div className="ask-foot">
        <EndpointsLine source={source} destination={destination} fields={fields} snapshot={snapshot} />
        <button
          type="button"
          className="fold-button"
          aria-expanded={advanced}
          onClick={() => setAdvanced((open) => !open)}
        >
          <Icon name="right" size={13} />
          Packet size, source port, plugin options
        </button>
      </div>
      {advanced ? <AdvancedFields fields={fields} problems={problems} set={set} /> : null}
      <div role="alert">
        {problem || firstProblem ? (
          <p className="ask-problem">
            <Glyph kind="warn" size={18} />
            <span>
              {problem ? (
                <>
                  <b className="strong">{problem.title}.</b> <Ticked text={`${problem.detail} ${problem.hint}`} />
                </>
              ) : (
                firstProblem
              )}
            </span>
          </p>
        ) : null}
      </div>
    </form>
  );
}
