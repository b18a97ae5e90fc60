export { applicationPart } from './part';
