import { commandsSuite } from './commands.ts';

export default commandsSuite('lsm', import.meta.url);
