export * from './alerting/PagerDutyEvents';
export { drStatusModuleObservability as default } from './module';
