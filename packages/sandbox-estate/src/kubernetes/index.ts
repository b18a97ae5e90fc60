export { kubernetesPart } from './part';
