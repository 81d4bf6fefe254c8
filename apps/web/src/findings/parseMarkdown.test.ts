import { expect, test } from 'vitest';
import { parseMarkdown } from './parseMarkdown.ts';

test.each([
  ['heading', '## What it means', [{ kind: 'heading', level: 2, text: [{ kind: 'text', text: 'What it means' }] }]],
  ['lines of one paragraph are one', 'one\ntwo', [{ kind: 'paragraph', text: [{ kind: 'text', text: 'one two' }] }]],
  ['code keeps its lines', '```sh\nip route\nip rule\n```', [{ kind: 'code', text: 'ip route\nip rule' }]],
  ['code that never ends still ends', '```\na', [{ kind: 'code', text: 'a' }]],
  [
    'a list item goes on in the next line',
    '- one\n  more\n- two',
    [{ kind: 'list', ordered: false, items: [[{ kind: 'text', text: 'one more' }], [{ kind: 'text', text: 'two' }]] }],
  ],
  [
    'code and bold inside text',
    'set `rp_filter` to **2**',
    [
      {
        kind: 'paragraph',
        text: [
          { kind: 'text', text: 'set ' },
          { kind: 'code', text: 'rp_filter' },
          { kind: 'text', text: ' to ' },
          { kind: 'strong', text: '2' },
        ],
      },
    ],
  ],
  [
    'underscores inside a word are not emphasis',
    'net_filter_x',
    [{ kind: 'paragraph', text: [{ kind: 'text', text: 'net_filter_x' }] }],
  ],
  [
    'an address that could run something is only text',
    '[x](javascript:alert(1))',
    [
      {
        kind: 'paragraph',
        text: [
          { kind: 'text', text: 'x' },
          { kind: 'text', text: ')' },
        ],
      },
    ],
  ],
])('%s', (_why, text, blocks) => {
  expect(parseMarkdown(text)).toEqual(blocks);
});
