export { catalogModuleHybridInfra as default } from './module';
