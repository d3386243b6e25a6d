export { binomialCdf, binomialQuantile } from './binomial.ts';
export { chiSquareCdf, chiSquareQuantile } from './chi-square.ts';
export { fCdf } from './f.ts';
export { LAMBDA_MAX, NONCENTRALITY_MAX, noncentralFCdf, noncentralTCdf } from './noncentral.ts';
export { normalCdf, normalDensity, normalQuantile } from './normal.ts';
export { type Tail } from './special.ts';
export { studentTCdf, studentTQuantile } from './student-t.ts';
