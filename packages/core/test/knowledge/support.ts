/** Small families, assessed alone, so that a test says all that matters. */
import { Assessment } from '../../src/knowledge/assessment.ts';
import { Assessor } from '../../src/knowledge/assess.ts';
import { compileKnowledge } from '../../src/knowledge/tables/compile.ts';
import { EFFECT_NAMES } from '../../src/knowledge/vocabulary/effects.ts';
import { PLACE_NAMES } from '../../src/knowledge/vocabulary/places.ts';
import { PathResolver } from '../../src/knowledge/paths/scope.ts';
import type { Family } from '../../src/knowledge/vocabulary/spec.ts';

export const WORKSPACE = '/home/ada/shop';
export const HOME = '/home/ada';

/** What a command line does by these families, one `effect target@place` a line, in order; reading of dynamic words left out. */
export function assessor(family: Family, workingDirectory: string = WORKSPACE): (command: string) => string[] {
  const assessment = new Assessment();
  const paths = new PathResolver(workingDirectory, WORKSPACE, HOME, []);
  const assess = new Assessor(compileKnowledge([family]), paths, assessment);
  return (command) => {
    assess.assessCommandLine(command);
    const { effects, reading } = assessment;
    return Array.from({ length: effects.count }, (_, row) => {
      const word = effects.word(row) ?? -1;
      const place = PLACE_NAMES[effects.place(row) ?? 0];
      return `${EFFECT_NAMES[effects.effect(row) ?? 0]} ${word < 0 ? '' : reading.text(word)}${place === 'none' ? '' : `@${place}`}`;
    }).filter((line) => !line.startsWith('dynamic.word'));
  };
}
