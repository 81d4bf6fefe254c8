import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { ErrorBox } from '../ui/ErrorBox.tsx';

/** A page that broke, or an address that leads nowhere. */
export function RouteError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <main id="main" className="page">
      <ErrorBox error={error} retry={() => window.location.reload()} />
    </main>
  );
}

export function NotFound() {
  return (
    <main id="main" className="centre">
      <h1>There is no page here</h1>
      <p>The address may be mistyped.</p>
      <Link className="btn" to="/">
        Ask a new question
      </Link>
    </main>
  );
}
