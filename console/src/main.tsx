import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startSession } from './session/start-session.ts';
import './styles.css';

const root = document.querySelector('#root');
if (root !== null && (await startSession())) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
