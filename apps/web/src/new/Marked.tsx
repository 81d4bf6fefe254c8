/** Text with the words that were searched underlined. */
export function Marked({ text, words }: { text: string; words: string }) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const hit = new Uint8Array(text.length);
  for (const word of wanted) {
    const at = lower.lastIndexOf(word);
    if (at >= 0) hit.fill(1, at, at + word.length);
  }
  const parts: { text: string; hit: boolean; from: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = parts.at(-1);
    if (last && last.hit === Boolean(hit[i])) last.text += text[i];
    else parts.push({ text: text[i] ?? '', hit: Boolean(hit[i]), from: i });
  }
  return parts.map((p) => (p.hit ? <mark key={p.from}>{p.text}</mark> : <span key={p.from}>{p.text}</span>));
}
