import { afterFirstPaint } from './afterFirstPaint.ts';
import './styles/base.css';
import './styles/tokens.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/shell.css';
import './styles/verdict.css';
import './styles/sides.css';
import './styles/cluster.css';
import './styles/prose.css';
import './styles/stack.css';
import './styles/first-paint.css';

// index.html is on the screen first; the app, which boot.js asks for meanwhile, then takes its place.
await afterFirstPaint();
const { showApp } = await import('./app.tsx');
showApp();
