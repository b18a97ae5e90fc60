export { drStatusModuleKubernetes as default } from './module';
