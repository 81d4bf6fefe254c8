/** `50 %`, with care at the ends: nothing that exists is 0 %, nothing that lacks something is 100 %. */
export function percent(share: number): string {
  const n = share * 100;
  if (n > 0 && n < 1) return '<1 %';
  if (n < 100 && n > 99) return '>99 %';
  return `${Math.round(n)} %`;
}
