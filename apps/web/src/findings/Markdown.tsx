import { Fragment, type ReactNode } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { type Block, type Inline, parseInline, parseMarkdown } from './parseMarkdown.ts';

/** Our own documents as elements; no HTML ever passes through. */
export function Markdown({ text }: { text: string }) {
  return <div className="prose">{parseMarkdown(text).map((block, i) => withKey(i, renderBlock(block)))}</div>;
}

/** One line of it: code and emphasis, nothing else. */
export const MarkdownLine = ({ text }: { text: string }) => <>{inline(parseInline(text))}</>;

const withKey = (key: number, node: ReactNode) => <Fragment key={key}>{node}</Fragment>;

function renderBlock(block: Block): ReactNode {
  switch (block.kind) {
    case 'heading':
      return block.level <= 1 ? (
        <h1>{inline(block.text)}</h1>
      ) : block.level === 2 ? (
        <h2>{inline(block.text)}</h2>
      ) : (
        <h3>{inline(block.text)}</h3>
      );
    case 'paragraph':
      return <p>{inline(block.text)}</p>;
    case 'code':
      return (
        <div className="prose-code">
          <pre>
            <code>{block.text}</code>
          </pre>
          <CopyButton text={block.text} what="code" />
        </div>
      );
    case 'list': {
      const items = block.items.map((item, i) => withKey(i, <li>{inline(item)}</li>));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <table>
          <thead>
            <tr>{block.head.map((cell, i) => withKey(i, <th scope="col">{inline(cell)}</th>))}</tr>
          </thead>
          <tbody>
            {block.rows.map((row, r) =>
              withKey(r, <tr>{row.map((cell, i) => withKey(i, <td>{inline(cell)}</td>))}</tr>),
            )}
          </tbody>
        </table>
      );
  }
}

const inline = (parts: readonly Inline[]): ReactNode =>
  parts.map((part, i) => {
    switch (part.kind) {
      case 'text':
        return withKey(i, part.text);
      case 'code':
        return withKey(i, <code>{part.text}</code>);
      case 'strong':
        return withKey(i, <strong>{part.text}</strong>);
      case 'emphasis':
        return withKey(i, <em>{part.text}</em>);
      default:
        return withKey(i, <a href={part.href}>{part.text}</a>);
    }
  });
