export { networkPart } from './part';
