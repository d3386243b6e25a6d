import { LANGUAGE_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', 'languages', LANGUAGE_LINES, import.meta.url);
