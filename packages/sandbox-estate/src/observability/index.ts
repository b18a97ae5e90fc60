export { observabilityPart } from './part';
