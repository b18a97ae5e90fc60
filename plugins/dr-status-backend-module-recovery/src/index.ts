export { drStatusModuleRecovery as default } from './module';
