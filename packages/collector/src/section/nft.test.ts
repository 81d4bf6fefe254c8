import { describe, expect, it } from 'vitest';
import { parseNft } from './nft.ts';

const RULESET = `table inet odd { # handle 3
	map verdicts { # handle 2
		type ipv4_addr . inet_service : verdict
		elements = { 10.0.0.1 . 80 : accept,
			     10.0.0.2 . 81 : drop }
	}

	chain in { # handle 1
		type filter hook input priority filter; policy accept;
		ip daddr . tcp dport vmap { 10.1.0.1 . 80 : accept,
					    10.1.0.2 . 80 : drop } # handle 4
		counter packets 0 bytes 0 accept # handle 5
	}
}
table ip nat { # handle 2
	chain PREROUTING { # handle 1
		jump in # handle 3
	}
}
`;

describe('nft', () => {
  it('joins documents of several tables, and finds the line of each rule', () => {
    const nft = parseNft(
      '{"nftables":[{"metainfo":{}},{"table":{"name":"odd"}}]}\n{"nftables":[{"table":{"name":"nat"}}]}\n',
      RULESET,
    );
    expect(nft?.items).toEqual([{ metainfo: {} }, { table: { name: 'odd' } }, { table: { name: 'nat' } }]);
    expect([...(nft?.lines ?? [])]).toEqual([
      ['inet odd in', 8],
      ['inet odd in 4', 10],
      ['inet odd in 5', 12],
      ['ip nat PREROUTING', 16],
      ['ip nat PREROUTING 3', 17],
    ]);
    expect(nft?.texts.get(12)).toBe('counter packets 0 bytes 0 accept # handle 5');
    expect(nft?.texts.get(10)).toBe('ip daddr . tcp dport vmap { 10.1.0.1 . 80 : accept,');
  });
  it('takes from the text what older versions leave out of the JSON: that a table is dormant', () => {
    const text = 'table ip off { # handle 1\n\tflags dormant\n\n\tchain a { # handle 2\n\t}\n}\ntable ip on {\n}\n';
    const nft = parseNft(
      '{"nftables":[{"table":{"family":"ip","name":"off","flags":"off"}},{"table":{"family":"ip","name":"on"}}]}\n',
      text,
    );
    expect(nft?.items).toEqual([
      { table: { family: 'ip', name: 'off', flags: ['dormant'] } },
      { table: { family: 'ip', name: 'on' } },
    ]);
  });
  it.each<readonly [reason: string, json: string, items: number | undefined]>([
    ['nothing printed: no rules', '', 0],
    ['cut JSON is not guessed', '{"nftables":[{"table":', undefined],
    ['an error text is no JSON', 'Error: Could not process rule', undefined],
    ['other JSON', '{"a":1}', undefined],
    ['entries that are no objects are left out', '{"nftables":[1,null,[],{"table":{}}]}', 1],
  ])('%s', (_, json, items) => expect(parseNft(json, '')?.items.length).toBe(items));
});
