export { drStatusModuleObservability as default } from './module';
