import { bpfSuite } from './suite.ts';

export default bpfSuite('lsm', import.meta.url);
