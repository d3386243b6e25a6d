import { enforcementSuite } from './suite.ts';

export default enforcementSuite('lsm', import.meta.url);
