/** Text in which `backticks` set code, as our sentences write it. */
export function Ticked({ text }: { text: string }) {
  let at = 0;
  return text.split(/(`[^`]+`)/).map((part) => {
    const key = at++;
    return part.length > 2 && part.startsWith('`') && part.endsWith('`') ? (
      <code key={key}>{part.slice(1, -1)}</code>
    ) : (
      <span key={key}>{part}</span>
    );
  });
}
