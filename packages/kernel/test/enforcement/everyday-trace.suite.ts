import { everydaySuite } from './everyday.ts';

export default everydaySuite('trace', import.meta.url);
