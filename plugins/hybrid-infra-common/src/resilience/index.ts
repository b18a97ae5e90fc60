export { ResilienceError, parseResilience } from './parseResilience';
export { resilienceSchema } from './resilienceSchema';
export {
  normaliseResilienceRef,
  validateResilience,
} from './validateResilience';
