export { drStatusModuleSecurity as default } from './module';
