import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './Icon.tsx';

/** A modal dialog on the platform's own element: focus stays inside, Escape closes, focus returns. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  className = '',
  bare = false,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  className?: string;
  /** Without the visible head; the title then only names the dialog. */
  bare?: boolean;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, handled by the element itself.
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {open ? (
        <>
          {bare ? (
            <h2 id={titleId} className="sr">
              {title}
            </h2>
          ) : (
            <div className="dialog-head">
              <h2 id={titleId}>{title}</h2>
              <button type="button" className="btn quiet square" aria-label="Close" onClick={onClose}>
                <Icon name="close" />
              </button>
            </div>
          )}
          {children}
        </>
      ) : null}
    </dialog>
  );
}
