export { redisPart } from './part';
