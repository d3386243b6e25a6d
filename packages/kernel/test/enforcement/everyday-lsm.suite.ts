import { everydaySuite } from './everyday.ts';

export default everydaySuite('lsm', import.meta.url);
