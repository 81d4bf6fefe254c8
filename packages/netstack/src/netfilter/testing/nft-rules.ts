// Short ways to write the rule sets of the cases.

/** nft wants the end of a rule before the brace that closes its chain. */
export const file = (text: string): string =>
  `nft -f - <<'NFT'\n${text.replace(/ \} \}$/gm, ' }\n}').replace(/ \}$/gm, '\n}')}\nNFT`;
/** Rules of a filter chain at FORWARD of an inet table, and whatever else the table holds. */
export const forward = (rules: string, more = '', policy = 'accept'): string =>
  file(
    `table inet t {\n${more}\nchain f { type filter hook forward priority filter; policy ${policy};\n${rules}\n}\n}`,
  );
/** Rules of a nat chain at PREROUTING, and whatever else the table holds. */
export const pre = (rules: string, more = '', family = 'ip'): string =>
  file(`table ${family} t {\n${more}\nchain p { type nat hook prerouting priority dstnat;\n${rules}\n}\n}`);
