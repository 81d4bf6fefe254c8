/** Text in which `backticks` set code, as our sentences write it. */
export function Ticked({ text }: { text: string }) {
  let at = 0;
  return text.split(/(`[^`]+`)/).map((part) => {
    const key = at++;
    return part.length > 2 && part.startsWith('`') && part.endsWith('`') ? (
      <code key={key}>{unbroken(part.slice(1, -1))}</code>
    ) : (
      <span key={key}>{part}</span>
    );
  });
}

/** A command's options stay whole: a browser would break `-m` behind its dash. */
function unbroken(command: string) {
  let at = 0;
  return command.split(/(?<=^|\s)(-\S{1,24})(?=\s|$)/).map((part) => {
    const key = at++;
    return part.startsWith('-') ? (
      <span key={key} className="nowrap">
        {part}
      </span>
    ) : (
      part
    );
  });
}
