export { securityPart } from './part';
