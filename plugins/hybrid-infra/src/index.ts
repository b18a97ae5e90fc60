export { plugin as default } from './plugin';
export { hybridInfraTranslationRef } from './translation';
