export { drStatusModuleRedis as default } from './module';
