/** Where the page begins. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { queryClient } from './gate/queries.ts';
import { applyTheme, chosenTheme } from './layout/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/layout.css';

applyTheme(chosenTheme());
const root = document.querySelector('#root');
if (root === null) throw new Error('expected #root in index.html, met none');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
