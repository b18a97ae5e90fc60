export { drStatusModuleAws as default } from './module';
