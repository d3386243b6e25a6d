import { SYSTEM_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', 'system', SYSTEM_LINES, import.meta.url);
