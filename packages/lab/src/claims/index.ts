export { claimsOf } from './catalogue.ts';
export {
  type Claim,
  type ClaimResult,
  type ClaimSource,
  type ClaimVerdict,
  type CommandSizes,
  type FamilySizes,
  type Means,
  resultOf,
} from './claim.ts';
