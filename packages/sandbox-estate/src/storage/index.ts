export { storagePart } from './part';
