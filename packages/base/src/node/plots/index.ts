/** Plots of pages, by a library that loads with the first of them. */
export { AXIS, drawn, INK, legendOf, lineStyleOf } from './drawn.ts';
