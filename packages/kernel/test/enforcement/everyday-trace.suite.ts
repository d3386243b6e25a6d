import { LINES, NODE_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('trace', 'all', [...LINES, ...NODE_LINES], import.meta.url);
