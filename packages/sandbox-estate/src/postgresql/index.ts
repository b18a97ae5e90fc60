export { postgresqlPart } from './part';
