export { permissionModuleEstate as default } from './module';
export { EstatePermissionPolicy } from './EstatePermissionPolicy';
export { DEFAULT_ROLES, type EstateRole } from './roles';
