import { GIT_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', 'git', GIT_LINES, import.meta.url);
