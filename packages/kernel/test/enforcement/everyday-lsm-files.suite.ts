import { FILE_LINES } from '../backstop/everyday-lines.ts';
import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', 'files', FILE_LINES, import.meta.url);
