export { needsMaterial, needsProgram, type Skippable } from './needs.ts';
