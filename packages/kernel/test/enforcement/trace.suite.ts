import { enforcementSuite } from './suite.ts';

export default enforcementSuite('trace', import.meta.url);
