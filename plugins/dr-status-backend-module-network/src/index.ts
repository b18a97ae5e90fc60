export { drStatusModuleNetwork as default } from './module';
