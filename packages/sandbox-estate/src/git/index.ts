export { gitPart } from './part';
