export { drStatusPlugin as default } from './plugin';
