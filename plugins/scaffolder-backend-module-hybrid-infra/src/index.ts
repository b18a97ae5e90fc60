export { scaffolderModuleHybridInfra as default } from './module';
