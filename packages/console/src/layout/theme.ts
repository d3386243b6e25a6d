/** Light or dark: as the system has it, or as the person chose. */
import { kept } from '../parts/kept.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const choice = kept('theme');

export function chosenTheme(): Theme {
  return THEMES.find((theme) => theme === choice.get()) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  choice.set(theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  dispatchEvent(new Event('themechange'));
}
