export { drStatusModulePostgresql as default } from './module';
