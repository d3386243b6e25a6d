import { NODE_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', 'node', NODE_LINES, import.meta.url);
