/** The sides of an experiment. */
export type { Answer, Arm, ArmPlan, Costs, Question, Verdict } from './arm.ts';
export { type ArmEnvironment, openArm } from './open-arm.ts';
