import './styles/base.css';
import './styles/tokens.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/shell.css';
import './styles/verdict.css';
import './styles/first-paint.css';

/** In a tab behind others no frame is ever drawn. */
const LONGEST_WAIT_MS = 100;

const firstFrame = new Promise<void>((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, LONGEST_WAIT_MS);
});

// index.html is on the screen first; the app, which is loaded meanwhile, then takes its place.
const [{ showApp }] = await Promise.all([import('./app.tsx'), firstFrame]);
showApp();
