import { commandsSuite } from './commands.ts';

export default commandsSuite('trace', import.meta.url);
