export { permissionModuleEstate as default } from './module';
