export { drStatusModuleDelivery as default } from './module';
