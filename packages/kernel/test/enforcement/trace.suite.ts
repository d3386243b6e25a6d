import { bpfSuite } from './suite.ts';

export default bpfSuite('trace', import.meta.url);
