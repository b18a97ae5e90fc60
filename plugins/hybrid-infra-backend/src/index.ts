export { hybridInfraPlugin as default } from './plugin';
