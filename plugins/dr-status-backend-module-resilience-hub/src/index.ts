export { drStatusModuleResilienceHub as default } from './module';
